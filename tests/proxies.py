"""nginx and Caddy with the very configurations of docs/proxies, as processes of their own, on loopback."""

import datetime as dt
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serving import ROOT

TAKEN_OUT = Path(sys.prefix) / "proxies"
"""Put there by ``make``."""
DOCS = ROOT / "docs" / "proxies"
HOST = "plant.example"
NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/producflow.conf;
}}
"""


@contextmanager
def proxied(name: str, folder: Path, port: int, behind: int) -> Iterator[str]:
    """Let ``nginx`` or ``caddy`` pass https://plant.example/plant1/ on to a port of this machine.

    Yields
    ------
    str
        Address of the plant.
    """
    pem, key = _certificate(folder)
    run = {"nginx": _nginx, "caddy": _caddy}[name](folder, port, behind, pem, key)
    with subprocess.Popen(
        run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"HOME": str(folder)}
    ) as process:
        try:
            _wait_for(port, process)
            yield f"https://{HOST}:{port}/plant1"
        finally:
            process.terminate()
            process.wait(30)


def _nginx(folder: Path, port: int, behind: int, pem: Path, key: Path) -> list[str]:
    site = (DOCS / "nginx.conf").read_text(encoding="utf-8")
    for said, here in {
        "127.0.0.1:8501": f"127.0.0.1:{behind}",
        "listen 443": f"listen 127.0.0.1:{port}",
        "/etc/ssl/plant.example.pem": str(pem),
        "/etc/ssl/plant.example.key": str(key),
    }.items():
        assert said in site
        site = site.replace(said, here)
    (folder / "producflow.conf").write_text(site, encoding="utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder), encoding="utf-8")
    return [str(TAKEN_OUT / "usr/sbin/nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]


def _caddy(folder: Path, port: int, behind: int, pem: Path, key: Path) -> list[str]:
    site = (DOCS / "Caddyfile").read_text(encoding="utf-8")
    assert "reverse_proxy 127.0.0.1:8501" in site
    site = site.replace("127.0.0.1:8501", f"127.0.0.1:{behind}")
    here = f"https://{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {pem} {key}\n"
    site, changed = re.subn(rf"^{HOST} {{$", here, site, flags=re.MULTILINE)
    assert changed == 1
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + site, encoding="utf-8")
    return [str(TAKEN_OUT / "usr/bin/caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=7))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "plant.pem", folder / "plant.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, secret


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Try until somebody listens, or the proxy has ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"the proxy ended: {process.wait(0.05)}")
    raise AssertionError("the proxy does not listen")
