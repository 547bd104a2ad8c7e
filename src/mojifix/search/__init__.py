"""From a text to its best explanation: spans x channels x layers.

Rules of this package:

1. Channels bring candidates, the model brings nats. No language is known by name, and of the codecs
   only what has no channel of its own (`readers`, `repair`, `texts`).
2. "Nothing happened" always competes, with almost all the prior (`prices`).
3. Data goes one way: `engine` cuts a text into lines and lends them each other's prior, `line`
   chooses what explains one line. For it `reading` reads the line as a whole, `within` seeks its
   spans, by `align` and `edges`, `lossy` those that lost bytes, and `belief` doubts what they
   found, all of them with the same `scales`.
"""

from __future__ import annotations

from mojifix.search.engine import diagnose, fix

__all__ = ["diagnose", "fix"]
