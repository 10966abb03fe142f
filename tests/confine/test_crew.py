"""Confined processes: whatever a request does, the others are answered, in order, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readout.confine.crew import Crew, dismiss
from readout.confine.process import Lost
from readout.confine.task import Task
from readout.errors import BrokenPromise

TASK = Task(
    maker="confined_answers:answerer",
    given=("hello",),
    seconds_max=30,
    memory_bytes_max=200_000_000,
    requests_max=100,
    start_seconds_max=60,
)
HASTY = replace(TASK, seconds_max=0.3)


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    """Each test starts its own processes and leaves none."""
    dismiss()
    yield
    dismiss()


def ask(request: str, task: Task = TASK) -> object:
    return Crew(task, 1).ask(request)


def is_alive(pid: int) -> bool:
    """Whether a process computes or waits; one that has ended but was not yet looked after does neither."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_answers_come_in_the_order_of_their_requests() -> None:
    requests = [f"sleep:{0.1 if n % 3 == 0 else 0.001 * n}" for n in range(12)]
    assert [(one, answer) for one, answer in Crew(TASK, 2).answers(requests)] == [(one, f"hello {one}") for one in requests]


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ("crash", "ended its process: SIGSEGV"),
        ("leave", "ended its process: exit code 3"),
        ("eat:300000000", "needs more memory than 200 MB"),
        ("hoard", "needs more memory than 200 MB"),
    ],
)
def test_what_a_request_does_to_its_process_is_told_and_the_others_are_answered(request_: str, why: str) -> None:
    before, lost, after = (answer for _, answer in Crew(TASK, 1).answers(["a", request_, "b"]))
    assert isinstance(lost, Lost)
    assert (before, lost.why, after) == ("hello a", why, "hello b")


def test_a_request_that_hangs_inside_a_library_is_stopped() -> None:
    answers = [answer for _, answer in Crew(HASTY, 2).answers(["a", "hang", "b"])]
    assert [getattr(one, "why", one) for one in answers] == ["hello a", "took longer than 0.3 seconds", "hello b"]


def test_memory_below_the_limit_is_free_to_use() -> None:
    assert ask("eat:100000000") == "hello eat:100000000"


def test_what_was_lost_by_accident_is_answered_by_a_new_process(tmp_path: Path) -> None:
    assert ask(f"once:{tmp_path / 'note'}") == f"hello once:{tmp_path / 'note'}"


def test_a_process_is_used_again_but_not_for_ever() -> None:
    crew = Crew(replace(TASK, requests_max=2), 1)
    pids = [crew.ask("pid") for _ in range(5)]
    assert [pids[0] == pids[1], pids[1] == pids[2], pids[2] == pids[3], pids[3] == pids[4]] == [True, False, True, False]


def test_the_next_crew_with_the_same_task_takes_over_and_one_with_another_does_not() -> None:
    first = ask("pid")
    assert ask("pid") == first
    assert ask("pid", replace(TASK, given=("good day",))) != first
    assert ask("pid") != first


def test_a_mistake_of_ours_is_raised_with_its_place_not_taken_for_a_bad_request() -> None:
    with pytest.raises(ValueError, match="seven") as raised:
        ask("raise:seven")
    assert any("confined_answers.py" in note for note in raised.value.__notes__)
    with pytest.raises(RuntimeError, match="Odd: eight"):
        ask("odd:eight")


def test_what_a_library_prints_is_no_answer() -> None:
    assert ask("print:D") == "hello print:D"


def test_a_process_that_cannot_start_is_an_error_not_a_verdict() -> None:
    with pytest.raises(BrokenPromise, match="could not start: exit code 1"):
        ask("a", replace(TASK, maker="no_such_module:answerer"))


def test_a_crew_that_is_left_stops_what_it_computes() -> None:
    answers = Crew(TASK, 2).answers(["pid", *["sleep:60"] * 5])
    _, pid = next(answers)
    begun = time.monotonic()
    answers.close()
    assert time.monotonic() - begun < 30
    assert not is_alive(pid)


def test_large_answers_and_requests_arrive_whole() -> None:
    words = "word:" + "x" * 5_000_000
    assert ask(words) == f"hello {words}"


ASKER = """
import pickle, sys, threading, time
sys.path[:] = {path!r}
from readout.confine.process import Process
from readout.confine.task import Task
process = Process({task!r})
process.ask(pickle.dumps("pid"))
threading.Thread(target=process.ask, args=[pickle.dumps("{last}")], daemon=True).start()
time.sleep(0.3)
print(process.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("last", ["pid", "hang"])
def test_no_process_outlives_the_one_that_asks(last: str) -> None:
    """Killed outright, with no time to tidy up, while its process waits, and while that hangs inside a library."""
    script = ASKER.format(path=sys.path, task=replace(TASK, seconds_max=1), last=last)
    asker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert asker.stdout is not None
    with asker, asker.stdout:
        pid = int(asker.stdout.readline())
        assert is_alive(pid)
        os.kill(asker.pid, signal.SIGKILL)
    until = time.monotonic() + 60  # its own alarm rings a little after the time of a request
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(pid)
