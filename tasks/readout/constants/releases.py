"""Constants of publishing; the values and their reasons stand in config/pipeline.toml under `[releases]`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseConstants:
    """How part files are cut and written, and what a writer tolerates."""

    file_bytes: int  # aim for a part file
    small_file_bytes: int  # aim for the part files of small_file_tables
    small_file_tables: tuple[str, ...]
    sample_bytes: int  # bytes in memory of the rows written on trial to learn how many bytes a row takes
    row_group_rows: int
    compression_level: int  # of zstd
    bloom_false_positives: float  # of the bloom filter on document_id
    remnant_rows: int  # what is left of a rewritten file joins the new rows when it has no more rows than this
    merge_share: float  # trailing files below this share of the aim may be merged with new rows
    merge_factor: float  # ... while each is at most this many times what is already carried
    merge_floor_bytes: int  # ... or at most this big
    shrink_rows: int  # tables with fewer rows may shrink at will
    shrink_share: float  # a bigger one by no more than this share
    lock_seconds: float  # wait for another writer; then go on, correctness does not rest on the lock
    attempts: int  # how often to begin again when somebody removed what we were linking or building
