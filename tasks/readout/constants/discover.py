"""Constants of `readout.discover`; values and reasons stand in config/pipeline.toml under [discover]."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DueConstants:
    """When an address is asked again, by how it ended last; hours."""

    revisit_hours: float  # first interval after an ok capture
    revisit_hours_min: float
    revisit_hours_max: float
    unchanged_factor: float  # the interval grows by this when nothing changed
    changed_factor: float  # and by this (below 1) when something did
    passing_hours: float  # first interval after a passing failure; doubles
    limited_seconds: float  # first pause after 429 without a usable Retry-After; doubles
    limited_seconds_max: float  # longest Retry-After that we believe
    wall_hours: float  # walls, logins, robots.txt
    absent_hours: float  # not found, gone, or not the page
    frozen_hours: float  # hosts that keep the pages of an era that is over
    unarchived_hours: float  # in no archive; doubles
    list_hours_min: float  # between two readings of a feed, sitemap or page of links
    list_hours_max: float  # after a failed one


@dataclass(frozen=True, slots=True, kw_only=True)
class ListConstants:
    """Feeds, sitemaps and pages of links: how much of them is read, and how far back."""

    feed_bytes_max: int
    feed_entries_max: int
    sitemap_bytes_max: int  # inflated
    entries_max: int  # of a sitemap or page of links
    parts_max: int  # of a sitemap index
    rejections_max: int  # of one list and run that are kept one by one
    look_back_days: int  # before the window, because lists are late
    first_days: int  # before the first run of a watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteConstants:
    """When a host is left alone for its walls."""

    walls_in_a_row: int  # pages that ended at a wall
    trial_hours: float  # until one page is asked for again


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoverConstants:
    """Numbers and words of the search for citations, and of the plan."""

    context_characters: int  # kept on either side of a citation
    evidence_characters: int  # kept of what is rejected
    head_lines: int  # non-blank lines in which a name alone is a byline or source line
    line_characters: int  # longest byline or source line
    name_characters: int  # longest name in front of "reported"
    lost_links: tuple[str, ...]  # regular expressions: a whole line that was a link's text
    media_suffixes: tuple[str, ...]  # of a path: pictures, sound, film
    slug_letters: int  # shortest word of an address that says what its page is about
    queue_targets_max: int  # addresses of one host that are one piece of work
    due: DueConstants
    route: RouteConstants
    lists: ListConstants
