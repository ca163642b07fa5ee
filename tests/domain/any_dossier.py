"""Any dossier that the format can hold: good, wrong and strange values mixed, for Hypothesis."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from intake_app.domain.dossier import (
    Act,
    Care,
    CareSheet,
    Dossier,
    IdentityKind,
    LongTerm,
    Medicine,
    Prescription,
    Provider,
    RequestKind,
    SheetKind,
    Student,
    Treatment,
)
from intake_app.formats.tables import load_institutions

flags = st.booleans()
days = st.none() | st.dates() | st.dates(date(2026, 9, 1), date(2026, 12, 31))
near_days = st.none() | st.dates(date(2026, 10, 8), date(2026, 10, 12))
amounts = st.none() | st.sampled_from((100, 20000)) | st.integers(1, 10**12)
# What a text becomes when it is read: trimmed, printable, never empty.
texts = st.none() | st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
names = texts | st.sampled_from(
    ("EL AMRANI", "Salma", "EL AMRANI Salma", "Med Amine", "M.", "العمراني سلمى", "S. EL AMRANI")
)
inpes = st.sampled_from((None, "015040801", "01504080", "x"))
ices = st.sampled_from((None, "001561191000066", "001561191000067", "1"))
barcodes = st.sampled_from((None, "6118000010050", "96385074", "6118000010051", "x"))

students = st.builds(
    Student,
    identity_kind=st.sampled_from(IdentityKind),
    institution=st.sampled_from(sorted(load_institutions())),
    identity_number=st.sampled_from((None, "JB123456", "J", "A/1")),
    last_name=names,
    first_name=names,
    birth_date=days,
    massar_code=texts,
    phone=texts,
    email=texts,
    address=texts,
    rib=st.sampled_from((None, "310810100013070176970116", "1", "x")),
    traditional_final_cycle=flags,
    other_coverage=flags,
    entitled_from=near_days,
)
sheets = st.builds(
    CareSheet,
    name=flags,
    identity=flags,
    address=flags,
    signature=flags,
    signed_on=days,
    total_centimes=amounts,
)
providers = st.builds(Provider, name=names, inpe=inpes, ice=ices, specialty=texts)
medicines = st.builds(
    Medicine,
    barcode=barcodes,
    public_price_centimes=amounts,
    quantity=st.integers(1, 1000),
    attached=flags,
)


@st.composite
def acts(draw: st.DrawFn) -> Act:
    care = draw(st.sampled_from(Care))
    boxes = st.lists(medicines, max_size=3) if care is Care.PHARMACY else st.just([])
    return Act(
        care=care,
        performed_on=draw(near_days | days),
        amount_centimes=draw(amounts),
        provider=draw(providers),
        stamp=draw(flags),
        signature=draw(flags),
        signed_on=draw(near_days | days),
        invoice=draw(flags),
        report=draw(flags),
        tooth_chart=draw(flags),
        medicines=tuple(draw(boxes)),
    )


prescriptions = st.builds(
    Prescription,
    original=flags,
    patient=names,
    prescriber=names,
    specialty=texts,
    issued_on=near_days | days,
    duration_days=st.none() | st.integers(-2, 400),
    pharmacist_stamp=flags,
    covers=st.lists(st.sampled_from(Care), max_size=3).map(tuple),
)
dossiers = st.builds(
    Dossier,
    sheet_kind=st.sampled_from(SheetKind),
    request=st.sampled_from(RequestKind),
    student=students,
    sheet=sheets,
    acts=st.lists(acts(), max_size=3).map(tuple),
    deposited_on=days,
    long_term=st.builds(LongTerm, illness_code=texts, agreement_number=texts),
    treatment=st.builds(Treatment, continuous=flags, ended_on=days),
    prescriptions=st.lists(prescriptions, max_size=2).map(tuple),
)
