"""How far a long stage is: values alone; the Prefect skin shows them."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_SECONDS = 3.0  # a stage that is over sooner needs no bar, and its run pays no request for one
EVERY_SECONDS = 10.0  # each step shown is a request to the server, for which the run waits
EVERY_SHARE = 0.1  # of the time so far: nobody watches a bar of an hour by the second


@dataclass(slots=True)
class Progress:
    """Counts the finished tasks of one stage and says when it is time to show that.

    Attributes:
        stage: its name.
        total: its tasks.
        started: when it began, in seconds of any steady clock.
        done: tasks finished so far.
        shown: when it was shown last, by the same clock; None: not yet.
    """

    stage: str
    total: int
    started: float
    done: int = 0
    shown: float | None = None

    def step(self, now: float) -> bool:
        """One more task is finished; whether to show it.

        The first time when the stage has taken a while, then at most every few seconds, less often the longer it takes; the end of what was shown always.

        >>> capture = Progress("capture", total=4, started=100.0)
        >>> capture.step(100.5), capture.step(104.0), capture.step(104.1), capture.step(104.2), capture.percent
        (False, True, False, True, 100.0)
        >>> long = Progress("extract", total=40, started=0.0)
        >>> [now for now in range(0, 400, 10) if long.step(now)][-4:]
        [290, 330, 370, 390]
        """
        self.done += 1
        if self.shown is None:
            due = now - self.started >= FIRST_SECONDS and self.done < self.total
        else:
            pause = max(EVERY_SECONDS, EVERY_SHARE * (now - self.started))
            due = now - self.shown >= pause or self.done == self.total
        if due:
            self.shown = now
        return due

    @property
    def key(self) -> str:
        """Name of the artifact, which may hold small letters, digits and hyphens."""
        return f"progress-{self.stage.replace(' ', '-')}"

    @property
    def percent(self) -> float:
        """Share of the tasks that are finished, 0 to 100."""
        return round(100 * self.done / self.total, 1)

    @property
    def description(self) -> str:
        """The same in words."""
        return f"{self.stage}: {self.done:,} of {self.total:,} batches"
