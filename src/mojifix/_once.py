"""What is made on first use and kept: tables, patterns, channels.

Rules:

1. A value is kept once it is finished: no other thread ever sees half of it.
2. Where several threads make one at the same time all of them get the same, and the others go.
3. Nothing is imported here, since everything else imports this: `functools` is not there for free.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """A function that calls `make` on its first call, and gives what that made on every one.

    What raises is not kept, and tried again. `make` itself is the attribute `__wrapped__`.
    """
    kept: dict[int, T] = {}

    def known() -> T:
        if kept:
            return kept[0]
        return kept.setdefault(0, make())  # of several threads the first to have made one

    known.__name__ = make.__name__
    known.__doc__ = make.__doc__
    known.__wrapped__ = make  # type: ignore[attr-defined]
    return known
