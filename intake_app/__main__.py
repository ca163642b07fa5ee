"""`python -m intake_app`: the window without arguments, a command with them."""

from __future__ import annotations

from intake_app.cli import main

# Server workers are started by importing this module again under another name.
if __name__ == "__main__":
    raise SystemExit(main())
