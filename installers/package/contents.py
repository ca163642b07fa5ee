"""What goes into the installed program and what stays out, with the reason for each."""

from __future__ import annotations

import ast
import sys
from pathlib import Path, PurePosixPath

PACKAGES = ("intake_app", "intake_server")
# Python's own parts that PyInstaller would take along because some library could use them.
NEVER_NEEDED = ["tkinter", "test", "unittest", "pydoc_data", "lib2to3", "idlelib", "IPython"]
NEVER_NEEDED += ["curses", "readline"]  # a counter has no Python prompt
# Loaded by name while running: commands, key rings, SQL dialects, the server's protocols.
FOUND_BY_NAME = (
    "sqlalchemy.dialects.sqlite.pysqlcipher",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlcipher3.dbapi2",
    "alembic.ddl.sqlite",
    "alembic.ddl.postgresql",
    "psycopg_binary",
    "keyring.backends.SecretService",
    "keyring.backends.Windows",
    "keyring.backends.fail",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.lifespan.on",
    "uvicorn.loops.asyncio",
)
# Libraries that read tables beside their code, which PyInstaller does not know of.
WITH_TABLES = ("biip",)
# Qt's plugins that the program has no use for. GTK's would pull in all of GTK and may abort;
# the others draw on bare devices or speak to databases that we reach in another way.
USELESS_PLUGINS = (
    "platformthemes/libqgtk3",
    "platforms/libqeglfs",
    "platforms/libqlinuxfb",
    "platforms/libqminimal",
    "platforms/libqminimalegl",
    "platforms/libqvkkhrdisplay",
    "platforms/libqvnc",
    "platforms/qdirect2d",
    "platforms/qminimal",
    "egldeviceintegrations/",
    "generic/",
    "networkinformation/",
    "qmltooling/",
    "sqldrivers/",
    "tls/",
    "wayland-graphics-integration-server/",
)
# Qt's own words in the two languages of the program; all others stay out.
LANGUAGES = ("_fr.qm", "_ar.qm")


def shipped_files(root: Path) -> list[tuple[str, str]]:
    """List the files read while running: (file, folder in the bundle)."""
    files = [path for path in (root / "resources").rglob("*") if path.is_file()]
    for package in PACKAGES:
        # Alembic reads its scripts as files, so they are shipped as files too.
        files += (root / package).rglob("migrations/**/*.py")
        files += (root / package).rglob("migrations/**/*.mako")
    return [(str(path), str(path.parent.relative_to(root))) for path in sorted(files)]


def modules_found_by_name(root: Path) -> list[str]:
    """List the modules that no import statement names: our commands and some of the libraries'."""
    files = [
        path
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    ours = [".".join(path.relative_to(root).with_suffix("").parts) for path in files]
    named = {name for path in files for name in imported_by_name(path)}
    return [name.removesuffix(".__init__") for name in ours] + sorted(named) + list(FOUND_BY_NAME)


def imported_by_name(path: Path) -> set[str]:
    """List the modules that one of our modules imports late: `import_module("name")`."""
    calls = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args
    )
    return {
        call.args[0].value
        for call in calls
        if ast.unparse(call.func).endswith("import_module")
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def runtime_hooks(root: Path) -> list[str]:
    """List the scripts that run before the program's own."""
    if sys.platform == "win32":
        return []
    return [str(root / "installers" / "package" / "find_zbar.py")]


def is_shipped(name: str, source: str, kind: str) -> bool:
    """Tell whether a file that PyInstaller found goes into the bundle.

    Args:
        name: its place in the bundle.
        source: where it is on this machine.
        kind: PyInstaller's word for it, such as BINARY or DATA.
    """
    place = PurePosixPath(name.replace("\\", "/"))
    text = place.as_posix()
    if "PySide6" in place.parts:
        if any(f"plugins/{plugin}" in text for plugin in USELESS_PLUGINS) or "EglF" in place.name:
            return False
        if place.suffix == ".qm":
            return place.name.startswith("qtbase_") and place.name.endswith(LANGUAGES)
    return not (kind == "BINARY" and is_the_systems(source))


def is_the_systems(source: str) -> bool:
    """Tell whether a library is the system's own: the package names it and does not copy it.

    The system keeps its libraries safe with its updates; copies would grow old in the bundle.
    """
    if sys.platform == "win32":
        return False
    path = Path(source).resolve()
    pythons_own = path.name.startswith("libpython") or "/python3" in path.as_posix()
    return path.is_relative_to("/usr/lib") and not pythons_own
