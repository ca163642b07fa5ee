"""A stick between a counter and a server, and bundles that somebody forged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid6 import uuid7

from intake_app.errors import IntakeError, UnusableInput
from intake_app.services.courier import CourierService
from intake_app.sync.bundles import BundleLabel, write_bundle
from intake_app.sync.signatures import decode_bytes
from intake_server.bundles import BundleReception
from intake_server.judgement import load_judge
from intake_server.keys import public_keys
from tests.server.kit import good_items

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from intake_app.services.courier import ReceiptsReport
    from intake_server.bundles import BundleReport
    from tests.server.kit import Office, Served
    from tests.sync.counter_kit import Counter

JUDGE = load_judge()


def reception_of(served: Served) -> BundleReception:
    now = lambda: datetime.now(UTC)  # noqa: E731
    return BundleReception(served.database, JUDGE, now, served.settings.limits)


@dataclass
class Stick:
    """A stick between one counter and one server."""

    counter: Counter
    folder: Path

    @property
    def bundle(self) -> Path:
        return self.folder / "guichet.bundle"

    @property
    def receipts(self) -> Path:
        return self.folder / "guichet.receipts"

    @property
    def courier(self) -> CourierService:
        return CourierService(self.counter.desk.store, self.counter.clock)

    def carry_to(self, served: Served) -> BundleReport:
        report = reception_of(served).take(self.bundle.read_bytes())
        self.receipts.write_bytes(report.receipts)
        return report

    def carry_back(self) -> ReceiptsReport:
        return self.courier.import_receipts(self.receipts)


def require_refused(served: Served, content: bytes, code: str) -> None:
    before = served.held()
    with pytest.raises(UnusableInput) as refused:
        reception_of(served).take(content)
    assert refused.value.code == code
    assert served.held() == before


def unchanged(label: BundleLabel) -> BundleLabel:
    return label


def forged(
    served: Served,
    change: Callable[[BundleLabel], BundleLabel] = unchanged,
    carried_for: Office | None = None,
    by: Office | None = None,
) -> bytes:
    """A bundle signed by a true station whose label, or whose batch, is of somebody else."""
    office = by or served.office()
    signer = office.identity.signer
    with served.database.reading() as connection:
        key = next(one for one in public_keys(connection) if one.use.value == "bundles")
    public_key = decode_bytes(key.public_key)
    label = BundleLabel(
        bundle_id=str(uuid7()),
        station_id=office.identity.station_id,
        station_key_id=signer.key_id,
        server_key_id=key.key_id,
        created_at=datetime.now(UTC),
        batch_count=1,
    )
    batch = (carried_for or office).batch(good_items(1))
    return write_bundle(change(label), [batch], signer, public_key)


CHANGE = given(place=st.integers(0, 10**6), cut=st.integers(0, 40), put=st.binary(max_size=40))
SLOWLY = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def changed(content: bytes, place: int, cut: int, put: bytes) -> bytes:
    begin = place % len(content)
    return content[:begin] + put + content[begin + cut :]


def code_of(call: Callable[[], object]) -> str:
    """The code under which something is refused; empty when it is taken."""
    try:
        call()
    except IntakeError as error:
        return error.code
    return ""
