"""Reads the sheets of an XLSX workbook row by row, whatever its size and whoever wrote it.

A workbook comes from outside, and a list of 600,000 students is one sheet of 220 MB of XML. The
library first tried (calamine, through python-calamine) keeps a sheet as a whole, 480 MB for such
a list, and makes room for every position up to the farthest filled cell: a file of 5 KB with one
cell in the last corner asks for 550 GB and ends the program. So sheets are walked through in
pieces here; what stays in memory are the shared texts. Tests compare the two on the same files.

Source: ECMA-376, parts of a SpreadsheetML document.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Self

from intake_app.errors import UnusableInput
from intake_app.formats.sheet_rows import SheetRows
from intake_app.formats.workbook_parts import Outline, Relations, SharedTexts, Styles
from intake_app.formats.xml_parts import Damaged, PartReader, Plain, Suspicious, walk

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from intake_app.formats.tabular import RawLine, Tick

LARGEST_INFLATED_BYTES = 640 * 1024 * 1024  # a full sheet of nine columns has 480 MB
LARGEST_RATIO = 200
RATIO_JUDGED_ABOVE_BYTES = 16 * 1024 * 1024
MOST_PARTS = 2_000
_ENCRYPTED = 0x1
_OUTLINE, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


class Workbook:
    """An open workbook: its visible sheets in order, and how to walk through each.

    `tick` is called after each piece that is read; it may raise to give up.

    Raises:
        UnusableInput: `reference.workbook_damaged`, `…_not_xlsx`, `…_locked`, `…_too_large` or
            `…_suspicious`, here and while rows are walked through.
    """

    def __init__(self, path: Path, tick: Tick) -> None:
        self._path = path
        self._tick = tick
        with _faults_translated(path):
            self._archive = zipfile.ZipFile(path)
        try:
            self._parts = _require_sane_parts(self._archive, path)
            outline, self._relations = Outline(), Relations()
            self._read(_OUTLINE, outline)
            self._read(_RELATIONS, self._relations)
        except BaseException:
            self.close()
            raise
        self.counts_from_1904 = outline.counts_from_1904
        self.sheets = tuple(
            self._relations.sheets[reference]
            for reference in outline.visible
            if reference in self._relations.sheets
        )
        self.expected_count: int | None = None  # rows of the sheet last begun, as it says itself
        self._shared: SharedTexts | None = None
        self._day_styles: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_about: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def rows(self, sheet: str) -> Generator[RawLine, None, None]:
        """Walk through a sheet: each row that has cells, with its number from 1."""
        rows = SheetRows(
            self._shared_texts(), self._day_styles, counts_from_1904=self.counts_from_1904
        )
        with _faults_translated(self._path), self._open(sheet) as stream:
            for _piece in walk(stream, rows):
                self._tick()
                self.expected_count = rows.expected_count
                yield from rows.take()

    def _shared_texts(self) -> SharedTexts:
        """Read what all sheets share, once."""
        if self._shared is None:
            self._shared, styles = SharedTexts(), Styles()
            if self._relations.shared_texts:
                self._read(self._relations.shared_texts, self._shared)
            if self._relations.styles:
                self._read(self._relations.styles, styles)
            self._day_styles = styles.day_styles()
        return self._shared

    def _read(self, part: str, reader: PartReader) -> None:
        with _faults_translated(self._path), self._open(part) as stream:
            for _piece in walk(stream, Plain(reader)):
                self._tick()

    def _open(self, part: str) -> IO[bytes]:
        info = self._parts.get(part.casefold())
        if info is None:
            raise Damaged
        return self._archive.open(info)


@contextmanager
def _faults_translated(path: Path) -> Iterator[None]:
    """Say what is wrong inside a workbook in our own codes."""
    try:
        yield
    except Suspicious as error:
        raise UnusableInput("reference.workbook_suspicious", path=path.name) from error
    except (Damaged, *_ARCHIVE_FAULTS) as error:
        raise UnusableInput("reference.workbook_damaged", path=path.name) from error


# What the standard library raises on an archive that was cut short, altered or made to mislead.
_ARCHIVE_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    UnicodeDecodeError,
)


def _require_sane_parts(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Check the names and declared sizes of an archive's parts, before any is inflated.

    A part that is longer than it says is cut at its declared size by the standard library, and
    then fails its checksum.
    """
    infos = archive.infolist()
    parts = {info.filename.casefold(): info for info in infos}
    if _OUTLINE not in parts or _RELATIONS not in parts:
        raise UnusableInput("reference.workbook_not_xlsx", path=path.name)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise UnusableInput("reference.workbook_locked", path=path.name)
    if any(info.header_offset < 0 for info in infos):
        raise UnusableInput("reference.workbook_damaged", path=path.name)
    if len(infos) > MOST_PARTS or len(parts) != len(infos):
        raise UnusableInput("reference.workbook_suspicious", path=path.name)
    inflated = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    swollen = inflated > RATIO_JUDGED_ABOVE_BYTES and inflated > packed * LARGEST_RATIO
    if inflated > LARGEST_INFLATED_BYTES or swollen:
        limit = LARGEST_INFLATED_BYTES // 1024 // 1024
        raise UnusableInput("reference.workbook_too_large", path=path.name, limit=limit)
    return parts
