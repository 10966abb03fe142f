"""The twelve tables, as row types of the standard library: every column is described here and nowhere else.

`TABLES` names each table's row type; keys, references, Arrow schema, contracts and dictionary derive from it.
"""

from __future__ import annotations

from typing import Any

from readout.model.captures import Capture, Outcome, OutcomeCount, Purpose, Run, RunState, Trigger, Via
from readout.model.columns import Column, Range
from readout.model.documents import (
    REASONS,
    Author,
    Authority,
    Citation,
    CitationKind,
    Completeness,
    Document,
    DocumentKind,
    Evidence,
    FoundIn,
    Precision,
    Rejection,
    Stage,
)
from readout.model.passages import (
    Attribution,
    Embedded,
    LanguageEvidence,
    Passage,
    PassageKind,
    Role,
    Section,
    Turn,
)
from readout.model.relations import (
    Alignment,
    AlignmentKind,
    AlignmentLevel,
    Alteration,
    AlterationKind,
    Relation,
    RelationKind,
    SharedSpan,
    Side,
)

TABLES: dict[str, type[Any]] = {
    "captures": Capture,
    "documents": Document,
    "document_history": Document,
    "citations": Citation,
    "sections": Section,
    "passages": Passage,
    "turns": Turn,
    "relations": Relation,
    "alterations": Alteration,
    "alignments": Alignment,
    "rejections": Rejection,
    "runs": Run,
}

KEYS: dict[str, tuple[str, ...]] = {"document_history": ("document_id", "revision")}
"""Keys of tables whose row type is another table's, too; all other keys are marked on the columns."""

__all__ = [
    "KEYS",
    "REASONS",
    "TABLES",
    "Alignment",
    "AlignmentKind",
    "AlignmentLevel",
    "Alteration",
    "AlterationKind",
    "Attribution",
    "Author",
    "Authority",
    "Capture",
    "Citation",
    "CitationKind",
    "Column",
    "Completeness",
    "Document",
    "DocumentKind",
    "Embedded",
    "Evidence",
    "FoundIn",
    "LanguageEvidence",
    "Outcome",
    "OutcomeCount",
    "Passage",
    "PassageKind",
    "Precision",
    "Purpose",
    "Range",
    "Rejection",
    "Relation",
    "RelationKind",
    "Role",
    "Run",
    "RunState",
    "Section",
    "SharedSpan",
    "Side",
    "Stage",
    "Trigger",
    "Turn",
    "Via",
]
