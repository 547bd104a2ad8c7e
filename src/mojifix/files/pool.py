"""Many files: in this process while they are few, in several otherwise; outcomes in order.

Rules:

1. Files go out in batches, and no more batches are on their way than keep every process busy: a
   tree of any size takes the memory of a few of its files.
2. A process that is told to end ends between two files or leaves one as a kill would (writing,
   rule 1). No process outlives the one that started it, even where that was killed.
"""

from __future__ import annotations

import os
import sys

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

# Bytes and files of a batch: enough that sending it costs nothing beside reading it.
BATCH_BYTES: Final = 1 << 20
BATCH_FILES: Final = 64

# Bytes up to which files are read in this process.
ALONE_BYTES: Final = 2 << 20

# Batches on their way for each process: one that it works at and the next ones.
AHEAD: Final = 3


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
    first: list[Found] = []
    if jobs > 1:
        size = 0
        for found in files:
            first.append(found)
            size += found.size
            if size > ALONE_BYTES:
                break
        else:
            jobs = 1
    if jobs == 1:
        for found in first:
            yield _run([found], task)
        for found in files:
            yield _run([found], task)
    else:
        yield from _in_several(_batches(first, files), task, jobs)


def cores() -> int:
    """The cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _batches(*streams: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    size = 0
    for stream in streams:
        for found in stream:
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


def _in_several(batches: Iterator[list[Found]], task: Task, jobs: int) -> Iterator[Batch]:
    import multiprocessing
    from collections import deque
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A fork starts in a few milliseconds where a new interpreter takes fifty. It is taken where it
    # is safe: on Linux, before this process has any thread.
    method = "fork" if sys.platform == "linux" else None
    context = multiprocessing.get_context(method)
    executor = ProcessPoolExecutor(jobs, context, _start)
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
