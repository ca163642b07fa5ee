"""Whether this counter may take the dossier at all, and where it goes otherwise.

Sources: S2 and S4 (who deposits where), law 54.23 (hand-over between funds).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake_app.domain.dossier import RequestKind
from intake_app.domain.examination import Fault, in_words
from intake_app.domain.offices import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_app.domain.examination import Details, Examination

_CHANNEL_CODES = {Channel.OFPPT: "channel.ofppt", Channel.POST: "channel.post"}


def channel_faults(examination: Examination) -> Iterator[Fault]:
    """Refuse what another door takes in; each message says which one."""
    institution = examination.institution
    if institution is not None and institution.channel in _CHANNEL_CODES:
        labels = (
            ("institution_fr", institution.label_fr),
            ("institution_ar", institution.label_ar),
        )
        code = _CHANNEL_CODES[institution.channel]
        yield Fault(code, "student.institution", labels + _fund_details(examination))
    if examination.dossier.request is RequestKind.DIRECT_COVERAGE:
        yield Fault("channel.direct_coverage", "request", _fund_details(examination))
    if not examination.in_force:
        details = (("day", in_words(examination.day)), *_fund_details(examination))
        yield Fault("scheme.not_in_force", _path_of_day(examination), details)


def _fund_details(examination: Examination) -> Details:
    fund = examination.profile.fund
    return (
        ("fund", fund.name),
        ("address_fr", fund.address_fr),
        ("address_ar", fund.address_ar),
        ("phone", fund.phone.replace(" ", "\u00a0")),
    )


def _path_of_day(examination: Examination) -> str:
    """Point at the date that chose the profile."""
    if examination.first_act_on is None:
        return "deposited_on"
    dates = [act.performed_on for act in examination.dossier.acts]
    return f"acts[{dates.index(examination.first_act_on)}].performed_on"
