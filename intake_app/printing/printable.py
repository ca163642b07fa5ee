"""Makes any text fit for paper: what people typed, pasted or scanned, and what the typeface lacks.

Nothing disappears without a trace: a character that cannot be drawn leaves the replacement mark.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from intake_app.printing.bidi_levels import FSI, LRI, PDI, STEERING
from intake_app.printing.fonts import REPLACEMENT, covers

_JOINERS = frozenset("\u200c\u200d")  # Arabic spelling needs them
_SPACES = re.compile(r"[ \t\f\v\u1680\u2000-\u200a\u205f\u3000]+")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_PRESENTATION_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]+")
# French puts a space before these signs and inside its quotes; no line may end there.
_BOUND_SPACE = re.compile(r" (?=[:;!?»%])|(?<=[«]) |(?<=n°) ")
_MARKS_A_LETTER = 3  # shadda, vowel, small alef; a taller pile would run into the line above
_GAP = r"[ .\-\u00a0\u202f]"
_ABROAD = rf"(?:\+|00)[0-9]{{1,3}}(?:{_GAP}[0-9]{{1,9}}){{1,5}}"
_AT_HOME = rf"0[0-9]{{1,3}}(?:{_GAP}[0-9]{{2,4}}){{2,5}}"
_CODE = r"[A-Za-z0-9_%•]+(?:[-@./:+#?=&]+[A-Za-z0-9_%•]+)+"
_LINK = r"https?://[!-~]*[A-Za-z0-9/]"
_KEPT_TOGETHER = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_LINK}|{_ABROAD}|{_AT_HOME}|{_CODE})(?![A-Za-z0-9])"
)


@lru_cache(1024)
def printable(text: str) -> str:
    """Return the text as it can be drawn: one kind of line end, single spaces, nothing unknown."""
    whole = _PRESENTATION_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    whole = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", whole))
    drawn: list[str] = []
    pile = 0
    for char in _SPACES.sub(" ", whole):
        category = unicodedata.category(char)
        pile = pile + 1 if category in ("Mn", "Me") else 0
        if pile > _MARKS_A_LETTER:
            continue
        if char in STEERING or char in _JOINERS or char == "\n":
            drawn.append(char)
        elif category != "Cf":  # other format characters have no picture
            drawn.append(char if covers(char) else REPLACEMENT)
    return _BOUND_SPACE.sub("\u00a0", "".join(drawn)).strip(" ")


def one_line(text: str) -> str:
    """Return a text for a field of the form: no line ends, no characters that steer its order."""
    plain = "".join(char for char in text if char not in STEERING)
    return _SPACES.sub(" ", printable(plain).replace("\n", " ")).strip()


def isolated(text: str) -> str:
    """Wrap a name or value so that it cannot disturb the sentence of either language around it."""
    return f"{FSI}{one_line(text)}{PDI}"


def keep_codes_together(text: str) -> str:
    """Keep telephone numbers, addresses of the web, dates and codes readable inside Arabic."""
    return _KEPT_TOGETHER.sub(lambda match: f"{LRI}{match[0]}{PDI}", text)
