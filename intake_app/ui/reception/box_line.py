"""One line of boxes: barcode, price on the box, how many, and that box or cut barcode is there.

What the fund's list does not know is taken all the same, with a name that the agent may type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from intake_app.domain.identifiers import product_code
from intake_app.ui.i18n import isolated, joined, show_amount
from intake_app.ui.icons import icon
from intake_app.ui.reception.form import MOST_BOXES, MedicineForm
from intake_app.ui.reception.part import Part, set_aside
from intake_app.ui.theme import STEP, mark
from intake_app.ui.typed import compact, parse_count, write_price
from intake_app.ui.widgets.fields import CodeField, Field, PriceField, TextField, TickField
from intake_app.ui.widgets.grid import FoldingGrid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_app.domain.lists import MedicineEntry

_FLASH_MS = 1200
_LONGEST_CODE = 14


class CountField(CodeField):
    """A number of boxes, raised and lowered by its two buttons or by + and -."""

    def __init__(self) -> None:
        super().__init__(longest=3, centred=True)
        self.less_button, self.more_button = _small("minus"), _small("plus")
        box = QWidget()
        inside = QHBoxLayout(box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(self.editor, box)
        for part in (self.less_button, self.editor, self.more_button):
            inside.addWidget(part)
        self.less_button.clicked.connect(lambda: self.step(-1))
        self.more_button.clicked.connect(lambda: self.step(1))

    @property
    def value(self) -> int:  # type: ignore[override]  # a count is a number, not its text
        """How many, 0 for what is no count."""
        try:
            return parse_count(self.line.text()) or 0
        except ValueError:
            return 0

    def put(self, value: object) -> None:
        """Set how many."""
        self.line.setText(str(value))

    @property
    def can_rise(self) -> bool:
        """Whether one more can be counted: not above the most, nor over what is no count."""
        try:
            return (parse_count(self.line.text()) or 0) < MOST_BOXES
        except ValueError:
            return False

    def step(self, by: int) -> None:
        """Raise or lower the number, as if it had been typed."""
        self.put(min(MOST_BOXES, max(1, self.value + by)))
        self.changed.emit()


class BoxLine(Part):
    """The fields of one line of boxes.

    Signals:
        code_left: The barcode was changed and left; carries it.
        removal_wanted: The operator wants the line gone.
    """

    code_left = Signal(str)
    removal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        mark(self, "role", "line-box")
        self.title_label.hide()
        self.state_chip.hide()
        self.body.setContentsMargins(STEP, STEP, STEP, STEP)
        self.body.removeItem(self.head)
        self._place = (0, 0)
        self._entry: MedicineEntry | None = None
        self.barcode, self.price = CodeField(longest=_LONGEST_CODE), PriceField()
        self.quantity, self.attached = CountField(), TickField()
        self.name = TextField()
        set_aside(self.name.editor, self.quantity.less_button, self.quantity.more_button)
        self.fields: dict[str, Field] = {
            "barcode": self.barcode,
            "public_price": self.price,
            "quantity": self.quantity,
            "attached": self.attached,
        }
        self.remove_button = _small("trash-2")
        set_aside(self.remove_button)
        grid = FoldingGrid()
        for field, span in zip(self.fields.values(), (4, 2, 3, 3), strict=True):
            grid.add(field, span)
            field.editor.installEventFilter(self)
        row = QHBoxLayout()
        row.addLayout(grid, 1)
        row.addWidget(self.remove_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.about_label = QLabel()
        self.about_label.setWordWrap(True)
        mark(self.about_label, "tone", "muted")
        self.about_label.hide()
        self.body.setSpacing(4)
        self.body.addWidget(self.about_label)
        self.body.addWidget(self.name)
        self.name.hide()
        self.adopt([*self.fields.values(), self.name])
        self.remove_button.clicked.connect(self.removal_wanted)
        self.barcode.left.connect(lambda: self.code_left.emit(self.code))
        self._flash = QTimer(self)
        self._flash.setSingleShot(True)
        self._flash.setInterval(_FLASH_MS)
        self._flash.timeout.connect(lambda: mark(self, "flash", value=False))
        self.retranslate()

    @property
    def code(self) -> str:
        """The barcode as it stands, without spaces."""
        return compact(self.barcode.value)

    @property
    def product(self) -> str:
        """The number under which the product is looked up, the code itself when malformed."""
        return product_code(self.code) or self.code

    def read(self) -> MedicineForm:
        """Read the line."""
        return MedicineForm(
            self.barcode.value,
            self.price.value,
            self.quantity.value,
            self.attached.value,
            self.name.value,
        )

    def put(self, form: MedicineForm) -> None:
        """Fill the line."""
        self.barcode.put(form.barcode)
        self.price.put(form.public_price)
        self.quantity.put(form.quantity)
        self.attached.put(form.attached)
        self.name.put(form.name)

    def pass_read(self, *, seen: bool) -> None:
        """Let Enter pass by what the code itself said: what is left is the price on the box."""
        set_aside(self.barcode.editor, self.quantity.editor)
        if seen:
            set_aside(self.attached.editor)

    def number(self, act: int, line: int) -> None:
        """Tell the line its act's place and its own, from 0."""
        self._place = (act, line)
        for field in (self.barcode, self.price, self.quantity):
            field.name_label.setVisible(line == 0)

    def show_medicine(self, entry: MedicineEntry | None) -> None:
        """Say what the fund's list knows of the product, and offer its price."""
        self._entry = entry
        listed = entry.public_price_centimes if entry else None
        self.price.suggest(write_price(listed) if listed else "", self.suggestion_hint())
        unlisted = entry is None and product_code(self.code) is not None
        self.about_label.setText(self._about(entry) if entry else self._unlisted())
        self.about_label.setVisible(entry is not None or unlisted)
        if unlisted == self.name.isHidden():
            self.name.setVisible(unlisted)
            self.rebuilt.emit()

    def raise_quantity(self) -> bool:
        """Count one more box of the product, visibly; say whether it could be counted."""
        self.flash()
        can_rise = self.quantity.can_rise
        if can_rise:
            self.quantity.step(1)
        return can_rise

    def flash(self) -> None:
        """Draw the eye to this line for a moment."""
        mark(self, "flash", value=True)
        self._flash.start()

    def places(self) -> Mapping[str, Field]:
        """Return the fields by path."""
        act, line = self._place
        start = f"acts[{act}].medicines[{line}]"
        return {f"{start}.{name}": field for name, field in self.fields.items()}

    def stops(self) -> list[QWidget]:
        """Return what takes the keyboard."""
        count = self.quantity
        counting = (count.less_button, count.editor, count.more_button)
        named = () if self.name.isHidden() else (self.name.editor,)
        before = (self.barcode.editor, self.price.editor)
        return [*before, *counting, self.attached.editor, *named, self.remove_button]

    def retranslate(self) -> None:
        """Write every text in the language of the screen."""
        names = {
            "barcode": self.tr("Code-barres"),
            "public_price": self.tr("PPV (DH)"),
            "quantity": self.tr("Nombre"),
            "attached": self.tr("Boîte jointe"),
        }
        for name, text in names.items():
            self.fields[name].rename(text)
        self.name.rename(self.tr("Nom lu sur la boîte (facultatif, reste au guichet)"))
        for button, text in (
            (self.remove_button, self.tr("Retirer cette ligne (Ctrl+Suppr)")),
            (self.quantity.less_button, self.tr("Une boîte de moins (-)")),
            (self.quantity.more_button, self.tr("Une boîte de plus (+)")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self.show_medicine(self._entry)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take + and - from any field of the line, and Ctrl+Delete."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.text() in {"+", "-"}:
                self.quantity.step(1 if event.text() == "+" else -1)
                return True
            deletes = event.key() == Qt.Key.Key_Delete
            if deletes and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.removal_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _unlisted(self) -> str:
        return self.tr("Pas dans la liste de la caisse : la boîte est acceptée quand même.")

    def _about(self, entry: MedicineEntry) -> str:
        rate = entry.rate_percent
        listed = entry.public_price_centimes
        return joined(
            entry.name,
            entry.presentation,
            show_amount(listed) if listed else "",
            "" if rate is None else self.tr("remboursé à {}").format(isolated(f"{rate} %")),
        )


def _small(icon_name: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(icon_name, "muted"))
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    mark(button, "kind", "quiet")
    return button
