"""Where finished prints go: a folder of PDF files; the desk's printers belong to the window.

A print either is there whole or is not there at all, and only its owner can read it: it shows a
name and amounts. A failed print never loses a deposit, which was on disk before.
"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from intake_app.errors import EnvironmentFault, UnusableInput
from intake_app.places import place_for

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_PDF_MARK = b"%PDF-"
_FORBIDDEN_IN_NAMES = set('/\\:*?"<>|\0')


class Printer(Protocol):
    """Takes a finished PDF: a printer, or a folder of files."""

    def print_pdf(self, pdf: bytes, name: str) -> str:
        """Print it and return where it went; `name` holds no personal data.

        Raises:
            EnvironmentFault: The printer or the disk refused; nothing was lost.
        """
        ...


class PdfFolderPrinter:
    """Writes each print as a file of a folder, which it creates when it is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print_pdf(self, pdf: bytes, name: str) -> str:
        """Write the PDF under this name, in place of an older one, and return its path.

        Raises:
            UnusableInput: `print.name_unusable`: not the plain name of a PDF file.
            EnvironmentFault: `print.folder_missing`, `print.folder_unwritable` or
                `print.folder_full`; an older file of this name is untouched.
        """
        if not name.endswith(".pdf") or name.startswith(".") or set(name) & _FORBIDDEN_IN_NAMES:
            raise UnusableInput("print.name_unusable", name=name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _fault(error, self._folder, "print.folder_missing") from error
        try:
            return str(_replace(self._folder / name, pdf))
        except OSError as error:
            raise _fault(error, self._folder, "print.folder_unwritable") from error


class PdfFilePrinter:
    """Writes one print under the very path that somebody asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find_place(self) -> Path:
        """Return where the PDF goes, having made sure that it may be put there.

        Raises:
            UnusableInput: As `places.place_for`; `file.unwritable` where there is no such folder,
                and for `-`, which other programs take for the terminal.
        """
        target = place_for(self._path, _PDF_MARK)
        if self._path.name in {"", "-"} or not target.parent.is_dir():
            raise UnusableInput("file.unwritable", path=self._path)
        return target

    def print_pdf(self, pdf: bytes, name: str) -> str:
        """Write the PDF under the path, whatever its usual name, and return the path.

        An older PDF gives way; where the path is a link, the file behind it does.

        Raises:
            UnusableInput: As `find_place`.
            EnvironmentFault: As `PdfFolderPrinter`; an older file of this path is untouched.
        """
        target = self.find_place()
        try:
            _replace(target, pdf)
        except OSError as error:
            raise _fault(error, self._path.parent, "print.folder_unwritable") from error
        return str(self._path)


def _replace(target: Path, pdf: bytes) -> Path:
    """Write beside the target, onto the disk, then take its name."""
    number, beside = tempfile.mkstemp(dir=target.parent, prefix=".print-", suffix=".part")
    try:
        # mkstemp gives 0600: only the owner reads it.
        with os.fdopen(number, "wb") as stream:
            stream.write(pdf)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
    _sync_folder(target.parent)
    return target


def _fault(error: OSError, folder: Path, otherwise: str) -> EnvironmentFault:
    return EnvironmentFault(
        "print.folder_full" if error.errno in _FULL else otherwise, folder=folder
    )


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows neither can nor needs to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
