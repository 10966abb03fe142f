"""What a confined process is to do, and within which limits."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Task:
    """A function that answers requests, and what one request may cost."""

    maker: str  # "module:function": called once with `given` in the process, gives the function that answers
    given: tuple[Any, ...]
    seconds_max: float  # of one request, as its asker's clock has it
    memory_bytes_max: int  # of one request: address space beyond what the process has when it is ready
    requests_max: int  # of one process: what libraries leak ends with it
    start_seconds_max: float

    @cached_property
    def packed(self) -> bytes:
        """As it is sent; tasks with equal bytes are one."""
        return pickle.dumps(self)
