"""Constants of the pipeline itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineConstants:
    """Values: config/pipeline.toml, `[pipeline]`."""

    batch_documents: int
    batches_max: int
    attempts_max: int
    page_processes_max: int
    page_process_pages_max: int
    page_process_pages_min: int
    page_process_start_seconds_max: float
