"""F1: a short guide and the keys of the counter, beside the work and never over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from intake_app.ui.i18n import isolated
from intake_app.ui.layouts import clear, row, scrolled
from intake_app.ui.shell.guide import GuideView
from intake_app.ui.theme import STEP, mark, scaled_font
from intake_app.ui.widgets.cards import Chip

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIZE = (780, 660)


class HelpDialog(QDialog):
    """Shows the guide, and lists every key with what it does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.title_label = QLabel()
        self.title_label.setFont(scaled_font(self, 1.3, weight=700))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(STEP * 2)
        self.grid.setVerticalSpacing(STEP)
        self.grid.setColumnStretch(1, 1)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.addWidget(self.title_label)
        inside.addSpacing(STEP)
        inside.addLayout(self.grid)
        inside.addStretch()
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.close)
        self.guide = GuideView()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.guide, "")
        self.tabs.addTab(scrolled(content), "")
        mark(content, "role", "plain")  # on the ground of its tab, as the guide is
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(row(None, self.close_button))
        self.resize(*_SIZE)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list in the language of the screen."""
        self.setWindowTitle(self.tr("Aide"))
        self.tabs.setAccessibleName(self.tr("Aide"))
        self.tabs.tabBar().setAccessibleName(self.tr("Aide"))
        self.title_label.setText(self.tr("Les touches du guichet"))
        self.close_button.setText(self.tr("Fermer"))
        self.tabs.setTabText(0, self.tr("Guide"))
        self.tabs.setTabText(1, self.tr("Les touches"))
        self.guide.retranslate()
        clear(self.grid)
        for place, (keys, text) in enumerate(self._lines()):
            chip, words = Chip("neutral"), QLabel(text)
            chip.show_state("neutral", isolated(keys) if keys.isascii() else keys)
            words.setWordWrap(True)
            mark(words, "tone", "")
            top = Qt.AlignmentFlag.AlignTop
            self.grid.addWidget(chip, place, 0, top)
            self.grid.addWidget(words, place, 1, top)

    def _lines(self) -> Sequence[tuple[str, str]]:
        return (
            (self.tr("Entrée"), self.tr("Passer au champ suivant, dans l'ordre des papiers")),
            (
                self.tr("Espace"),
                self.tr("Cocher ce qu'on a vu ; dans un champ vide, reprendre la valeur proposée"),
            ),
            ("101026", self.tr("Une date : jour, mois, année, sans séparateur")),
            ("42,50", self.tr("Un montant : virgule ou point, chiffres arabes acceptés")),
            ("F2", self.tr("Ajouter un acte")),
            ("F3", self.tr("Ajouter une ordonnance")),
            ("F4", self.tr("Aller au code-barres d'une boîte")),
            ("F6", self.tr("Aller au champ du point suivant à corriger ; Maj+F6, au précédent")),
            ("F7", self.tr("Mettre le dossier en attente et en commencer un autre")),
            ("Maj+F7", self.tr("Aller aux dossiers en attente ; Entrée en reprend un")),
            ("F8", self.tr("Imprimer la fiche des pièces manquantes, ou où aller")),
            (self.tr("Flèche bas"), self.tr("Choisir parmi ce qui est déjà connu sous le champ")),
            ("F9", self.tr("Déposer et imprimer le récépissé")),
            ("Ctrl+N", self.tr("Nouveau dossier")),
            ("Ctrl+1 … Ctrl+5", self.tr("Étudiant, feuille, actes, ordonnances, boîtes")),
            ("+ / -", self.tr("Sur une boîte : une de plus, une de moins ; Ctrl+Suppr la retire")),
            ("Alt+1 … Alt+4", self.tr("Réception, dossiers du jour, recherche, liaison")),
            (self.tr("Alt+A"), self.tr("Déposé par une autre personne")),
            (self.tr("Alt+T"), self.tr("Traitement continu")),
            (self.tr("Alt+R"), self.tr("Dérogation, quand le dossier est incomplet")),
            (self.tr("Alt+B"), self.tr("Rétablir ce qui vient d'être retiré")),
            ("Ctrl+L", self.tr("Verrouiller la fenêtre ; la page est gardée")),
        )
