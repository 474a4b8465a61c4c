"""Every module can be imported where the modules of POSIX systems are missing, as on Windows."""

from __future__ import annotations

import builtins
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import paper_search

POSIX_ONLY = ("fcntl", "grp", "posix", "pwd", "resource", "termios")
REAL_IMPORT = builtins.__import__
RUN_WHEN_IMPORTED = "paper_search.__main__"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(paper_search.__path__, "paper_search.")
    if module.name != RUN_WHEN_IMPORTED
)


def import_without_posix(name: str, *arguments: Any, **more: Any) -> Any:
    """What ``import`` does, but that this package finds no module of POSIX systems."""
    scope = arguments[0] if arguments else more.get("globals")
    if name in POSIX_ONLY and str((scope or {}).get("__name__", "")).startswith("paper_search"):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return REAL_IMPORT(name, *arguments, **more)


@pytest.fixture
def fresh_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package as if it had not been imported; afterwards it is again the one that other tests use."""
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "paper_search"}
    for name in kept:
        del sys.modules[name]
    monkeypatch.setattr(builtins, "__import__", import_without_posix)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "paper_search"]:
        del sys.modules[name]
    sys.modules.update(kept)


@pytest.mark.usefixtures("fresh_package")
def test_every_module_can_be_imported_without_the_modules_of_posix() -> None:
    assert len(MODULES) > 200
    failed = {}
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as error:
            failed[name] = error.name
    assert failed == {}
    assert sys.modules["paper_search.file_lock"].fcntl is None, "the modules were hidden"


@pytest.mark.usefixtures("fresh_package")
def test_the_server_has_a_limit_of_files_without_the_module_resource() -> None:
    serve = importlib.import_module("paper_search.web.serve")
    assert serve._find_file_limit() == 1024
