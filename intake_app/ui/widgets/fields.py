"""A field: its name above, the place to type, and beside it what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from intake_app.ui.theme import mark, scaled_font
from intake_app.ui.typed import (
    ascii_digits,
    compact,
    parse_day,
    parse_price,
    write_day,
    write_price,
)
from intake_app.ui.widgets.buttons import LatinKey
from intake_app.ui.widgets.editors import ChoiceEditor, LineEditor, TickEditor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

SMALL = 0.88
LONGEST_TEXT = 300
KNOWN = "known"  # property of an editor whose value came from elsewhere


@dataclass(frozen=True, slots=True)
class Note:
    """Something said beside a field; `tone` is `refuse`, `block`, `warn` or `info`."""

    tone: str
    text: str


class Field(QWidget):
    """Base of every field.

    Signals:
        changed: The operator changed the value; setting it from the program is silent.
        go_on: The operator wants the next field.
        left: The operator left the field.
    """

    changed = Signal()
    go_on = Signal()
    left = Signal()

    def __init__(self, editor: LineEditor | ChoiceEditor | TickEditor) -> None:
        super().__init__()
        self.editor = editor
        self.name_label = QLabel()
        self.name_label.setFont(scaled_font(self, SMALL))
        self.name_label.setBuddy(editor)
        mark(self.name_label, "tone", "muted")
        self.note_label = QLabel()
        self.note_label.setFont(scaled_font(self, SMALL))
        self.note_label.setWordWrap(True)
        self.note_label.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self.name_label)
        self._layout.addWidget(editor)
        self._layout.addWidget(self.note_label)
        self._layout.addStretch()
        self.visited = False
        self._notes: tuple[Note, ...] = ()
        self._aside: Note | None = None
        self.changed.connect(self.forget_known)
        editor.go_on.connect(self.go_on)
        editor.left.connect(self._on_left)

    @property
    def value(self) -> Any:
        """What stands in the field."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Set the value from the program, in silence."""
        raise NotImplementedError

    def put_known(self, value: Any) -> None:
        """Set a value that is known from elsewhere: Enter passes it by, until it is changed."""
        self.put(value)
        mark(self.editor, KNOWN, value=True)

    @property
    def is_known(self) -> bool:
        """Whether the value came from elsewhere and nobody has changed it."""
        return bool(self.editor.property(KNOWN))

    def forget_known(self) -> None:
        """Treat the value as one that was typed here."""
        mark(self.editor, KNOWN, value=False)

    def rename(self, name: str, tip: str = "") -> None:
        """Give the field its name in the language of the screen."""
        self.name_label.setText(name)
        self.editor.setAccessibleName(name)
        self.setToolTip(tip)

    def say(self, notes: Sequence[Note]) -> None:
        """Say what is wrong; shown only once the operator has been here."""
        self._notes = tuple(notes)
        self._show_notes()

    def give_note(self) -> QLabel:
        """Give the note's label to a grid that has more room for it."""
        self._layout.removeWidget(self.note_label)
        return self.note_label

    def setVisible(self, visible: bool) -> None:
        """Show or hide the field together with its note."""
        super().setVisible(visible)
        self.note_label.setVisible(visible and bool(self.note_label.text()))

    def head_height(self) -> int:
        """Return how much stands above the place to type, for `FoldingGrid`."""
        if self.name_label.isHidden():
            return 0
        return self.name_label.sizeHint().height() + self._layout.spacing()

    def aside(self, note: Note | None) -> None:
        """Say something that is no fault, shown from the start."""
        self._aside = note
        self._show_notes()

    def visit(self) -> None:
        """Treat the field as one that the operator has been in."""
        self.visited = True
        self._show_notes()

    def focus(self) -> None:
        """Put the keyboard here, ready to replace what stands."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, LineEditor):
            self.editor.selectAll()

    def _on_left(self) -> None:
        self.visit()
        self.left.emit()

    def _show_notes(self) -> None:
        faults = self._notes if self.visited else ()
        shown = faults or ((self._aside,) if self._aside else ())
        text = "\n".join(note.text for note in shown)
        mark(self.editor, "finding", faults[0].tone if faults else "")
        mark(self.note_label, "tone", shown[0].tone if shown else "")
        self.note_label.setText(text)
        self.note_label.setVisible(bool(text) and not self.isHidden())
        self.updateGeometry()  # the note may be laid out by the grid, not by this field
        self.editor.setAccessibleDescription(text)


class TextField(Field):
    """A line of text; digits of any script become 0–9, with `upper` letters are raised."""

    def __init__(
        self,
        *,
        upper: bool = False,
        write: Callable[[str], str] | None = None,
        centred: bool = False,
    ) -> None:
        self.line = LineEditor(write or (_upper if upper else ascii_digits), centred=centred)
        self.line.setMaxLength(LONGEST_TEXT)
        super().__init__(self.line)
        self.line.textEdited.connect(self.changed)

    @property
    def value(self) -> str:
        """The text as it stands."""
        return self.line.text()

    def put(self, value: str) -> None:
        """Set the text from the program."""
        if value != self.line.text():
            self.line.setText(value)

    def suggest(self, text: str, hint: str) -> None:
        """Offer a text that Space takes over while the field is empty."""
        self.line.suggest(text, hint)


class CodeField(TextField):
    """A number of papers: INPE, ICE, RIB, barcode. Spaces go, as when one pastes it."""

    def __init__(self, *, longest: int, centred: bool = False) -> None:
        super().__init__(write=compact, centred=centred)
        self.line.setMaxLength(longest * 2)


class DayField(TextField):
    """A date, typed as `101026` and written out when one goes on."""

    def __init__(self, today: Callable[[], date], *, in_past: bool = False) -> None:
        super().__init__()
        self._today = today
        self._in_past = in_past

    def _on_left(self) -> None:
        try:
            day = parse_day(self.value, self._today(), in_past=self._in_past)
        except ValueError:
            day = None  # the check names what cannot be read; what was typed stays
        if day is not None and not self.line.is_in_hand:
            self.put(write_day(day))
        super()._on_left()

    def suggest_day(self, day: date | None, hint: str) -> None:
        """Offer a day that Space takes over."""
        self.suggest(write_day(day) if day else "", hint)


class PriceField(TextField):
    """An amount in dirhams, with the decimal sign of any keyboard."""

    def _on_left(self) -> None:
        try:
            centimes = parse_price(self.value)
        except ValueError:
            centimes = None
        if centimes is not None and not self.line.is_in_hand:
            self.put(write_price(centimes))
        super()._on_left()


class ChoiceField(Field):
    """One of a few codes."""

    def __init__(self) -> None:
        self.combo = ChoiceEditor()
        super().__init__(self.combo)
        self.combo.currentIndexChanged.connect(self.changed)

    @property
    def value(self) -> str:
        """The code chosen, empty when none is."""
        return str(self.combo.currentData() or "")

    def put(self, value: str) -> None:
        """Choose a code from the program."""
        was_blocked = self.combo.blockSignals(True)
        self.combo.setCurrentIndex(max(0, self.combo.findData(str(value))))
        self.combo.blockSignals(was_blocked)

    def offer(self, choices: Iterable[tuple[str, str]], nothing: str | None = None) -> None:
        """Offer codes with their names in the language of the screen."""
        self.combo.offer(choices, nothing)


class TickField(Field):
    """Yes or no; its name stands beside the box, in line with the places to type.

    `letter` is the one that its French name marks, if any: Alt finds the box by it in Arabic too.
    """

    def __init__(self, letter: str = "") -> None:
        self.box = TickEditor()
        super().__init__(self.box)
        self._latin_key = LatinKey(self.box, letter) if letter else None
        self.name_label.hide()
        self.box.clicked.connect(self.changed)

    @property
    def value(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def put(self, value: bool) -> None:
        """Tick it from the program."""
        self.box.setChecked(value)

    def rename(self, name: str, tip: str = "") -> None:
        """Name the box, beside it; an `&` stands before the letter that Alt finds it by."""
        super().rename(name.replace("&", ""), tip)
        self.box.setText(name)
        if self._latin_key is not None:
            self._latin_key.follow()


def _upper(text: str) -> str:
    return ascii_digits(text).upper()
