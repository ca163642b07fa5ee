"""The acts on the sheet: one table of everything that can be wrong with an act.

Whether an item is asked for a kind of care, and how much it matters, is written in the scheme
profile: here only stands how one sees that it is missing or wrong.

Sources: S0, S2; for optical, physiotherapy and hospital acts, and for the ICE outside dentistry,
the fund's list of pieces per kind of care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from intake_app.domain.coverage import Coverage
from intake_app.domain.examination import Fault, act_details, in_words
from intake_app.domain.identifiers import ICE_DIGITS, INPE_DIGITS, is_digits, is_ice, is_inpe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake_app.domain.dossier import Act
    from intake_app.domain.examination import Details, Examination


class Item(NamedTuple):
    """One thing asked of an act: its code, where it stands, when it fails, what to tell."""

    code: str
    member: str
    fails: Callable[[Examination, Act], bool]
    tell: Callable[[Examination, Act], Details] | None = None


def act_faults(examination: Examination) -> Iterator[Fault]:
    """Judge every act, and whether a prescription covers it, in the order of the sheet."""
    acts = examination.dossier.acts
    if not acts:
        yield Fault("acts.none", "acts")
    coverage = Coverage(examination)
    for index, act in enumerate(acts):
        place = f"acts[{index}]"
        for item in ITEMS:
            if item.fails(examination, act) and examination.asks(item.code, act):
                told = item.tell(examination, act) if item.tell else ()
                details = (*act_details(index, act), *told)
                yield Fault(item.code, f"{place}.{item.member}", details, act)
        if not coverage.covers(act):
            yield Fault("prescription.missing", place, act_details(index, act), act)


def _signed_before(_: Examination, act: Act) -> bool:
    return (
        act.signature
        and act.signed_on is not None
        and act.performed_on is not None
        and act.signed_on < act.performed_on
    )


def _signed_later_than_deposit(examination: Examination, act: Act) -> bool:
    return act.signature and act.signed_on is not None and act.signed_on > examination.deposited_on


def _dated_later_than_deposit(examination: Examination, act: Act) -> bool:
    return act.performed_on is not None and act.performed_on > examination.deposited_on


def _dated_before_entitlement(examination: Examination, act: Act) -> bool:
    opened_on = examination.dossier.student.entitled_from
    return opened_on is not None and act.performed_on is not None and act.performed_on < opened_on


def _inpe_is_wrong(_: Examination, act: Act) -> bool:
    return act.provider.inpe is not None and not is_inpe(act.provider.inpe)


def _ice_is_wrong(_: Examination, act: Act) -> bool:
    return act.provider.ice is not None and not is_ice(act.provider.ice)


def _tell_inpe(_: Examination, act: Act) -> Details:
    inpe = act.provider.inpe or ""
    return _number_details("inpe", inpe, INPE_DIGITS)


def _tell_ice(_: Examination, act: Act) -> Details:
    ice = act.provider.ice or ""
    return _number_details("ice", ice, ICE_DIGITS)


def _number_details(name: str, number: str, wanted: int) -> Details:
    if not is_digits(number):
        problem = "not_digits"
    elif len(number) == wanted:
        problem = "key"
    else:
        problem = "one_digit" if len(number) == 1 else "length"
    counts = (("count", str(len(number))), ("wanted", str(wanted)))
    return (("problem", f"{name}_{problem}"), (name, number), *counts)


def _tell_dates(examination: Examination, act: Act) -> Details:
    """Give every date that a sentence about dates may name."""
    days = (
        ("performed_on", act.performed_on),
        ("signed_on", act.signed_on),
        ("entitled_from", examination.dossier.student.entitled_from),
        ("deposited_on", examination.deposited_on),
    )
    return tuple((name, in_words(day)) for name, day in days if day)


# The order is that in which the agent reads the line of an act on the sheet.
ITEMS = (
    Item("act.provider.missing", "provider.name", lambda _, act: not act.provider.name),
    Item("act.inpe.missing", "provider.inpe", lambda _, act: not act.provider.inpe),
    Item("act.inpe.malformed", "provider.inpe", _inpe_is_wrong, _tell_inpe),
    Item("act.ice.missing", "provider.ice", lambda _, act: not act.provider.ice),
    Item("act.ice.malformed", "provider.ice", _ice_is_wrong, _tell_ice),
    Item("act.date.missing", "performed_on", lambda _, act: act.performed_on is None),
    Item("act.date.future", "performed_on", _dated_later_than_deposit, _tell_dates),
    Item("act.date.before_entitlement", "performed_on", _dated_before_entitlement, _tell_dates),
    Item("act.amount.missing", "amount", lambda _, act: not act.amount_centimes),
    Item("act.stamp.missing", "stamp", lambda _, act: not act.stamp),
    Item("act.signature.missing", "signature", lambda _, act: not act.signature),
    Item(
        "act.signature_date.missing",
        "signed_on",
        lambda _, act: act.signature and act.signed_on is None,
    ),
    Item("act.signature_date.future", "signed_on", _signed_later_than_deposit, _tell_dates),
    Item("act.signature_date.early", "signed_on", _signed_before, _tell_dates),
    Item("act.invoice.missing", "invoice", lambda _, act: not act.invoice),
    Item("act.report.missing", "report", lambda _, act: not act.report),
    Item("act.tooth_chart.missing", "tooth_chart", lambda _, act: not act.tooth_chart),
)
