"""The waits of pictures and long runs: what was seen counts, also when it is over at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.window_setting import Patience

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def test_what_is_over_in_the_same_turn_was_seen_all_the_same(qapp: QApplication) -> None:
    states = iter([False, True, False, False])

    Patience().waitUntil(lambda: next(states))

    assert next(states) is False  # nobody asked again


def test_what_never_happens_ends_the_wait_with_an_error(qapp: QApplication) -> None:
    with pytest.raises(TimeoutError, match=r"0\.02 s"):
        Patience().waitUntil(lambda: False, timeout=20)
