from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication

from intake_app.resources import resource
from intake_app.ui.icons import icon
from intake_app.ui.theme import DARK, FAMILY, LIGHT, Colours, Theme, in_high_contrast, worn

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SOURCES = Path(__file__).parents[2] / "intake_app" / "ui"
ICONS = {path.stem for path in resource("icons", "lucide").glob("*.svg")}
SURFACES = ("ground", "surface", "field", "sunken")
INKS = ("ink", "muted", "accent", "ok", "warn", "block", "info")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [value / 255 for value in QColor(colour).toTuple()[:3]]  # type: ignore[index]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_surface(colours: Colours) -> None:
    roles = asdict(colours)
    pairs = [(ink, surface) for ink in INKS for surface in SURFACES]
    pairs += [(tone, f"{tone}_soft") for tone in ("ok", "warn", "block", "info", "accent")]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_strong"), ("ink", "accent_soft")]
    pairs += [("ink", f"{tone}_soft") for tone in ("ok", "warn", "block", "info")]

    weak = {pair: round(contrast(roles[pair[0]], roles[pair[1]]), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_can_be_operated_stands_out_from_its_surface(colours: Colours) -> None:
    roles = asdict(colours)
    for edge in (colours.edge, colours.accent):
        assert min(contrast(edge, roles[name]) for name in SURFACES) >= 3  # WCAG 2, 1.4.11


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_high_contrast_reads_at_seven_to_one(colours: Colours) -> None:
    strong = asdict(in_high_contrast(colours))

    for ink in ("ink", "muted", "edge", "accent"):
        for surface in SURFACES:
            assert contrast(strong[ink], strong[surface]) >= 7, (ink, surface)


def test_high_contrast_follows_the_system(theme: Theme, qapp: QApplication) -> None:
    theme.wear_contrast(Qt.ContrastPreference.HighContrast)
    assert worn() == in_high_contrast(LIGHT)
    assert qapp.palette().window().color().name() == LIGHT.field

    assert "border-style: dashed" in qapp.styleSheet(), "what cannot be pressed has no paler edge"

    theme.wear_contrast(Qt.ContrastPreference.NoPreference)
    assert worn() is LIGHT
    assert "border-style: dashed" not in qapp.styleSheet()


def test_every_icon_that_is_shipped_is_shown_and_the_other_way_round() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    named = set(re.findall(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"', code))

    assert sorted(ICONS - named) == [], "shipped, never shown"
    for call in re.findall(r'(?:icon|IconLabel|EmptyPlace|show_icon)\(\s*"([a-z0-9-]+)"', code):
        assert call in ICONS


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_drawn_in_the_colour_of_its_role(name: str, theme: Theme) -> None:
    picture = icon(name, "block").pixmap(QSize(48, 48)).toImage()

    shades = {
        picture.pixelColor(x, y).name()
        for x in range(48)
        for y in range(48)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert shades == {worn().block}


def test_the_colours_follow_the_system(theme: Theme, qapp: QApplication) -> None:
    theme.wear(Qt.ColorScheme.Dark)
    assert worn() is DARK
    assert qapp.palette().window().color().name() == DARK.ground

    theme.wear(Qt.ColorScheme.Light)
    assert worn() is LIGHT
    assert "$" not in re.sub(r"/\*.*?\*/", "", qapp.styleSheet(), flags=re.DOTALL)


def test_the_typeface_is_our_own_in_both_scripts(theme: Theme, qapp: QApplication) -> None:
    assert QFontInfo(qapp.font()).family() == FAMILY
    assert qapp.font().pointSizeF() >= 10
    assert QGuiApplication.font() == qapp.font()
