"""Prints on disk: whole, private, or a clear reason."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.printing.printers import PdfFilePrinter, PdfFolderPrinter
from intake_app.wording import describe_error

if TYPE_CHECKING:
    from collections.abc import Iterator

PDF = b"%PDF-1.4 whole"


def test_print_is_a_file_of_its_own_name(tmp_path: Path) -> None:
    place = PdfFolderPrinter(tmp_path / "prints" / "today").print_pdf(PDF, "recu-1.pdf")

    assert place == str(tmp_path / "prints" / "today" / "recu-1.pdf")
    assert (tmp_path / "prints" / "today" / "recu-1.pdf").read_bytes() == PDF


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps access rights another way")
def test_only_the_owner_reads_a_print(tmp_path: Path) -> None:
    PdfFolderPrinter(tmp_path).print_pdf(PDF, "recu-1.pdf")

    assert stat.S_IMODE((tmp_path / "recu-1.pdf").stat().st_mode) == 0o600


def test_new_print_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    printer = PdfFolderPrinter(tmp_path)
    printer.print_pdf(b"old", "recu-1.pdf")
    printer.print_pdf(PDF, "recu-1.pdf")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [PDF]


@pytest.mark.parametrize(
    "name", ["../recu.pdf", "a/b.pdf", "a\\b.pdf", "recu.txt", ".pdf", "", "c:x.pdf", "a\0.pdf"]
)
def test_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        PdfFolderPrinter(tmp_path / "prints").print_pdf(PDF, name)

    assert caught.value.code == "print.name_unusable"
    assert not list(tmp_path.rglob("*.pdf"))


def test_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "prints").write_text("not a folder")

    with pytest.raises(EnvironmentFault) as caught:
        PdfFolderPrinter(tmp_path / "prints").print_pdf(PDF, "recu-1.pdf")

    assert caught.value.code == "print.folder_missing"
    assert str(tmp_path / "prints") in describe_error(caught.value, "ar")


@pytest.fixture
def nearly_full_disk() -> Iterator[None]:
    """Let the kernel refuse files of more than a few pages, as a full disk would."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("nearly_full_disk")
def test_full_disk_leaves_the_old_print_and_no_rubbish(tmp_path: Path) -> None:
    printer = PdfFolderPrinter(tmp_path)
    printer.print_pdf(b"old", "recu-1.pdf")

    with pytest.raises(EnvironmentFault) as caught:
        printer.print_pdf(PDF * 20_000, "recu-1.pdf")

    assert caught.value.code == "print.folder_full"
    assert "plein" in describe_error(caught.value)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the system lets this user write everywhere"
)
def test_folder_without_leave_to_write_is_explained(tmp_path: Path) -> None:
    folder = tmp_path / "prints"
    folder.mkdir(mode=0o500)

    with pytest.raises(EnvironmentFault) as caught:
        PdfFolderPrinter(folder).print_pdf(PDF, "recu-1.pdf")

    assert caught.value.code == "print.folder_unwritable"


def test_name_taken_by_a_folder_is_explained(tmp_path: Path) -> None:
    (tmp_path / "recu-1.pdf").mkdir()

    with pytest.raises(EnvironmentFault) as caught:
        PdfFolderPrinter(tmp_path).print_pdf(PDF, "recu-1.pdf")

    assert caught.value.code == "print.folder_unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["recu-1.pdf"]


def test_print_goes_to_the_very_path_asked_for(tmp_path: Path) -> None:
    place = PdfFilePrinter(tmp_path / "mon reçu.pdf").print_pdf(PDF, "recu-1.pdf")

    assert place == str(tmp_path / "mon reçu.pdf")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [PDF]


def test_path_in_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        PdfFilePrinter(tmp_path / "absent" / "recu.pdf").print_pdf(PDF, "recu-1.pdf")

    assert caught.value.code == "file.unwritable"
    assert not list(tmp_path.iterdir())


def test_nothing_but_an_older_pdf_gives_way(tmp_path: Path) -> None:
    dossier, folder, pipe = tmp_path / "dossier.json", tmp_path / "folder", tmp_path / "pipe"
    dossier.write_bytes(b'{"format": "onousc-dossier/1"}')
    folder.mkdir()
    os.mkfifo(pipe)
    for place in (dossier, folder, pipe):
        with pytest.raises(UnusableInput) as caught:
            PdfFilePrinter(place).print_pdf(PDF, "recu-1.pdf")
        assert caught.value.code == "file.in_the_way"
    assert dossier.read_bytes() == b'{"format": "onousc-dossier/1"}'
    assert pipe.is_fifo()

    for before in (b"", b"%PDF-1.4 an older one"):
        older = tmp_path / "recu.pdf"
        older.write_bytes(before)
        PdfFilePrinter(older).print_pdf(PDF, "recu-1.pdf")
        assert older.read_bytes() == PDF


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "recu.pdf", tmp_path / "link.pdf"
    target.write_bytes(b"%PDF-1.4 an older one")
    link.symlink_to(target)

    place = PdfFilePrinter(link).print_pdf(PDF, "recu-1.pdf")

    assert place == str(link)
    assert link.is_symlink()
    assert target.read_bytes() == PDF
    assert not list(tmp_path.glob(".print-*"))


@pytest.mark.parametrize("name", ["-", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnusableInput) as caught:
        PdfFilePrinter(Path(name)).print_pdf(PDF, "recu-1.pdf")

    assert caught.value.code == "file.unwritable"
    assert not list(tmp_path.iterdir())
