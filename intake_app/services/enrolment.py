"""Use case: make this counter known to a reception server with a one-time code.

The key pair is made here and its private half never leaves the store. A lost reply costs nothing:
the same code with the same key gives the same station again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake_app.domain.operators import Action
from intake_app.errors import AccessDenied, UnusableInput
from intake_app.models.outbox import StationRow
from intake_app.services.install_epoch import follow_letter, install_epoch_of
from intake_app.services.station_keys import read_keys, write_keys
from intake_app.services.sync_round import PRODUCT
from intake_app.services.synchronise import CA_SETTING, connect
from intake_app.storage.station import THE_STATION
from intake_app.sync.certificates import verify_certificate
from intake_app.sync.client import enrol
from intake_app.sync.endpoint import parse_endpoint
from intake_app.sync.signatures import Signer, decode_bytes
from intake_app.sync.transport import LinkFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake_app.domain.operators import Operator
    from intake_app.services.ports import Clock
    from intake_app.services.settings import SettingsService, StationSettings
    from intake_app.storage.unit_of_work import Store
    from intake_app.sync.endpoint import Endpoint
    from intake_app.sync.messages import EnrolmentReply
    from intake_app.sync.transport import Transport

_TRIES = 3
_LOST_REPLY = {"sync.cut", "sync.timeout", "sync.garbled"}


@dataclass(frozen=True, slots=True)
class EnrolmentOrder:
    """What an administrator types: the server's address, its code, perhaps its own authority.

    `replace` says that an enrolment that is there is to be given up.
    """

    server_url: str
    code: str
    pinned_ca: str | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Under which name the server knows this counter from now on."""

    station_id: str
    server_url: str


class EnrolmentService:
    """Enrols this counter and keeps what the server gave it."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: SettingsService,
        *,
        open_transport: Callable[[Endpoint], Transport] = connect,
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._open_transport = open_transport

    def enrol(self, order: EnrolmentOrder, operator: Operator) -> Enrolled:
        """Enrol this counter.

        Raises:
            AccessDenied: `role.administrator`, or `sync.enrolment_refused`.
            UnusableInput: `sync.url_wrong`, `sync.url_plain`, `sync.ca_wrong`,
                `sync.enrolled_already`, `sync.enrolment_other_counter`, `setup.needed`,
                `setup.letters_used_up`.
            LinkFault: If the server cannot be reached: enrol again with the same code.
        """
        if not operator.may(Action.ENROL):
            raise AccessDenied("role.administrator")
        endpoint = parse_endpoint(order.server_url, order.pinned_ca)
        station = self._settings.require()
        self._require_free(order)
        signer = Signer.generate()
        place = (station.office, station.counter)
        reply = self._ask(endpoint, _plain_code(order.code), signer, place)
        if (reply.office, reply.counter) != place:  # a server that does not look
            raise UnusableInput(
                "sync.enrolment_other_counter",
                theirs=f"{reply.office}-{reply.counter}",
                ours=f"{station.office}-{station.counter}",
            )
        self._keep(endpoint, signer, reply, station, operator)
        return Enrolled(reply.station_id, endpoint.base_url)

    def _require_free(self, order: EnrolmentOrder) -> None:
        with self._store.reading() as uow:
            known = uow.stations.find()
        if known is not None and not order.replace:
            raise UnusableInput("sync.enrolled_already", url=known.server_url)

    def _ask(
        self, endpoint: Endpoint, code: str, signer: Signer, place: tuple[str, str]
    ) -> EnrolmentReply:
        """Present the code; a reply that got lost is asked for again with the same key."""
        transport = self._open_transport(endpoint)
        try:
            for _ in range(_TRIES - 1):
                try:
                    return enrol(transport, code, signer, PRODUCT, place)
                except LinkFault as error:
                    if error.code not in _LOST_REPLY:
                        raise
            return enrol(transport, code, signer, PRODUCT, place)
        finally:
            transport.close()

    def _keep(
        self,
        endpoint: Endpoint,
        signer: Signer,
        reply: EnrolmentReply,
        place: StationSettings,
        operator: Operator,
    ) -> None:
        keys = write_keys(reply.keys)
        certificate = decode_bytes(reply.certificate)
        if verify_certificate(certificate, read_keys(keys)) is None:
            raise LinkFault("sync.garbled")
        now = self._clock.now()
        with self._store.writing() as uow:
            follow_letter(uow, place, reply.latest_letter)
            letter = uow.settings.store_letter()
            uow.stations.keep(
                StationRow(
                    id=THE_STATION,
                    station_id=reply.station_id,
                    server_url=endpoint.base_url,
                    private_key=signer.private_key(),
                    certificate=certificate,
                    server_keys=keys,
                    server_epoch=reply.server_epoch,
                    install_epoch=install_epoch_of(letter),
                    batch_limit=reply.limits.max_items,
                    enrolled_at=now,
                )
            )
            uow.settings.write({"server_url": endpoint.base_url, CA_SETTING: endpoint.pinned_ca})
            uow.audit.append(
                at=now,
                operator=operator.username,
                action="station.enrolled",
                subject=reply.station_id,
                details={"server": endpoint.base_url, "letter": letter},
            )
            uow.commit()


def _plain_code(text: str) -> str:
    """Write a code as it was given: capitals, hyphens kept, spaces forgiven.

    Raises:
        AccessDenied: `sync.enrolment_refused` for what cannot be one.
    """
    code = "".join(text.split()).upper()
    if not code.isascii() or not code.replace("-", "").isalnum():
        raise AccessDenied("sync.enrolment_refused")
    return code
