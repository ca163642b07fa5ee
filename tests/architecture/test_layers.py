"""The direction of imports, kept by a test rather than by memory."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMON = {"errors", "wording", "resources", "places"}
MAY_IMPORT = {
    "domain": {"domain"},
    "formats": {"formats", "domain"} | COMMON,
    "models": {"models", "domain"},
    "storage": {"storage", "models", "domain"} | COMMON,
    "sync": {"sync", "formats", "domain"} | COMMON,
    "services": {"services", "storage", "models", "formats", "sync", "domain"} | COMMON,
    "scanning": {"scanning", "domain"} | COMMON,
    "printing": {"printing", "domain"} | COMMON,
    "ui": {"ui", "services", "scanning", "printing", "formats", "domain"} | COMMON,
}
SERVER_MAY_IMPORT = {"sync", "formats", "domain"} | COMMON
FORBIDDEN = {
    "domain": {"PySide6", "sqlalchemy", "cv2", "reportlab", "pydantic", "httpx"},
    "formats": {"PySide6", "sqlalchemy", "cv2", "reportlab", "httpx"},
    "models": {"PySide6", "cv2", "reportlab", "httpx"},
    "services": {"PySide6", "cv2", "reportlab", "fastapi"},
    "scanning": {"PySide6", "sqlalchemy", "httpx"},
    "printing": {"PySide6", "sqlalchemy", "cv2", "httpx"},
    "sync": {"PySide6", "sqlalchemy", "cv2", "reportlab", "fastapi"},
    "ui": {"sqlalchemy", "cv2", "reportlab", "httpx"},
}
MODULES = sorted(
    path for package in ("intake_app", "intake_server") for path in (ROOT / package).rglob("*.py")
)


def imported_names(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_layer_imports_only_what_it_may(module: Path) -> None:
    package, layer = module.relative_to(ROOT).parts[:2]
    names = imported_names(module)
    own = {n.split(".")[1] for n in names if n.startswith("intake_app.")}
    foreign = {n.split(".")[0] for n in names}

    if package == "intake_server":
        assert own <= SERVER_MAY_IMPORT
        assert not foreign & {"PySide6", "cv2", "reportlab"}
        return
    assert own <= MAY_IMPORT.get(layer, own)
    assert not foreign & FORBIDDEN.get(layer, set())
    if layer in MAY_IMPORT:
        assert "intake_server" not in foreign


WRITTEN_BY_HAND = [path for path in MODULES if path.parent.name != "versions"]


@pytest.mark.parametrize("module", WRITTEN_BY_HAND, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_module_is_dreaded(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400
