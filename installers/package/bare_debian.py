"""A throw-away Debian in a folder: nothing in it but the system's smallest set of packages."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from installers.bootstrap.speech import Refusal

# Run before each command in the throw-away system, in a private view of the mounted folders
# that vanishes with the command: nothing stays mounted, whatever happens. The shell stays as the
# first process: Linux would forget to end one that has changed its account (prctl, PDEATHSIG).
PROLOGUE = """
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
mount -t tmpfs -o mode=1777 tmpfs "$1/tmp"
root=$1; shift
status=0; chroot $CHROOT_OPTIONS "$root" "$@" || status=$?
exit $status
"""
AGENT = "1000:1000"
TARGET = "$(CODENAME) $(COMPONENT) $(REPO_URI)"


class BareDebian:
    """One throw-away system, made from the sources that this machine's own apt is set to."""

    home = "/home/agent"

    def __init__(self, folder: Path) -> None:
        """Describe the system kept in a folder; `make` makes it."""
        self.folder = folder
        self.home_folder = folder / "home/agent"

    def make(self) -> None:
        """Install the smallest Debian; raise `Refusal` where this machine may not."""
        if os.geteuid() != 0 or not shutil.which("debootstrap"):
            raise Refusal("Il faut être root et avoir debootstrap (apt-get install debootstrap).")
        codename = platform.freedesktop_os_release()["VERSION_CODENAME"]
        source = source_of(codename)
        log = self.folder.with_suffix(".log")
        with log.open("wb") as output:
            done = subprocess.run(
                ["debootstrap", "--variant=minbase", codename, str(self.folder), source],
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
            raise Refusal("\n".join(["debootstrap n'a pas abouti :", *last]))
        self._copy_settings()
        added = self.run("useradd", "--create-home", "--uid", "1000", "--user-group", "agent")
        if added.returncode != 0:
            raise Refusal(f"Cette machine ne permet pas d'isoler un système : {added.stdout}")

    def _copy_settings(self) -> None:
        """Give the system this machine's own way to the network and to its packages."""
        apt = self.folder / "etc/apt"
        (apt / "sources.list").unlink(missing_ok=True)
        for name in ("sources.list", "sources.list.d", "apt.conf.d", "trusted.gpg.d", "keyrings"):
            source = Path("/etc/apt") / name
            if source.is_dir():
                shutil.copytree(source, apt / name, dirs_exist_ok=True)
            elif source.exists():
                shutil.copy(source, apt / name)
        shutil.copytree(
            "/usr/share/keyrings", self.folder / "usr/share/keyrings", dirs_exist_ok=True
        )
        for name in ("etc/resolv.conf", "etc/hosts", "etc/ssl/certs/ca-certificates.crt"):
            target = self.folder / name
            if Path("/", name).exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(f"/{name}", target)

    def command(self, *words: str, agent: bool = False) -> list[str]:
        """Write the command that runs these words inside, as root or as an ordinary account."""
        isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        options = f"--userspec={AGENT}" if agent else ""
        shell = ["env", f"CHROOT_OPTIONS={options}", "sh", "-ec", PROLOGUE, "sh"]
        return [*isolated, *shell, str(self.folder), *words]

    def environ(self, **more: str) -> dict[str, str]:
        """Give the few variables that programs inside see."""
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **more,
        }

    def run(self, *words: str, agent: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command inside to its end; return its status and what it said."""
        return run_quietly(
            self.command(*words, agent=agent), self.environ(HOME=self.home if agent else "/root")
        )

    def files(self) -> set[str]:
        """List all the files of the system, but for what apt and dpkg note for themselves."""
        own_notes = ("var/lib/dpkg", "var/lib/apt", "var/cache", "var/log", "proc", "dev", "tmp")
        found = set()
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if not name.startswith(own_notes):
                found.add(name)
        return found


def run_quietly(command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end without a terminal; what it says on both streams is one text."""
    return subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def source_of(codename: str) -> str:
    """Ask this machine's apt where it takes this release of Debian from."""
    done = subprocess.run(
        [*("apt-get", "indextargets", "Created-By: Packages"), "--format", TARGET],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        release, component, address = line.split(" ", 2)
        if (release, component) == (codename, "main"):
            return address
    raise Refusal(f"apt ne connaît pas de source pour « {codename} ».")
