"""Many files: the first ones in this process, what takes longer in several; outcomes in order.

Rules:

1. How long files take is not known from their size, since damaged ones take far longer: so this
   process begins, and when ALONE_SECONDS have passed the rest is shared out. By then tables
   are loaded, which processes that are forked have too. A hook of ten files never starts one.
2. Files go out in batches, and no more batches are on their way than keep every process busy: a
   tree of any size takes the memory of a few of its files.
3. A process that is told to end ends between two files or leaves one as a kill would (writing,
   rule 1). No process outlives the one that started it, even where that was killed.
"""

from __future__ import annotations

import os
import sys
from itertools import chain
from time import monotonic

from mojifix._frozen import Frozen
from mojifix.errors import FileError
from mojifix.files.work import CLEAN, Task, examine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from typing import Final

    from mojifix.files.walk import Found
    from mojifix.files.work import Outcome

# Bytes and files of a batch, by judgement: sending one costs little beside reading it, but one of
# damaged files takes seconds, and the last one should not keep one process busy alone.
BATCH_BYTES: Final = 1 << 18
BATCH_FILES: Final = 32

# Seconds of work behind the first file after which the rest is shared out: by judgement, about
# twice what it takes to start two processes.
ALONE_SECONDS: Final = 0.2

# Batches on their way for each process: one that it works at and the next ones.
AHEAD: Final = 3

MOST: Final = 61
"""Processes at the most: Windows waits for no more at once."""


class Batch(Frozen):
    """What became of some files that were found one after the other.

    files     how many they were
    size      their bytes, as found
    outcomes  those of files that are not clean
    """

    __slots__ = ("files", "size", "outcomes")

    files: int
    size: int
    outcomes: tuple[Outcome, ...]

    def __init__(self, files: int, size: int, outcomes: Sequence[Outcome]) -> None:
        self._set(files, size, tuple(outcomes))


def examined(files: Iterable[Found], task: Task, jobs: int | None = None) -> Iterator[Batch]:
    """What becomes of the files, in their order.

    jobs   processes; None: one for each core, where there is enough to do

    Raises `FileError` where a process was killed.
    """
    jobs = cores() if jobs is None else jobs
    files = iter(files)
    begun = None
    for found in files:
        yield _run([found], task)
        if begun is None:  # the first one pays for the loading
            begun = monotonic()
        elif jobs > 1 and monotonic() - begun > ALONE_SECONDS:
            break
    batches = _batches(files)
    first = next(batches, None)
    if first is not None:
        yield from _in_several(chain([first], batches), task, jobs)


def cores() -> int:
    """The cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _batches(files: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    size = 0
    for found in files:
        batch.append(found)
        size += found.size
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _run(batch: Sequence[Found], task: Task) -> Batch:
    outcomes = [examine(found, task) for found in batch]
    size = sum(found.size for found in batch)
    return Batch(len(batch), size, [o for o in outcomes if o.status != CLEAN])


def _in_several(batches: Iterable[list[Found]], task: Task, jobs: int) -> Iterator[Batch]:
    import multiprocessing
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A fork has what this process has loaded; a new interpreter loads it again. It is taken where
    # it is safe: on Linux, before this process has any thread.
    method = "fork" if sys.platform == "linux" else None
    context = multiprocessing.get_context(method)
    executor = ProcessPoolExecutor(min(jobs, MOST), context, _start)
    waiting: deque[Future[Batch]] = deque()
    try:
        for batch in batches:
            waiting.append(executor.submit(_run, batch, task))
            if len(waiting) >= jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise FileError(
            "a process was killed, perhaps for want of memory, and not every file was looked at: "
            "fewer --jobs need less"
        ) from error
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _start() -> None:
    """What a new process does first: it leaves Ctrl-C to its parent, and ends when that does."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
