"""Opens the camera of the settings; called on the camera's thread, where it may take its time."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from intake_app.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.scanning.session import ScanSession
    from intake_app.services.lookup import LookupService

_REMEMBERED = 2_000


def open_session(source: str, size: tuple[int, int], lookup: LookupService) -> ScanSession:
    """Make the session of a camera; decoders are loaded only here, off the window's thread."""
    from intake_app.scanning.cameras import parse_camera  # noqa: PLC0415 - heavy
    from intake_app.scanning.live_reader import LiveReader  # noqa: PLC0415 - heavy
    from intake_app.scanning.session import ScanSession  # noqa: PLC0415 - heavy

    return ScanSession(parse_camera(source, size), LiveReader(), known_products(lookup))


def known_products(lookup: LookupService) -> Callable[[str], bool]:
    """Say quickly whether a product is in the fund's list: asked again for every frame."""

    @lru_cache(_REMEMBERED)
    def is_known(code: str) -> bool:
        try:
            return lookup.medicine(code) is not None
        except IntakeError:
            return False  # then it takes one more read to believe it

    return is_known
