"""How long an import takes, and how much memory, beside only reading the same file.

`python -m benchmarks.import_reference` writes a workbook of 6,000 medicines and a text of 600,000
students, all made up, and prints one object on one line for each; `--students 50000` takes fewer,
`--workbook` adds the students as a workbook (writing it takes a minute). Each import runs in a
process of its own, so that its peak of memory is its own. `locked_seconds` is the longest part
without progress, during which the finished list goes into the store and others wait to write.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic, perf_counter, process_time
from typing import TYPE_CHECKING

import xlsxwriter

from intake_app.domain.operators import Operator, Role
from intake_app.formats.tabular import open_list
from intake_app.services.import_reference import ImportService
from intake_app.services.list_kinds import BENEFICIARIES_KIND, MEDICINES_KIND
from intake_app.storage.engine import open_engine
from intake_app.storage.schema import upgrade_schema
from intake_app.storage.unit_of_work import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = {"medicines": MEDICINES_KIND, "beneficiaries": BENEFICIARIES_KIND}
SUPERVISOR = Operator("bench", "Bench", Role.SUPERVISOR)
STUDENT_HEADER = (
    "CIN",
    "Nom",
    "Prénom",
    "Date de naissance",
    "Code Massar",
    "Établissement",
    "Droits du",
    "Droits au",
    "RIB",
)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return monotonic()


def write_medicines(path: Path, count: int) -> None:
    """Write a workbook with the columns of the official list."""
    titles = (
        "CODE NOM DCI1 DOSAGE1 UNITE_DOSAGE1 FORME PRESENTATION PPV PH PRIX_BR "
        "PRINCEPS_GENERIQUE TAUX_REMBOURSEMENT"
    )
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, titles.split())
    for number in range(1, count + 1):
        texts = (f"6119{number:09}", f"FICTIF {number}", "SUBSTANCE D'ESSAI", "500", "MG")
        sheet.write_row(number, 0, (*texts, "COMPRIME", "1 BOITE 20 COMPRIME"))
        sheet.write_row(number, 7, (number / 100, number / 120, number / 110, "G", "70%"))
    book.close()


def students(count: int) -> Iterator[tuple[str, str, str, date, str, str, date, date, str]]:
    """Make students up, in no order, each with a well-formed bank account."""
    chance = random.Random(611)  # noqa: S311 - made-up people, not secrets
    for number in chance.sample(range(10**6, 10**7), count):
        account = chance.randrange(10**22) * 100
        yield (
            f"{chance.choice(('JB', 'AB', 'K', 'BE'))}{number}",
            f"NOM{chance.randrange(50_000)}",
            f"Prénom{chance.randrange(5_000)}",
            date(1998, 1, 1) + timedelta(days=chance.randrange(3_600)),
            f"J{number:09}",
            "public_higher",
            date(2026, 9, 1),
            date(2027, 8, 31),
            f"{account + 97 - account % 97:024}",
        )


def write_student_text(path: Path, count: int) -> None:
    """Write the students as a text with semicolons and French dates."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(STUDENT_HEADER)
        for row in students(count):
            writer.writerow(f"{one:%d/%m/%Y}" if isinstance(one, date) else one for one in row)


def write_student_workbook(path: Path, count: int) -> None:
    """Write the students as a workbook with dates."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, STUDENT_HEADER)
    for number, row in enumerate(students(count), 1):
        for place, one in enumerate(row):
            if isinstance(one, date):
                sheet.write_datetime(number, place, one)
            else:
                sheet.write_string(number, place, one)
    book.close()


def peak_mb() -> int:
    """Return the most memory that this process ever had; Linux tells it, whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (peak_kb,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak_kb) // 1024


def measure(list_name: str, path: Path) -> dict[str, object]:
    """Import a file into a new store; times in seconds, memory in megabytes."""
    kind = KINDS[list_name]
    started_mb = peak_mb()
    begun = perf_counter()
    with open_list(path, kind.columns, lambda: None) as listed:
        line_count = sum(1 for _line in listed.lines)
    read_seconds = perf_counter() - begun
    read_peak_mb = peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "store.sqlite", bytes(32))
        upgrade_schema(engine)
        store = Store(engine)
        told, longest_silence = perf_counter(), 0.0

        def note_progress(_done: int, _total: int | None) -> None:
            nonlocal told, longest_silence
            longest_silence = max(longest_silence, perf_counter() - told)
            told = perf_counter()

        service = ImportService(store, SystemClock())
        run = service.import_medicines if list_name == "medicines" else service.import_beneficiaries
        begun, begun_cpu = perf_counter(), process_time()
        report = run(path, SUPERVISOR, note_progress)
        ended, ended_cpu = perf_counter(), process_time()
        store.close()
    return {
        "list": list_name,
        "file": path.suffix[1:],
        "lines": line_count,
        "imported": report.now.row_count,
        "import_seconds": round(ended - begun, 2),
        "import_cpu_seconds": round(ended_cpu - begun_cpu, 2),
        "locked_seconds": round(max(longest_silence, ended - told), 2),
        "read_seconds": round(read_seconds, 2),
        "ratio": round((ended - begun) / read_seconds, 1),
        "started_mb": started_mb,
        "read_peak_mb": read_peak_mb,
        "import_peak_mb": peak_mb(),
    }


def _in_own_process(list_name: str, path: Path) -> None:
    module = "benchmarks.import_reference"
    subprocess.run([sys.executable, "-m", module, "--measure", list_name, str(path)], check=True)


def main() -> None:
    """Write the files and measure each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=600_000)
    parser.add_argument("--workbook", action="store_true")
    parser.add_argument("--measure", nargs=2, metavar=("LIST", "FILE"))
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(chosen.measure[0], Path(chosen.measure[1]))), flush=True)
        return
    files: list[tuple[str, str, Callable[[Path, int], None], int]] = [
        ("medicines", "medicines.xlsx", write_medicines, 6_000),
        ("beneficiaries", "students.csv", write_student_text, chosen.students),
    ]
    if chosen.workbook:
        files.append(("beneficiaries", "students.xlsx", write_student_workbook, chosen.students))
    with tempfile.TemporaryDirectory() as folder:
        for list_name, name, write, count in files:
            path = Path(folder) / name
            write(path, count)
            _in_own_process(list_name, path)


if __name__ == "__main__":
    main()
