"""The Windows installer: the program's folder, wrapped by NSIS for one account."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from installers.bootstrap.speech import Refusal
from installers.package import bundle

if TYPE_CHECKING:
    from pathlib import Path


def build_setup(root: Path) -> Path:
    """Build the installer on a Windows machine; return its path, below `dist/`."""
    if os.name != "nt":
        raise Refusal("Un programme Windows se construit sous Windows (voir installers/README.md).")
    return wrap(root, bundle.build_bundle(root))


def wrap(root: Path, folder: Path) -> Path:
    """Wrap the program's folder into an installer; NSIS does this on Linux too."""
    compiler = shutil.which("makensis")
    if not compiler:
        raise Refusal("Il faut NSIS (makensis) ; sous Debian : apt-get install nsis.")
    version = bundle.version(root)
    target = root / "dist" / f"onousc-intake-{version}-setup.exe"
    target.parent.mkdir(exist_ok=True)
    names = {
        "VERSION": version,
        "BUNDLE": folder,
        "ICON": root / "build" / "package" / "icons" / "intake.ico",
        "LICENCE": root / "LICENSE",
        "PARTS": root / "build" / "package" / bundle.LICENCES,
        "TARGET": target,
    }
    defines = [f"-D{name}={value}" for name, value in names.items()]
    script = root / "installers" / "windows" / "intake.nsi"
    subprocess.run([compiler, "-V2", *defines, str(script)], check=True)
    return target
