"""How EAN-13 and UPC-A are drawn: the code tables of ISO/IEC 15420 and their check digit.

A 1 is a dark module. Set B is set C read backwards, and set C is set A in negative; the first
digit is not drawn at all but said by which of A and B draws the six digits on the left.
"""

from __future__ import annotations

import numpy as np

DIGITS = 13
MODULES = 95
SET_A = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
SET_C = tuple("".join("10"[int(module)] for module in code) for code in SET_A)
SET_B = tuple(code[::-1] for code in SET_C)
# Which of the six left digits are drawn from set B, by first digit.
PARITIES = (
    "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
    "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA",
)  # fmt: skip
SIDE_GUARD, CENTRE_GUARD = "101", "01010"
# Where each of the twelve drawn digits begins, in modules from the left edge of the first bar.
DIGIT_STARTS = np.array([3 + 7 * i for i in range(6)] + [50 + 7 * i for i in range(6)])


def ean13_modules(text: str) -> str:
    """Return the 95 modules of a 13-digit number, dark as 1."""
    left = "".join(
        (SET_A if letter == "A" else SET_B)[int(digit)]
        for letter, digit in zip(PARITIES[int(text[0])], text[1:7], strict=True)
    )
    right = "".join(SET_C[int(digit)] for digit in text[7:])
    return SIDE_GUARD + left + CENTRE_GUARD + right + SIDE_GUARD


def check_digit_fits(text: str) -> bool:
    """Say whether the last digit of an EAN, UPC or GTIN follows from the others."""
    weighted = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(text)))
    return text.isdigit() and weighted % 10 == 0
