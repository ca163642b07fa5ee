from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake_app.domain.offices import Channel
from intake_app.errors import UnusableInput
from intake_app.formats.tables import load_institutions, load_offices
from intake_app.wording import LANGUAGES, describe_error

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "code,label_fr,label_ar,contribution,registration_site,deposit_channel\n"
ROW = "bts,Brevet,شهادة,exempt,cme.enssup.gov.ma,onousc\n"


def table(folder: Path, data: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_the_shipped_institutions_have_their_channels() -> None:
    institutions = load_institutions()

    assert len(institutions) == 14
    assert institutions["public_higher"].channel is Channel.ONOUSC
    assert institutions["ofppt"].channel is Channel.OFPPT
    assert {code for code, one in institutions.items() if one.channel is Channel.POST} == {
        "private_vocational",
        "ministry_vocational",
    }


def test_the_shipped_offices_are_those_of_the_scheme() -> None:
    offices = load_offices()

    assert len(offices) == 35
    assert offices["AGA1"].city_ar == "أكادير"
    assert offices["KEL1"].address_fr == ""


def test_a_table_of_a_site_is_read_with_a_mark_and_other_columns(tmp_path: Path) -> None:
    path = table(tmp_path, b"\xef\xbb\xbf" + (HEADER + ROW).replace("\n", "\r\n").encode())

    assert load_institutions(path)["bts"].label_ar == "شهادة"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (HEADER + ROW + ROW, "table.twice", "3"),
        (HEADER + ROW.replace("onousc", "fax"), "table.channel", "2"),
        (HEADER + ROW.replace("Brevet", " "), "table.blank", "2"),
        (HEADER + ROW + "dut\n", "table.blank", "3"),
        (HEADER + ROW + 'dut,"open\n', "table.not_csv", "3"),
        (HEADER, "table.empty", None),
        ("", "table.columns", None),
        ("code,label_fr\n" + ROW, "table.columns", None),
        (b"\xff\xfe", "table.encoding", None),
    ],
)
def test_a_faulty_table_is_refused_with_its_line(
    data: str | bytes, code: str, line: str | None, tmp_path: Path
) -> None:
    with pytest.raises(UnusableInput) as caught:
        load_institutions(table(tmp_path, data))

    assert caught.value.code == code
    assert caught.value.details.get("line") == line
    assert all("table.csv" in describe_error(caught.value, one) for one in LANGUAGES)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        load_offices(tmp_path / "offices.csv")

    assert caught.value.code == "table.unreadable"
