"""The shipped nginx site on free ports of this machine, as a plain user, before a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.server.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    import trustme

SITE = Path(__file__).parents[2] / "installers" / "server" / "nginx.conf"
_PATIENCE = threading.Event()  # never set
_MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxied:
    """An nginx that answers: its address with TLS, and the one without."""

    url: str
    plain_url: str
    folder: Path

    @property
    def log(self) -> str:
        """What it complained of."""
        return (self.folder / "error.log").read_text(encoding="utf-8")


def find_nginx() -> str:
    """Find the program, or skip the test."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    return found


def site_for(upstream: str, folder: Path, ports: tuple[int, int]) -> str:
    """The shipped site with the names, files and ports that its comments say are to be changed."""
    text = SITE.read_text(encoding="utf-8")
    changes = {
        "server 127.0.0.1:8400;": f"server {upstream};",
        "reception.example.ma": "localhost",
        "/etc/ssl/intake": str(folder),
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports[1]} ssl;",
        "listen [::]:80;": "",
        "listen [::]:443 ssl;": "",
    }
    for shipped, ours in changes.items():
        assert shipped in text, f"the site does not say {shipped!r} any more"
        text = text.replace(shipped, ours)
    return text


@contextmanager
def nginx_before(address: str, certificate: trustme.LeafCert) -> Iterator[Proxied]:
    """Check the configuration, then serve by it until the end of the block."""
    program = find_nginx()
    # Not below the tests' own folder, which no other user may enter.
    folder = Path(tempfile.mkdtemp(prefix="nginx-"))
    ports = free_port(), free_port()
    try:
        upstream = address.removeprefix("http://")
        (folder / "site.conf").write_text(site_for(upstream, folder, ports), encoding="utf-8")
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder), encoding="utf-8")
        chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
        (folder / "fullchain.pem").write_bytes(chain)
        (folder / "privkey.pem").write_bytes(certificate.private_key_pem.bytes())
        user = _plain_user()
        if user is not None:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, user)
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        command += ["-e", str(folder / "error.log")]
        tried = subprocess.run(
            [*command, "-t"], capture_output=True, text=True, user=user, check=False
        )
        assert tried.returncode == 0, tried.stderr
        process = subprocess.Popen(command, user=user)
        try:
            _wait_for(ports[1], process)
            yield Proxied(f"https://localhost:{ports[1]}", f"http://localhost:{ports[0]}", folder)
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def _plain_user() -> str | None:
    """Whom to become: a service that may do nothing; only root can, and must."""
    return "nobody" if os.name == "posix" and os.geteuid() == 0 else None


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        assert process.poll() is None, "nginx ended at once"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        _PATIENCE.wait(0.02)
    raise AssertionError("nginx does not answer")
