"""What can have happened to a text: the registry of channels.

Rules of this package:

1. A channel is named by what was written and what it was read as, or by what happened; `apply`
   damages. `invert` repairs; a channel of single places gives `spans` of those that it repairs, or
   `places` that it can only name.
2. A channel is one entry here. Nobody outside asks for one by name but the user's options.
3. A channel knows codecs; it knows no search, and of the language model only that it gives nats.
"""

from __future__ import annotations

from mojifix._once import once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Channel(Protocol):
        """What every channel has."""

        @property
        def name(self) -> str: ...

        @property
        def kind(self) -> str: ...


@once
def registry() -> tuple[Channel, ...]:
    """Every channel, in a fixed order; made on the first call."""
    from mojifix.channels.beyond import BeyondRepair
    from mojifix.channels.bom import ByteOrderMark
    from mojifix.channels.gloss import ScrapedPage
    from mojifix.channels.latin import Latin
    from mojifix.channels.misread import misreads
    from mojifix.channels.private import Private

    return (*misreads(), ScrapedPage(), Latin(), ByteOrderMark(), Private(), BeyondRepair())
