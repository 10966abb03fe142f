"""A first guess at the zone in which a site prints its times: by its country, checked against its own metadata."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from readout.extract.dates import read_iso
from readout.extract.details.metadata import Metadata

# The zone of the capital or of most people, for countries whose sites are read here; others are left to be filled in.
_ZONES = {
    "ae": "Asia/Dubai", "ar": "America/Argentina/Buenos_Aires", "at": "Europe/Vienna", "au": "Australia/Sydney", "be": "Europe/Brussels",
    "br": "America/Sao_Paulo", "ca": "America/Toronto", "ch": "Europe/Zurich", "cn": "Asia/Shanghai", "cz": "Europe/Prague",
    "de": "Europe/Berlin", "dk": "Europe/Copenhagen", "eg": "Africa/Cairo", "es": "Europe/Madrid", "eu": "Europe/Brussels",
    "fi": "Europe/Helsinki", "fr": "Europe/Paris", "gov": "America/New_York", "gr": "Europe/Athens", "hk": "Asia/Hong_Kong",
    "hu": "Europe/Budapest", "id": "Asia/Jakarta", "ie": "Europe/Dublin", "il": "Asia/Jerusalem", "in": "Asia/Kolkata",
    "ir": "Asia/Tehran", "it": "Europe/Rome", "jp": "Asia/Tokyo", "ke": "Africa/Nairobi", "kr": "Asia/Seoul", "mil": "America/New_York",
    "my": "Asia/Kuala_Lumpur", "ng": "Africa/Lagos", "nl": "Europe/Amsterdam", "no": "Europe/Oslo", "nz": "Pacific/Auckland",
    "ph": "Asia/Manila", "pk": "Asia/Karachi", "pl": "Europe/Warsaw", "pt": "Europe/Lisbon", "qa": "Asia/Qatar", "ru": "Europe/Moscow",
    "sa": "Asia/Riyadh", "se": "Europe/Stockholm", "sg": "Asia/Singapore", "th": "Asia/Bangkok", "tr": "Europe/Istanbul",
    "tw": "Asia/Taipei", "ua": "Europe/Kyiv", "uk": "Europe/London", "us": "America/New_York", "vn": "Asia/Ho_Chi_Minh",
    "za": "Africa/Johannesburg",
}  # fmt: skip
_BY_LANGUAGE = {"zh": "Asia/Shanghai", "ja": "Asia/Tokyo", "ko": "Asia/Seoul"}


def zone_for(host: str, metadata: Metadata) -> str | None:
    """The zone's name, or None where the host's ending says nothing or its own metadata say otherwise."""
    language = (metadata.declared_language or "").split("-")[0].lower()
    zone = _ZONES.get(host.rpartition(".")[2]) or _BY_LANGUAGE.get(language)
    return zone if zone and _agrees(zone, metadata) else None


def _agrees(zone: str, metadata: Metadata) -> bool:
    """Whether no offset that the page states beside a time contradicts the zone; UTC says nothing."""
    for one in metadata.evidence:
        printed = read_iso(one.value) if one.field in ("published", "modified") else None
        if printed is None or printed.clock is None or printed.offset in (None, "Z", "UTC", "GMT", "+00:00", "+0000"):
            continue
        stated = datetime.fromisoformat(f"{printed.day}T{printed.clock:%H:%M}{printed.offset}").utcoffset()
        local = datetime.combine(printed.day, printed.clock, ZoneInfo(zone)).utcoffset()
        if stated is not None and local is not None and abs(stated - local) > timedelta(0):
            return False
    return True
