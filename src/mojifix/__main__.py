"""`python -m mojifix` is the command `mojifix`."""

from __future__ import annotations

from mojifix.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
