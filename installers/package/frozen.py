"""Where the installed program begins: the same door as `python -m intake_app`."""

from __future__ import annotations

from multiprocessing import freeze_support

from intake_app.cli import main

if __name__ == "__main__":
    freeze_support()  # a server's workers start this very executable again
    raise SystemExit(main())
