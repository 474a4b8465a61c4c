"""The real nginx with the configuration of ``deploy/``, on free ports of this machine."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic, sleep

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
WITHOUT = "no nginx: install it (for example 'apt-get install nginx-light') to run the tests of the proxy"
CONFIGURATION = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"
PREFIX = "/papers-search"
HOST = "127.0.0.1"
PATIENCE = 60.0
_MAIN = """
daemon off; {user} worker_processes 2; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 2048; }}
http {{
  types {{ text/html html; }} gzip on; access_log {folder}/access.log;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/*.conf;
}}
"""
"""What a distribution has around the file: gzip is on and requests are logged, as in Debian."""


@dataclass(frozen=True)
class ProxiedSite:
    """A site to stand behind nginx.

    Attributes:
        name: tells it from the others.
        upstream: the port of the application.
        strips: True where nginx takes the path away before it passes a request on.
        prefix: the path; empty for the root of the host.
        changes: other texts of the configuration, such as time-outs that a test cannot wait for.
    """

    name: str
    upstream: int
    strips: bool = False
    prefix: str = PREFIX
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Nginx:
    """A running nginx: its ports of HTTP and HTTPS by the name of the site, and its folder."""

    plain_ports: dict[str, int]
    ports: dict[str, int]
    folder: Path
    context: ssl.SSLContext

    def url(self, name: str) -> str:
        """Return scheme and host of a site."""
        return f"https://{HOST}:{self.ports[name]}"

    def request(
        self,
        name: str,
        path: str,
        method: str = "GET",
        *,
        source: str = HOST,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Return the answer to one request and its body, as it was sent."""
        connection = http.client.HTTPSConnection(
            HOST, self.ports[name], timeout=PATIENCE, source_address=(source, 0), context=self.context
        )
        try:
            connection.request(method, path, body, {"connection": "close", **(headers or {})})
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()


def find_free_ports(count: int) -> list[int]:
    """Return ports of this machine on which nothing listens."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "papers.pem", folder / "papers.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


def adapt_configuration(site: ProxiedSite, folder: Path, plain_port: int, port: int) -> str:
    """Return the configuration of ``deploy/`` with addresses and paths of this machine."""
    text = CONFIGURATION.read_text("utf-8")
    replaced = {
        "paper_search": f"paper_search_{site.name}",
        "127.0.0.1:7860": f"{HOST}:{site.upstream}",
        "listen 80;": f"listen {HOST}:{plain_port};",
        "listen 443 ssl;": f"listen {HOST}:{port} ssl;",
        "https://papers.example": f"https://{HOST}:{port}",
        "server_name papers.example": f"server_name {HOST}",
        "/etc/ssl/certs/papers.pem": str(folder / "papers.pem"),
        "/etc/ssl/private/papers.key": str(folder / "papers.key"),
        "/var/log/nginx/paper-search.log": str(folder / "site.log"),
        **site.changes,
    }
    for old, new in replaced.items():
        assert old in text, f"{old} is not in {CONFIGURATION.name}"
        text = text.replace(old, new)
    upstream = f"proxy_pass http://paper_search_{site.name}"
    if site.strips:
        ordinary, streamed = text.split(f"{upstream};", 1)
        text = f"{ordinary}{upstream}/;{streamed.replace(f'{upstream};', f'{upstream}/gradio_api/;')}"
    if not site.prefix:
        text = re.sub(r"    location = / \{.*?\n    \}\n", "", text, flags=re.DOTALL)
    prefix = site.prefix or '""'
    text = text.replace(f"X-Forwarded-Prefix {PREFIX};", f"X-Forwarded-Prefix {prefix};")
    return text.replace(f"location {PREFIX}/", f"location {site.prefix}/")


@contextmanager
def run_nginx(folder: Path, sites: Sequence[ProxiedSite]) -> Iterator[Nginx]:
    """Serve sites through nginx, each on ports of its own."""
    public, _ = write_certificate(folder)
    ports = find_free_ports(2 * len(sites))
    for at, site in enumerate(sites):
        text = adapt_configuration(site, folder, ports[2 * at], ports[2 * at + 1])
        (folder / f"{site.name}.conf").write_text(text, "utf-8")
    user = "user root;" if os.getuid() == 0 else ""
    main = folder / "main"
    main.write_text(_MAIN.format(folder=folder, user=user), "utf-8")
    command = [str(NGINX), "-p", str(folder), "-e", str(folder / "start.log"), "-c", str(main)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    names = [site.name for site in sites]
    running = Nginx(
        dict(zip(names, ports[::2], strict=True)),
        dict(zip(names, ports[1::2], strict=True)),
        folder,
        ssl.create_default_context(cafile=str(public)),
    )
    try:
        _wait_for_port(process, ports[-1], folder)
        yield running
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for_port(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((HOST, port), 1).close()
            return
        except OSError:
            sleep(0.05)
    raise RuntimeError(f"nginx did not start: {(folder / 'start.log').read_text('utf-8')}")
