"""XML of strangers, read by lxml: broken XML is mended, entities and DTDs are left out, nothing is opened or fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree as _untyped  # pyright: ignore[reportAttributeAccessIssue, reportMissingTypeStubs, reportUnknownVariableType] - no types

from readout.discover.entries import Problem

_etree: Any = _untyped  # pyright: ignore[reportUnknownVariableType] - no types
_OPTIONS = {"resolve_entities": False, "no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}
_DECLARATION = re.compile(r"<\?xml[^>]{0,300}\?>")
_HTML = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_HEAD = 2000  # characters in which a page says that it is HTML
# Mended without loss: entities that nobody declared (&nbsp;), a bare & or a control character in a title, a prefix without name.
_HARMLESS = frozenset({
    "ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY", "ERR_NAME_REQUIRED", "ERR_ENTITYREF_SEMICOL_MISSING", "ERR_INVALID_CHAR",
    "NS_ERR_UNDEFINED_NAMESPACE", "NS_ERR_XML_NAMESPACE",
})  # fmt: skip


def read_tree(text: str) -> tuple[Any, list[Problem]]:
    """The root element (None where there is none), and what had to be mended.

    Args:
        text: XML, already decoded; what it says of its own encoding is ignored.
    """
    data = text.lstrip("\ufeff \t\r\n")
    data = _DECLARATION.sub("", data, count=1) if data.startswith("<?xml") else data
    parser = _etree.XMLParser(recover=True, encoding="utf-8", **_OPTIONS)
    try:
        root = _etree.fromstring(data.encode("utf-8", "replace"), parser)
    except _etree.XMLSyntaxError:
        return None, []
    return root, _mended(parser.error_log)


def walk(data: bytes, names: Sequence[str], problems: list[Problem]) -> Iterator[Any]:
    """Elements of these names, one by one; each is let go when the next is asked for, so that memory stays flat.

    Args:
        data: XML; its own encoding is believed.
        names: local names, of any namespace.
        problems: what had to be mended is added to it, at the end.
    """
    nodes = _etree.iterparse(io.BytesIO(data), events=("end",), tag=[f"{{*}}{n}" for n in names], recover=True, **_OPTIONS)
    try:
        for _, node in nodes:
            yield node
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
    except _etree.XMLSyntaxError:
        pass  # an end that cannot be mended; the log below names it
    problems += _mended(nodes.error_log)


def as_bytes(root: Any) -> bytes:
    """A tree as good XML in UTF-8, without its DTD."""
    return _etree.tostring(root, encoding="utf-8")


def local_name(node: Any) -> str:
    """Name of an element in lower case, without namespace; blank for what is none."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def what_it_is(text: str) -> str:
    """What came instead of XML of the kind that was asked for."""
    return "an HTML page" if _HTML.search(text[:_HEAD]) else "other XML, or none"


def _mended(errors: Any) -> list[Problem]:
    """That XML was broken, and how, if something of it may be lost."""
    kinds = sorted({str(error.type_name) for error in errors} - _HARMLESS)
    return [Problem("intake", "unreadable", f"broken XML, read as far as it goes: {', '.join(kinds)}"[:200])] if kinds else []
