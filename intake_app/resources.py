"""Where the files shipped with the program are: fonts, icons, tables, profiles, wording."""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path


@lru_cache(1)
def resources_folder() -> Path:
    """Return the folder of shipped files: frozen bundle, installed package, or checkout."""
    here = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else []
    candidates += [here / "_resources", here.parent / "resources"]
    return next(folder for folder in candidates if folder.is_dir())


def resource(*parts: str) -> Path:
    """Return the path of one shipped file, named by its parts below the resources folder."""
    return resources_folder().joinpath(*parts)
