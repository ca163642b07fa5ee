"""How prints look: colours, weights and sizes, the same on every form.

Dark green carries titles and rules, ink carries text. Everything stays legible in grey, and no
meaning hangs on a colour.
"""

from __future__ import annotations

from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm

from intake_app.printing.fonts import Face
from intake_app.printing.lines import TextStyle

A5 = (148 * mm, 210 * mm)
A4 = (210 * mm, 297 * mm)
MARGIN = 9 * mm

INK = HexColor(0x1D2A30)
QUIET = HexColor(0x55646B)
GREEN = HexColor(0x0B5B47)
PALE = HexColor(0xEFF5F2)
LINE = HexColor(0xBFCFC8)
ALARM = HexColor(0x9B1C1C)
ALARM_PALE = HexColor(0xFAEDEC)
PAPER = white

TITLE = TextStyle(Face.BOLD, 14.0, 19.0)
NUMBER = TextStyle(Face.BOLD, 14.0, 18.0)
BESIDE_NUMBER = TextStyle(Face.MEDIUM, 8.0, 18.0)
FIGURE = TextStyle(Face.BOLD, 11.0, 15.0)
LEAD = TextStyle(Face.MEDIUM, 9.6, 14.4)
HEADING = TextStyle(Face.BOLD, 8.0, 11.6)
STRONG = TextStyle(Face.MEDIUM, 8.0, 11.4)
TEXT = TextStyle(Face.REGULAR, 7.8, 11.4)
LABEL = TextStyle(Face.REGULAR, 7.0, 11.4)
HEADER = TextStyle(Face.MEDIUM, 6.3, 9.6)
SMALL = TextStyle(Face.REGULAR, 6.6, 9.8)
NOTICE = TextStyle(Face.REGULAR, 5.9, 8.6)
