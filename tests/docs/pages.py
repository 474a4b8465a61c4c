"""What the tests of the documentation share: its pages, their fenced commands, and the settings that they name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
AT_ROOT = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
SETTING = re.compile(r"\bPAPER_SEARCH_[A-Z_]*[A-Z]\b")
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(paper-search [^`]+)`")


@cache
def pages() -> dict[str, str]:
    """Return the text of each page that people wrote, by its path from the root."""
    paths = [*(ROOT / name for name in AT_ROOT), *sorted(DOCS.rglob("*.md"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each fenced shell command that begins with ``paper-search``."""
    for language, block in _FENCE.findall(text):
        if language in ("sh", "shell", "bash", "console"):
            for line in block.splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True)
                if words[:1] == ["paper-search"]:
                    yield words[1:]


def inline_commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command that stands in a sentence, without what stands for something else."""
    for command in _INLINE.findall(_FENCE.sub("", text)):
        words = command.replace('"…"', "WORDS").replace("…", "").replace("...", "").split()
        yield [word.strip('"“”') for word in words[1:]]


@cache
def reference() -> ModuleType:
    """Return the module that writes the reference pages."""
    found = spec_from_file_location("reference_pages", DOCS / "hooks" / "reference.py")
    assert found and found.loader
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module
