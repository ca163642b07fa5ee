"""A supervisor's leave on the spot: name, password and, for an override, the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from intake_app.domain.operators import Action, Role
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.formats.kinds import Refusal, Text
from intake_app.ui.layouts import row
from intake_app.ui.messages import error_text
from intake_app.ui.shell.help_key import HelpKey
from intake_app.ui.tasks import Lane
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.buttons import EnterButton
from intake_app.ui.widgets.cards import Message
from intake_app.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from intake_app.domain.operators import Operator
    from intake_app.errors import IntakeError
    from intake_app.ui.context import Context

_WIDTH = 480
_LAID_OUT_ANEW = {QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show}


class SupervisorDialog(QDialog):
    """Asks for the login of somebody who may do what is wanted.

    Signals:
        allowed: A supervisor gave leave; carries the `Operator` and the reason.
    """

    allowed = Signal(object, str)

    def __init__(
        self, context: Context, action: Action, parent: QWidget, *, needs_reason: bool
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._action = action
        self._needs_reason = needs_reason
        self.title_label, self.text_label = QLabel(), QLabel()
        self.title_label.setFont(scaled_font(self, 1.25, weight=700))
        self.text_label.setWordWrap(True)
        mark(self.text_label, "tone", "muted")
        self.reason, self.username, self.password = TextField(), TextField(), TextField()
        self.password.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.message = Message()
        self.allow_button, self.cancel_button = EnterButton(), EnterButton()
        mark(self.allow_button, "kind", "primary")
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(STEP * 3, STEP * 3, STEP * 3, STEP * 3)
        layout.setSpacing(STEP * 3 // 2)
        for part in (self.title_label, self.text_label, self.reason, self.username, self.password):
            layout.addWidget(part)
        layout.addWidget(self.message)
        layout.addLayout(row(None, self.cancel_button, self.allow_button))
        self.setMinimumWidth(_WIDTH)
        self._connect()
        self._write_texts()
        self._prefill()
        self.help_key = HelpKey(self)

    def event(self, event: QEvent) -> bool:
        """Be as high as the words need at this width: a window asks its layout for less."""
        if event.type() in _LAID_OUT_ANEW:
            self.setMinimumHeight(self._layout.totalMinimumHeightForWidth(self.width()))
        return super().event(event)

    def _connect(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reason.go_on.connect(self.username.focus)
        self.username.go_on.connect(self.password.focus)
        self.password.go_on.connect(self._submit)
        self.allow_button.clicked.connect(self._submit)
        self.cancel_button.clicked.connect(self.reject)
        self.cancel_button.setAutoDefault(False)
        self.allow_button.setAutoDefault(False)

    def _write_texts(self) -> None:
        if self._action is Action.AMEND:
            title = self.tr("Corriger un dossier déposé")
            text = self.tr("La raison reste avec le dossier et part vers la caisse.")
        elif self._needs_reason:
            title = self.tr("Recevoir un dossier incomplet")
            text = self.tr("La raison figure sur le récépissé et part vers la caisse.")
        else:
            title = self.tr("Accord du responsable")
            text = self.tr("Cette opération demande le mot de passe d'un responsable.")
        self.setWindowTitle(title)
        self.title_label.setText(title)
        self.text_label.setText(text)
        self.reason.rename(self.tr("Raison"))
        self.reason.setVisible(self._needs_reason)
        self.username.rename(self.tr("Nom d'utilisateur du responsable"))
        self.password.rename(self.tr("Mot de passe"))
        self.allow_button.setText(self.tr("Autoriser"))
        self.cancel_button.setText(self.tr("Annuler"))

    def _prefill(self) -> None:
        """Name the operator when they may do it themselves; the password is always asked for."""
        operator = self._context.session.operator
        if operator is not None and operator.role is not Role.AGENT:
            self.username.put(operator.username)
        first = self.reason if self._needs_reason else self.username
        (self.password if self.username.value and not self._needs_reason else first).focus()

    def _submit(self) -> None:
        if not self.allow_button.isEnabled():
            return
        fault = self._fault_of_reason() if self._needs_reason else None
        if fault is not None:
            self._refuse(fault)
            self.reason.focus()
            return
        self.allow_button.setEnabled(False)
        accounts = self._context.desk.accounts
        username, password = self.username.value, self.password.value
        self._context.tasks.submit(
            Lane.DATABASE,
            lambda: accounts.log_in(username, password),
            done=self._on_known,
            failed=self._on_failed,
            owner=self,
        )

    def _fault_of_reason(self) -> UnusableInput | None:
        """Say why the reason cannot be sealed as it stands."""
        try:
            written = Text().read(self.reason.value)
        except Refusal:
            return UnusableInput("field.characters")
        if written is not None:
            return None
        amends = self._action is Action.AMEND
        return UnusableInput(f"{'amend' if amends else 'override'}.reason_missing")

    def _on_known(self, operator: Operator) -> None:
        self.allow_button.setEnabled(True)
        if not operator.may(self._action):
            self._refuse(AccessDenied("role.supervisor"))
            return
        self.allowed.emit(operator, self.reason.value.strip())
        self.accept()

    def _on_failed(self, error: IntakeError) -> None:
        self.allow_button.setEnabled(True)
        self.password.put("")
        self._refuse(error)
        self.password.focus()

    def _refuse(self, error: IntakeError) -> None:
        self.message.show_text("block", error_text(error))
