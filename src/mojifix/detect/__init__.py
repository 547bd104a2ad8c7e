"""Bytes of unknown encoding to right text, on the same language model as repair.

`decode` is what `mojifix.decode` calls. The way through: `marks` (what the first bytes tell for
certain), `evidence` (hints and declarations), `sample` (the bytes that decide), `contest` (every
reading weighed), `mixed` (several encodings in one file), and the repair of the decoded text.
"""

from __future__ import annotations

from mojifix.detect.engine import decode

__all__ = ["decode"]
