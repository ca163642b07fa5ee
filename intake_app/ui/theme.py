"""The look: two palettes with the same roles, the typeface, one style sheet, kept to few means.

Light or dark follows the system, also when it changes while the program runs; so does the wish for
high contrast, which draws every edge and every quiet word in ink. Every colour that means
something stands beside a word or a sign that means the same.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from string import Template
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QStyleFactory

from intake_app.resources import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

FAMILY = "Vazirmatn"
SMALLEST_POINTS = 10.0
STEP = 8  # the grid that every margin and gap is a multiple of, in device-independent pixels


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette by the roles that colours play."""

    ground: str  # behind everything
    surface: str  # cards, header, bars
    field: str  # where one types
    sunken: str  # disabled fields, quiet areas
    line: str  # hairlines between things
    edge: str  # borders of what can be operated
    ink: str  # text
    muted: str  # secondary text, still readable on every surface
    accent: str  # what to do next, where one is
    accent_strong: str  # the same under the pointer
    accent_soft: str  # its tint behind text
    on_accent: str  # text on the accent
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    block: str
    block_soft: str
    info: str
    info_soft: str


LIGHT = Colours(
    ground="#f3f6f4",
    surface="#ffffff",
    field="#ffffff",
    sunken="#eef2f0",
    line="#dde5e1",
    edge="#7c8f88",
    ink="#17252a",
    muted="#566871",
    accent="#14594a",
    accent_strong="#0d4337",
    accent_soft="#e2f0ea",
    on_accent="#ffffff",
    ok="#17704f",
    ok_soft="#e0f3ea",
    warn="#875300",
    warn_soft="#fdf1d8",
    block="#b3261e",
    block_soft="#fce9e7",
    info="#1d5c8f",
    info_soft="#e5f0f9",
)
DARK = Colours(
    ground="#11191b",
    surface="#192326",
    field="#121b1d",
    sunken="#202c2f",
    line="#2c3a3e",
    edge="#647a80",
    ink="#e7eeec",
    muted="#a2b3b3",
    accent="#57c8a6",
    accent_strong="#7adcbf",
    accent_soft="#1b3a34",
    on_accent="#06231b",
    ok="#63d0a0",
    ok_soft="#173629",
    warn="#f0b95b",
    warn_soft="#3a2c10",
    block="#ff9a90",
    block_soft="#43201d",
    info="#8fc4f2",
    info_soft="#1a3044",
)


class Theme(QObject):
    """Dresses the application, and again when the system changes between light and dark.

    Signals:
        changed: Other colours are worn now.
    """

    changed = Signal()
    worn: ClassVar[Colours] = LIGHT  # one application wears one palette; icons read it when painted

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(_load_font(application.font()))
        hints = QGuiApplication.styleHints()
        self._scheme = hints.colorScheme()
        self._contrast = hints.accessibility().contrastPreference()
        hints.colorSchemeChanged.connect(self.wear)
        hints.accessibility().contrastPreferenceChanged.connect(self.wear_contrast)
        self.wear(self._scheme)

    def wear(self, scheme: Qt.ColorScheme) -> None:
        """Put on the light or the dark palette; an unknown wish is light."""
        self._scheme = scheme
        dark = scheme == Qt.ColorScheme.Dark
        colours = DARK if dark else LIGHT
        if self._contrast == Qt.ContrastPreference.HighContrast:
            colours = in_high_contrast(colours)
        Theme.worn = colours
        self._application.setPalette(_palette(colours))
        self._application.setStyleSheet(_style_sheet(colours, dark=dark))
        self.changed.emit()

    def wear_contrast(self, preference: Qt.ContrastPreference) -> None:
        """Draw stronger where the system asks for high contrast."""
        self._contrast = preference
        self.wear(self._scheme)


def worn() -> Colours:
    """Return the palette that is worn."""
    return Theme.worn


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and dress the widget anew when it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def scaled_font(widget: QWidget, factor: float, *, weight: int | None = None) -> QFont:
    """Return the widget's typeface, larger or smaller, so that sizes follow the system's."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * factor)
    if weight is not None:
        font.setWeight(QFont.Weight(weight))
    return font


def _load_font(system: QFont) -> QFont:
    """Load the shipped typeface; in the size that the system asks for, and not below 10 points."""
    for path in sorted(resource("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    font = QFont(FAMILY)
    font.setPointSizeF(max(system.pointSizeF(), SMALLEST_POINTS))
    return font


def in_high_contrast(colours: Colours) -> Colours:
    """Return a palette whose edges and quiet words are ink on one plain ground."""
    return replace(
        colours,
        ground=colours.field,
        surface=colours.field,
        sunken=colours.field,
        line=colours.muted,
        edge=colours.ink,
        muted=colours.ink,
        accent=colours.accent_strong,
    )


def _style_sheet(colours: Colours, *, dark: bool) -> str:
    folder = resource("styles")
    sheet = Template((folder / "window.qss").read_text(encoding="utf-8"))
    scheme = "dark" if dark else "light"
    # Where every edge and word is ink, what cannot be pressed is told by its broken edge.
    broken = "dashed" if colours.edge == colours.ink else "solid"
    return sheet.substitute(
        asdict(colours), folder=folder.as_posix(), scheme=scheme, disabled_border=broken
    )


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: colours.ground,
        roles.WindowText: colours.ink,
        roles.Base: colours.field,
        roles.AlternateBase: colours.sunken,
        roles.Text: colours.ink,
        roles.Button: colours.surface,
        roles.ButtonText: colours.ink,
        roles.ToolTipBase: colours.surface,
        roles.ToolTipText: colours.ink,
        roles.PlaceholderText: colours.muted,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.on_accent,
        roles.Link: colours.info,
        roles.Mid: colours.line,
        roles.Dark: colours.sunken,  # the place of a paper that is still being drawn
        roles.Accent: colours.accent,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.edge))
    return palette
