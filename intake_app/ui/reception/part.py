"""A part of the reception page: one paper on the counter, with its fields in reading order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QApplication

from intake_app.ui.i18n import joined
from intake_app.ui.widgets.cards import Card
from intake_app.ui.widgets.fields import KNOWN, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from intake_app.ui.widgets.fields import Field

T = TypeVar("T")
ASIDE = "aside"
# `self.tr` looks texts up under the name of the subclass, where those of the base are not.
translate = QCoreApplication.translate


class Part(Card):
    """Base of the cards of the page.

    Signals:
        changed: The operator changed something in it.
        rebuilt: Fields came or went: the order of the page is to be read anew.
        went_on: The operator wants to go on from this place; carries the widget.
        left: The operator left a field; carries the field.
        about_to_add: The operator adds a card or a line: all others must be there before.
    """

    changed = Signal()
    rebuilt = Signal()
    went_on = Signal(object)
    left = Signal(object)
    about_to_add = Signal()

    def adopt(self, fields: Iterable[Field]) -> None:
        """Pass on what happens in these fields."""
        for field in fields:
            field.changed.connect(self.changed)
            field.go_on.connect(partial(self.went_on.emit, field.editor))
            field.left.connect(partial(self.left.emit, field))

    def places(self) -> Mapping[str, Field]:
        """Return the fields by their path in the dossier, in reading order."""
        raise NotImplementedError

    def stops(self) -> list[QWidget]:
        """Return every widget that takes the keyboard, in reading order."""
        return [field.editor for field in self.places().values()]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @property
    def is_begun(self) -> bool:
        """Whether there is anything in it that could be complete."""
        return True

    def show_state(self, blocks: int, warnings: int, *, judged: bool) -> None:
        """Say beside the title how many things are to be put right in this part."""
        if not judged or not (self.is_begun or blocks):
            self.state_chip.show_state("neutral", "")
        elif blocks:
            self.state_chip.show_state("block", translate("Part", "%n à corriger", "", blocks))
        elif warnings:
            self.state_chip.show_state("warn", translate("Part", "%n remarque(s)", "", warnings))
        else:
            self.state_chip.show_state("ok", translate("Part", "Complet"))

    def suggestion_hint(self) -> str:
        """Say how a suggestion is taken over, with `{}` for what is suggested."""
        return translate("Part", "Espace : {}")

    def kept_note(self, fields: Iterable[Field]) -> Note | None:
        """Name the fields that hold what was typed for another key; None when there are none."""
        names = [field.name_label.text() for field in fields]
        text = translate("Part", "Resté tel que saisi : {}. Comparez avec les papiers.")
        return Note("warn", text.format(joined(*names))) if names else None


def read_into(form: object, fields: Mapping[str, Field]) -> None:
    """Write the fields' values into the attributes of the same names."""
    for name, field in fields.items():
        kind = type(getattr(form, name))
        value = field.value
        setattr(form, name, value if isinstance(value, kind) else kind(value))


def put_from(form: object, fields: Mapping[str, Field]) -> None:
    """Fill the fields from the attributes of the same names; nothing counts as visited."""
    for name, field in fields.items():
        field.put(getattr(form, name))
        field.forget_known()
        field.visited = False
        field.say(())


def set_aside(*widgets: QWidget, aside: bool = True) -> None:
    """Let Enter pass these by, or stop there again; Tab and the mouse still reach them."""
    for widget in widgets:
        widget.setProperty(ASIDE, aside)


def is_aside(widget: QWidget) -> bool:
    """Say whether Enter passes a widget by: it is rarely needed, or filled from elsewhere."""
    return bool(widget.property(ASIDE)) or bool(widget.property(KNOWN))


def holds_keyboard(widget: QWidget) -> bool:
    """Say whether the keyboard is in a widget: whoever takes it away says where one goes on."""
    focused = QApplication.focusWidget()
    return focused is not None and (focused is widget or widget.isAncestorOf(focused))


def neighbour_of(item: T, row: Sequence[T]) -> T | None:
    """Return what follows in the row, or else what comes before; None where there is nothing."""
    place = row.index(item)
    others = [*row[place + 1 :], *reversed(row[:place])]
    return others[0] if others else None
