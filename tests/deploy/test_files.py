"""The files of ``deploy/``: each is read by its own program where that is here, and names only what exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from paper_search.cli.output import EXIT_SOME_FAILED
from paper_search.config import list_variables
from paper_search.storage.postgres.connection_pool import MAX_CONNECTIONS
from paper_search.web.http_protocol import WRITE_SECONDS
from paper_search.web.middleware.security import MAX_BODY_BYTES
from tests.conftest import ROOT
from tests.postgres_servers import Server

DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.iterdir())
UNITS = sorted(path for path in FILES if path.suffix in (".service", ".timer"))
FETCH_SERVICE = "paper-search-fetch.service"
SETTING = re.compile(r"PAPER_SEARCH_[A-Z_]*[A-Z]")


def read(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert set(SETTING.findall(path.read_text("utf-8"))) <= set(list_variables())


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no caddy: install it to check the Caddyfile")
def test_caddy_takes_its_file_and_would_write_it_so() -> None:
    validated = run("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    assert validated.returncode == 0, validated.stderr
    assert run("caddy", "fmt", DEPLOY / "Caddyfile").stdout == read("Caddyfile")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd to check the units")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(path: Path, tmp_path: Path) -> None:
    for unit in UNITS:
        # The program that is named must be there.
        text = unit.read_text("utf-8").replace("/opt/paper-search/bin/paper-search", "/bin/true")
        (tmp_path / unit.name).write_text(text, "utf-8")
    verified = run("systemd-analyze", "verify", tmp_path / path.name)
    assert (verified.returncode, verified.stderr) == (0, "")


def test_papers_that_are_fetched_are_indexed_whether_or_not_a_site_refused() -> None:
    unit = read(FETCH_SERVICE)
    assert set(re.findall(r"^On(?:Success|Failure)=(.+)$", unit, re.MULTILINE)) == {"paper-search-build.service"}
    assert re.findall(r"^SuccessExitStatus=(.+)$", unit, re.MULTILINE) == [str(EXIT_SOME_FAILED)]


def test_one_service_alone_writes_papers_and_a_build_has_no_network() -> None:
    services = {path.name: path.read_text("utf-8") for path in UNITS if path.suffix == ".service"}
    assert [name for name, unit in services.items() if "ReadWritePaths=/srv/papers" in unit] == [FETCH_SERVICE]
    assert all("ReadOnlyPaths=-/srv/papers" in unit for name, unit in services.items() if name != FETCH_SERVICE)
    assert "PrivateNetwork=true" in services["paper-search-build.service"]


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="no hadolint: install it to check the Dockerfile")
def test_the_dockerfile_has_no_fault() -> None:
    linted = run("hadolint", DEPLOY / "Dockerfile")
    assert linted.returncode == 0, linted.stdout


def test_what_the_image_copies_is_there_and_let_through() -> None:
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+)$", read("Dockerfile"), re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert copied and [name for name in copied if not (ROOT / name).exists()] == []
    let_through = [line[1:] for line in read("Dockerfile.dockerignore").splitlines() if line.startswith("!")]
    assert [name for name in copied if not any(Path(name).match(pattern) for pattern in let_through)] == []


def test_the_services_of_the_containers_agree_with_the_image() -> None:
    compose: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    web, build = compose["services"]["web"], compose["services"]["build"]
    for service in (web, build):
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        for volume in service["volumes"]:
            source, _, target = volume.replace("${PAPERS:-../corpus}", "papers").partition(":")
            assert target.removesuffix(":ro") in read("Dockerfile")
            assert (source == "papers") == target.endswith(":ro"), "the papers alone are never written"
            assert source == "papers" or source in compose["volumes"]
    assert (DEPLOY / web["build"]["context"] / web["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert web["ports"] == ["127.0.0.1:7860:7860"], "nobody reaches it past the proxy"


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_waits_longer_than_the_site(name: str) -> None:
    (timeout,) = re.findall(r"(?:proxy_read_timeout|response_header_timeout) (\d+)s", read(name))
    assert int(timeout) > WRITE_SECONDS


def test_nginx_takes_the_longest_body_that_the_site_takes() -> None:
    (kilobytes,) = re.findall(r"client_max_body_size (\d+)k;", read("nginx.conf"))
    assert int(kilobytes) * 1024 == MAX_BODY_BYTES


def test_postgresql_takes_its_settings(postgres_servers: list[Server]) -> None:
    named = dict(re.findall(r"^(\w+) = (\S+)", read("postgresql.conf"), re.MULTILINE))
    with psycopg.connect(postgres_servers[0].url()) as connection:
        for name in named:
            assert connection.execute("SELECT 1 FROM pg_settings WHERE name = %s", (name,)).fetchone(), name
    # Each is parsed by the server's own program, which names one that it does not take.
    server, settings = postgres_servers[0], [f"--{name}={value}" for name, value in named.items()]
    server.run("postgres", "-D", str(server.folder), *settings, "-C", "max_connections")
    with pytest.raises(RuntimeError, match="max_wal_size"):
        server.run("postgres", "-D", str(server.folder), "--max_wal_size=much", "-C", "max_connections")


def test_a_question_takes_no_more_connections_than_the_server_has() -> None:
    (connections,) = re.findall(r"^max_connections = (\d+)$", read("postgresql.conf"), re.MULTILINE)
    assert int(connections) > 2 * MAX_CONNECTIONS
