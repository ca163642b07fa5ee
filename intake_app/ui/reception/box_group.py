"""The lines of boxes of one pharmacy act."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from intake_app.domain.identifiers import product_code
from intake_app.ui.reception.box_line import BoxLine
from intake_app.ui.reception.form import MedicineForm
from intake_app.ui.theme import STEP, mark


class BoxGroup(QWidget):
    """Keeps the lines of one act.

    Signals:
        changed: The operator changed a line.
        rebuilt: Lines came or went.
        went_on: The operator goes on from a widget.
        left: A field was left.
        removal_wanted: The operator wants a line gone; carries the line.
        code_known: A line has this code now; carries the line and the code.
    """

    changed = Signal()
    rebuilt = Signal()
    went_on = Signal(object)
    left = Signal(object)
    removal_wanted = Signal(object)
    code_known = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.act = 0
        self.lines: list[BoxLine] = []
        self.title_label = QLabel()
        mark(self.title_label, "tone", "muted")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(STEP // 2)
        self._layout.addWidget(self.title_label)

    def number(self, act: int, *, titled: bool) -> None:
        """Tell the group its act's place; a title only when there are several."""
        self.act = act
        self._retitle()
        self.title_label.setVisible(titled)
        for place, line in enumerate(self.lines):
            line.number(act, place)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()

    def _retitle(self) -> None:
        self.title_label.setText(self.tr("Acte {}").format(self.act + 1))

    def read(self) -> list[MedicineForm]:
        """Read every line."""
        return [line.read() for line in self.lines]

    def show_box(self, box: MedicineForm) -> None:
        """Show a line after the others."""
        line = self._add(box)
        self.code_known.emit(line, line.code)

    def take(self, code: str, *, seen: bool) -> bool:
        """Count a box: a new line, or one more of the same product; say whether it was counted."""
        product = product_code(code) or code
        same = next((line for line in self.lines if line.product == product), None)
        if same is not None:
            return same.raise_quantity()
        line = self._add(MedicineForm(code, attached=seen))
        line.pass_read(seen=seen)
        line.flash()
        self.code_known.emit(line, code)
        self.rebuilt.emit()
        self.changed.emit()
        return True

    def remove(self, line: BoxLine) -> None:
        """Take a line away."""
        self.lines.remove(line)
        self._layout.removeWidget(line)
        line.hide()
        line.deleteLater()
        for place, other in enumerate(self.lines):
            other.number(self.act, place)
        self.rebuilt.emit()

    def _add(self, box: MedicineForm) -> BoxLine:
        line = BoxLine()
        line.put(box)
        line.changed.connect(self.changed)
        line.rebuilt.connect(self.rebuilt)
        line.went_on.connect(self.went_on)
        line.left.connect(self.left)
        line.code_left.connect(partial(self.code_known.emit, line))
        line.removal_wanted.connect(partial(self.removal_wanted.emit, line))
        self.lines.append(line)
        self._layout.addWidget(line)
        line.show()
        line.number(self.act, len(self.lines) - 1)
        return line
