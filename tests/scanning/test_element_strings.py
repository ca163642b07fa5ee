"""GS1 element strings, and the library that takes them apart without its heaviest table."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from intake_app.scanning.element_strings import Element, elements_of, load_library

SEPARATOR = "\x1d"


def test_product_day_batch_and_serial_are_told_apart() -> None:
    found = elements_of(f"0106118000010012172711301012AB{SEPARATOR}21S77")

    assert found is not None
    assert found["01"].value == "06118000010012"
    assert found["17"] == Element("17", "271130", date(2027, 11, 30))
    assert (found["10"].value, found["21"].value) == ("12AB", "S77")


def test_the_first_of_two_alike_counts() -> None:
    found = elements_of(f"10FIRST{SEPARATOR}10SECOND")

    assert found is not None
    assert found["10"].value == "FIRST"


@pytest.mark.parametrize("content", ["bonjour", "0106118", "]", "https://example.org/"])
def test_what_is_no_element_string_is_none(content: str) -> None:
    assert elements_of(content) is None


def test_the_table_of_companies_is_not_kept() -> None:
    from biip import gs1_prefixes

    load_library()

    assert gs1_prefixes._GS1_COMPANY_PREFIX_TRIE == {}
    assert gs1_prefixes.GS1Prefix.extract("6118000010012") is not None, "the others are"


def test_a_plain_barcode_does_not_load_the_library() -> None:
    program = (
        "import sys\n"
        "from intake_app.scanning.items import classify\n"
        "from intake_app.scanning.codes import Symbology\n"
        "print(classify(Symbology.EAN13, '6118000010012').kind, 'biip' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["medicine", "False"]
