"""The language of the screen, switched while the program runs, and how it writes values.

French is the source language of every text; `resources/i18n/intake_ar.ts` holds the Arabic, and
`intake_fr.ts` only the French plurals. `translations.py` compiles both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal

from intake_app.domain.money import in_dirhams, in_thousands
from intake_app.resources import resource
from intake_app.ui.typed import write_day
from intake_app.wording import say

if TYPE_CHECKING:
    from datetime import date, datetime

    from PySide6.QtWidgets import QApplication

    from intake_app.wording import Language

# Morocco's own Arabic: plain `ar` is Egypt, with other digits and other names of months.
_LOCALES: dict[Language, str] = {"fr": "fr_MA", "ar": "ar_MA"}
_ISOLATE_LTR, _END_ISOLATE = "\u2066", "\u2069"
NO_BREAK_SPACE = "\u00a0"


class Languages(QObject):
    """Puts the whole window into one language or the other.

    Signals:
        changed: The window now speaks this language (`fr` or `ar`).
    """

    changed = Signal(str)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._installed: tuple[QTranslator, ...] = ()
        self._known: dict[Language, tuple[QTranslator, ...]] = {}

    def use(self, language: Language) -> None:
        """Speak this language from now on: texts, numbers, dates, direction of reading."""
        QLocale.setDefault(QLocale(_LOCALES[language]))
        for translator in self._installed:
            self._application.removeTranslator(translator)
        self._installed = self._translators(language)
        for translator in self._installed:
            self._application.installTranslator(translator)
        right_to_left = language == "ar"
        self._application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        self.changed.emit(language)

    def _translators(self, language: Language) -> tuple[QTranslator, ...]:
        """Load a language's texts, our own and the toolkit's, when it is first spoken."""
        if language not in self._known:
            own, toolkit = QTranslator(self), QTranslator(self)
            own.load(str(resource("i18n", f"intake_{language}.qm")))
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            toolkit.load(f"{folder}/qtbase_{language}.qm")
            self._known[language] = tuple(one for one in (own, toolkit) if not one.isEmpty())
        return self._known[language]


def current_language() -> Language:
    """Return the language that the window speaks."""
    return "ar" if QLocale().language() == QLocale.Language.Arabic else "fr"


def system_language() -> Language:
    """Return the language of the machine's user, French unless it is Arabic."""
    return "ar" if QLocale.system().language() == QLocale.Language.Arabic else "fr"


def isolated(text: str) -> str:
    """Keep a number, code or Latin name in its own order inside an Arabic sentence."""
    return f"{_ISOLATE_LTR}{text}{_END_ISOLATE}" if text else text


def joined(*parts: str) -> str:
    """Set parts side by side with points between, each in its own order, in the screen's."""
    first = "\u200f" if current_language() == "ar" else "\u200e"
    whole = (f"\u2068{part}{_END_ISOLATE}" for part in parts if part)
    return first + f"{NO_BREAK_SPACE}· ".join(whole)


def show_day(day: date) -> str:
    """Write a date: `10/10/2026` in both languages."""
    return isolated(write_day(day))


def show_long_day(day: date) -> str:
    """Write a date with its weekday: « vendredi 20 novembre 2026 »."""
    return QLocale().toString(day, "dddd d MMMM yyyy")  # type: ignore[call-overload, no-any-return]


def show_time(at: datetime) -> str:
    """Write the time of an instant on the counter's clock: `10:42`."""
    return isolated(f"{at.hour:02}:{at.minute:02}")


def show_amount(centimes: int) -> str:
    """Write an amount with its currency in the language of the screen: `1 234,50 DH`."""
    return f"{show_number(centimes)}{NO_BREAK_SPACE}{say('paper.currency', current_language())}"


def show_number(centimes: int) -> str:
    """Write an amount without its currency, two decimals: `1 234,50`."""
    return isolated(in_dirhams(centimes))


def show_count(count: int) -> str:
    """Write a count: `1 234`."""
    return isolated(in_thousands(count))


def with_count(words: str, count: int) -> str:
    """Write the count that Qt put into a plural as `show_count` does, thousands apart."""
    return words.replace(str(count), show_count(count))
