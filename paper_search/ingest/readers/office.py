"""Reader for office files other than .docx: converted by LibreOffice, where it is installed, and read then.

A text becomes .docx, a spreadsheet HTML and slides PDF, so that the rules of those readers hold for what is hidden or
struck through. LibreOffice runs with a profile of its own that allows no macros and no network, within the limits of
the worker that reads the file. Without it ``is_available`` is False and the file is listed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import registry
from paper_search.ingest.readers.office_locks import is_locked
from paper_search.ingest.readers.office_spreadsheet import read_page_margins, remove_additions
from paper_search.ingest.readers.time_limit import list_descendants
from paper_search.records import Reading

TARGETS: Mapping[str, str] = MappingProxyType(
    {
        ".doc": "docx",
        ".odt": "docx",
        ".rtf": "docx",
        ".xls": "html",
        ".xlsx": "html",
        ".ods": "html",
        ".ppt": "pdf",
        ".pptx": "pdf",
        ".odp": "pdf",
    }
)
"""The format that a file is converted to, by its suffix."""
KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        ".doc": "an old Word document (.doc)",
        ".odt": "an OpenDocument text (.odt)",
        ".rtf": "a Rich Text document (.rtf)",
        ".xls": "an old spreadsheet (.xls)",
        ".xlsx": "a spreadsheet (.xlsx)",
        ".ods": "an OpenDocument spreadsheet (.ods)",
        ".ppt": "a set of slides in an old format (.ppt)",
        ".pptx": "a set of slides (.pptx)",
        ".odp": "a set of OpenDocument slides (.odp)",
    }
)
INSTALL_HINT = (
    "Install LibreOffice (Debian and Ubuntu: apt-get install libreoffice-writer libreoffice-calc libreoffice-impress;"
    " macOS: brew install --cask libreoffice), then build again; or save the paper as .docx or PDF."
)
_MAX_SECONDS = 300
"""Seconds that one conversion may take, waiting included; the worker's own limit is on processor time."""
_MAX_BYTES = 4 << 30
"""Bytes of address space, of which LibreOffice takes far more than it uses."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse">
<value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value>
</prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse">
<value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value>
</prop></item>
</oor:items>
"""
"""No macro runs, no link is followed, and what would go to the network goes to a port where nothing listens."""


def find_program() -> str | None:
    """Return the program that converts, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def is_available() -> bool:
    """Return True if LibreOffice is installed."""
    return find_program() is not None


def read_office(path: Path) -> Reading:
    """Read an office file.

    Args:
        path: the file.

    Returns:
        The reading; slides have pages.

    Raises:
        UnreadableError: the code is unsupported without LibreOffice, damaged, or what the reader of the converted file
            raises.
    """
    suffix = path.suffix.lower()
    program = find_program()
    if program is None:
        reason = f"The file is {KIND_NAMES[suffix]}, which is read only where LibreOffice is installed"
        raise UnreadableError("unsupported", reason, INSTALL_HINT, path)
    with tempfile.TemporaryDirectory(prefix="paper-search-") as folder:
        converted = _convert(program, path, Path(folder) / "text", TARGETS[suffix])
        if converted is None:
            raise _make_failure(path)
        try:
            if converted.suffix != ".html":
                return registry.read(converted)
            page = remove_additions(converted.read_text(encoding="utf-8", errors="replace"))
            converted.write_text(page, encoding="utf-8")
            reading = registry.read(converted)
        except UnreadableError as error:
            raise UnreadableError(error.code, error.reason, error.next_step, path) from error
        # An old spreadsheet is no archive that its headers could be taken out of.
        printed = _convert(program, path, Path(folder) / "margins", "xlsx") if suffix == ".xls" else path
        if printed is None:
            raise _make_failure(path)
        return replace(reading, dropped=(*reading.dropped, *read_page_margins(printed)))


def _make_failure(path: Path) -> UnreadableError:
    """Return the error for a file that LibreOffice does not open."""
    name = KIND_NAMES[path.suffix.lower()]
    if is_locked(path):
        step = "Save a copy without a password and put it in its place."
        return UnreadableError("password", f"The file is {name} that is locked with a password", step, path)
    reason = f"The file is {name} that LibreOffice cannot open: it is damaged"
    return UnreadableError("damaged", reason, "Open it in an office program and save it as .docx or PDF.", path)


def _convert(program: str, path: Path, folder: Path, target: str) -> Path | None:
    """Return the converted file; None where there is none. Raises UnreadableError for one that takes too long."""
    profile, inbox, outbox = folder / "profile", folder / "in", folder / "out"
    for made in (profile / "user", inbox, outbox):
        made.mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    # A plain name, which no option and no filter can be read out of.
    copy = inbox / f"paper{path.suffix.lower()}"
    shutil.copyfile(path, copy)
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    command = [
        *_find_isolation(), program, f"-env:UserInstallation={profile.as_uri()}", *options,
        "--convert-to", target, "--outdir", str(outbox), str(copy),
    ]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "TMPDIR")}
    with _allow_memory():
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**environment, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
        )
    try:
        process.wait(_MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        # The program is a script that starts another one.
        for pid in (*list_descendants(process.pid), process.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                # Windows has no SIGKILL; there SIGTERM ends a process at once.
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
        name = KIND_NAMES[path.suffix.lower()]
        reason = f"The file is {name} that LibreOffice did not open within {_MAX_SECONDS} seconds"
        step = "Open it in an office program and save it as .docx or PDF."
        raise UnreadableError("time", reason, step, path) from error
    converted = outbox / f"paper.{target}"
    return converted if converted.is_file() else None


@cache
def _find_isolation() -> tuple[str, ...]:
    """Return the command that gives a program no network, where the system has one that may be used."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--map-current-user", "--net", "--")
    try:
        done = subprocess.run([*command, "true"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if done.returncode == 0 else ()


@contextlib.contextmanager
def _allow_memory() -> Iterator[None]:
    """Let a program that is started meanwhile take the address space that it needs, and no more."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        yield
        return
    resource.setrlimit(
        resource.RLIMIT_AS, (_MAX_BYTES if hard == resource.RLIM_INFINITY else min(hard, _MAX_BYTES), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
