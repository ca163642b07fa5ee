"""Draws the barcode of an invented box, which the trial of a package then has read.

python -m installers.package.sample_box FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

import barcode
from barcode.writer import ImageWriter

CODE = "6118000010012"


def draw_box(path: Path) -> None:
    """Draw the EAN-13 of an invented box as a PNG picture, with bars wide enough for a camera."""
    with path.open("wb") as file:
        picture = barcode.EAN13(CODE, writer=ImageWriter(format="PNG"))
        picture.write(file, {"write_text": False, "module_width": 0.33})


if __name__ == "__main__":
    draw_box(Path(sys.argv[1]))
