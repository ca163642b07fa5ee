"""httpx without its command line, whose colours and parsers are a hundred modules and 7 MB.

The library loads its command line when click and rich happen to be there, which typer brings.
"""

import sys

# What stands here as None counts as not installed, which the library expects and bears.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # as the manual allows

import httpx  # noqa: E402

__all__ = ["httpx"]
