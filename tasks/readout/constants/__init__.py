"""Every constant of a rule, by stage: the names here, the values and their reasons in config/pipeline.toml.

The classes have no defaults: a constant that the file does not set is an error, so the file is the whole truth.
"""

from __future__ import annotations

from dataclasses import dataclass

from readout.constants.alignment import AlignmentConstants
from readout.constants.alterations import AlterationConstants
from readout.constants.capture import CaptureConstants, MementoConstants
from readout.constants.discover import DiscoverConstants
from readout.constants.extract import ExtractConstants
from readout.constants.language import LanguageConstants
from readout.constants.pipeline import PipelineConstants
from readout.constants.relations import RelationConstants
from readout.constants.releases import ReleaseConstants


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """All constants, one field for each table of the file."""

    discover: DiscoverConstants
    capture: CaptureConstants
    memento: MementoConstants
    extract: ExtractConstants
    language: LanguageConstants
    alignment: AlignmentConstants
    relations: RelationConstants
    alterations: AlterationConstants
    releases: ReleaseConstants
    pipeline: PipelineConstants
