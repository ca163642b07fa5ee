"""The Debian package: the program's folder, its place in the menus, and what it depends on."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from pathlib import Path

from installers.package import bundle, depends

NAME = "onousc-intake"
PLACE = Path("usr/lib") / NAME
CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: The onousc-intake authors <onousc-intake@example.org>
Section: misc
Priority: optional
Installed-Size: {size}
Depends: {depends}
Suggests: gnome-keyring, cups
Description: intake desk of Morocco's student health insurance
 Checks health-claim dossiers at the counter, seals them, prints receipts in
 French and in Arabic, and sends them to the fund when there is a link.
 .
 Data of the counters stay when the package is removed, also when purged.
"""


def build_deb(root: Path) -> Path:
    """Build the package from a checkout; return its path, below `dist/`."""
    folder = bundle.build_bundle(root)
    tree = root / "build" / "package" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / PLACE, symlinks=True)
    drop_debugging(tree / PLACE)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/intake").symlink_to(Path("..") / PLACE.relative_to("usr") / "intake")
    add_to_menus(root, tree)
    add_documents(root, tree)
    architecture = ask("dpkg", "--print-architecture")
    describe(root, tree, architecture, depends.debian_depends(folder))
    tidy_modes(tree)
    target = root / "dist" / f"{NAME}_{bundle.version(root)}_{architecture}.deb"
    target.parent.mkdir(exist_ok=True)
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)],
        env={**os.environ, "SOURCE_DATE_EPOCH": bundle.released_at(root)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return target


def drop_debugging(folder: Path) -> None:
    """Drop from compiled files what only a debugger reads, a tenth of the whole.

    Files without such parts are not touched: rewriting one that was patched for its wheel may
    spoil it, and the starter carries an archive behind its last section.
    """
    for path in depends.programs_and_libraries(folder):
        if ".debug_info" in depends.said_by("readelf", "--sections", "--wide", str(path)):
            subprocess.run(["strip", "--strip-debug", str(path)], check=True)


def add_to_menus(root: Path, tree: Path) -> None:
    """Put the program and its icon where desktops look for them."""
    menus = tree / "usr/share/applications"
    menus.mkdir(parents=True)
    shutil.copy(root / "installers/linux" / f"{NAME}.desktop", menus)
    themed = tree / "usr/share/icons/hicolor"
    for picture in sorted((root / "build/package/icons").glob("intake-*.png")):
        size = picture.stem.removeprefix("intake-")
        place = themed / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        shutil.copy(picture, place / f"{NAME}.png")
    (themed / "scalable/apps").mkdir(parents=True)
    shutil.copy(root / "resources/icons/intake.svg", themed / f"scalable/apps/{NAME}.svg")


def add_documents(root: Path, tree: Path) -> None:
    """Put the licences, of the program and of all its parts, and the list of changes."""
    documents = tree / "usr/share/doc" / NAME
    documents.mkdir(parents=True)
    shutil.copy(root / "installers/linux/copyright", documents)
    shutil.copy(root / "docs/licences.md", documents)
    long = {
        "changelog.gz": root / "CHANGELOG.md",
        f"{bundle.LICENCES}.gz": root / "build/package" / bundle.LICENCES,
    }
    for name, source in long.items():
        (documents / name).write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))


def describe(root: Path, tree: Path, architecture: str, needs: list[str]) -> None:
    """Write what dpkg must know: the control file, the sums, and the script for the removal."""
    control = tree / "DEBIAN"
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    control.mkdir()
    text = CONTROL.format(
        name=NAME,
        version=bundle.version(root),
        architecture=architecture,
        size=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join(needs),
    )
    (control / "control").write_text(text, encoding="utf-8")
    sums = subprocess.run(
        ["md5sum", *[str(path.relative_to(tree)) for path in files]],
        cwd=tree,
        capture_output=True,
        check=True,
    )
    (control / "md5sums").write_bytes(sums.stdout)
    for script in ("postinst", "postrm"):
        shutil.copy(root / "installers/linux" / script, control)


def tidy_modes(tree: Path) -> None:
    """Give every file the mode of a system file, whatever the builder's own umask was."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o111
            path.chmod(0o755 if runs else 0o644)


def ask(*words: str) -> str:
    """Run a command and return the line it prints."""
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
