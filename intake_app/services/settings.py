"""Use case: the station's settings, written once at set-up and changed by an administrator."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from intake_app.domain.numbers import parse_counter
from intake_app.domain.offices import Office
from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, UnusableInput

if TYPE_CHECKING:
    from intake_app.domain.operators import Operator
    from intake_app.models.desk import OperatorRow
    from intake_app.services.ports import Clock
    from intake_app.storage.unit_of_work import Store

TRIAL_OFFICE = "RAB1"


@dataclass(frozen=True, slots=True)
class StationSettings:
    """Everything that distinguishes this counter from another.

    `camera` is a device number, a file, an image sequence or an address; empty means the first
    device. `printer` is a printer's name; empty means a PDF file. `trial` marks an office set up
    to try the program, with a reception server of its own on this machine.
    """

    office: str
    counter: str
    store_letter: str = "A"
    language: str = "fr"
    server_url: str = ""
    printer: str = ""
    camera: str = ""
    trial: bool = False

    @property
    def counter_code(self) -> str:
        """The counter with the letter of its store, as numbers carry it: `1A`."""
        return f"{self.counter}{self.store_letter}"


class SettingsService:
    """Reads and changes the settings of the station."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self) -> StationSettings | None:
        """Return the settings, or None before the first set-up."""
        with self._store.reading() as uow:
            values = uow.settings.all()
        if "office" not in values:
            return None
        known = {field.name for field in fields(StationSettings)}
        return StationSettings(**{name: values[name] for name in values if name in known})

    def require(self) -> StationSettings:
        """Return the settings.

        Raises:
            UnusableInput: `setup.needed` before the first set-up.
        """
        settings = self.find()
        if settings is None:
            raise UnusableInput("setup.needed")
        return settings

    def offices(self) -> tuple[Office, ...]:
        """List the offices that a station can belong to, by code."""
        names = [field.name for field in fields(Office)]
        with self._store.reading() as uow:
            return tuple(
                Office(**{name: getattr(row, name) for name in names})
                for row in uow.settings.offices()
            )

    def set_up(self, settings: StationSettings, administrator: OperatorRow) -> StationSettings:
        """Write the first settings of a station and its first administrator, both or neither.

        Raises:
            UnusableInput: `setup.office_unknown`, `setup.counter_wrong`, `setup.done_already`.
        """
        try:
            settings = replace(settings, counter=parse_counter(settings.counter))
        except ValueError as error:
            raise UnusableInput("setup.counter_wrong", counter=settings.counter) from error
        with self._store.writing() as uow:
            kept = uow.settings.all()
            if "office" in kept or uow.accounts.count():
                raise UnusableInput("setup.done_already")
            # A store made anew beside an older guard has already been given its letter.
            letter = kept.get("store_letter", settings.store_letter)
            settings = replace(settings, store_letter=letter)
            if uow.settings.find_office(settings.office) is None:
                known = ", ".join(office.code for office in uow.settings.offices())
                raise UnusableInput("setup.office_unknown", office=settings.office, known=known)
            uow.settings.write(asdict(settings))
            uow.accounts.add(administrator)
            uow.audit.append(
                at=self._clock.now(),
                operator=administrator.username,
                action="setup",
                subject=f"{settings.office}-{settings.counter_code}",
                details={},
            )
            uow.commit()
        return settings

    def change(self, operator: Operator, **values: Any) -> StationSettings:
        """Change the settings named; office and counter stay as they were set up.

        Raises:
            AccessDenied: `role.administrator` for anybody but an administrator, except that
                everyone may choose the language of the screen.
        """
        if set(values) != {"language"} and not operator.may(Action.SETTINGS):
            raise AccessDenied("role.administrator")
        settings = replace(self.require(), **values)
        with self._store.writing() as uow:
            uow.settings.write(values)
            uow.audit.append(
                at=self._clock.now(),
                operator=operator.username,
                action="settings.change",
                subject=" ".join(sorted(values)),
                details={},
            )
            uow.commit()
        return settings
