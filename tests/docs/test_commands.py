"""Every command and option that the documentation shows exists, and every command is shown."""

from __future__ import annotations

import contextlib
import io
import re
from functools import cache

import pytest

from paper_search.cli import main
from tests.docs.pages import commands, inline_commands, pages

GROUPS = ("evaluate", "user", "alerts", "fetch")
"""Commands with commands below them."""
SHOWN = [(page, words) for page, text in pages().items() for words in commands(text)]
NAMED = [(page, words) for page, text in pages().items() for words in inline_commands(text)]


@cache
def help_of(*names: str) -> str:
    """Return what ``--help`` prints, or nothing where there is no such command."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        try:
            code = main([*names, "--help"])
        except SystemExit as stop:
            code = stop.code
    return printed.getvalue() if code in (0, None) else ""


def names_of(words: list[str]) -> list[str]:
    """Return the words that name the command: two where the first is a group."""
    return words[: 2 if words[:1] and words[0] in GROUPS else 1]


def options_of(words: list[str]) -> list[str]:
    return [word.partition("=")[0] for word in words if word.startswith("--")]


def has_option(text: str, option: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text) is not None


def listed(text: str) -> set[str]:
    """Return the names of the commands that a group's help lists, one a line."""
    return set(re.findall(r"^ {2,4}([a-z][a-z-]*)(?: {2,}|$)", text, re.MULTILINE)) - {"example"}


def existing() -> set[tuple[str, ...]]:
    """Return the names of all commands, those of groups with their group's name before them."""
    top = {(name,) for name in listed(help_of())} - {(name,) for name in GROUPS}
    below = {(group, name) for group in ("evaluate", "alerts", "fetch") for name in listed(help_of(group))}
    return top | below | {("user", "add")}


@pytest.mark.parametrize(("page", "words"), SHOWN, ids=[f"{page}: {' '.join(words)}"[:80] for page, words in SHOWN])
def test_a_command_that_is_shown_exists_with_its_options(page: str, words: list[str]) -> None:
    text = help_of(*names_of(words)) if names_of(words) else help_of()
    assert text, f"{page} shows {' '.join(words)}, and there is no such command"
    missing = [option for option in options_of(words) if option != "--help" and not has_option(text, option)]
    assert missing == []


def test_a_command_that_stands_in_a_sentence_exists_with_its_options() -> None:
    wrong = []
    for page, words in NAMED:
        text = help_of() if words[:1] == ["--version"] else help_of(*names_of(words))
        if not text or not all(has_option(text, option) for option in options_of(words)):
            wrong.append((page, " ".join(words)))
    assert wrong == []


def test_the_names_of_the_commands_are_found() -> None:
    """Guards the test below against a help that is printed in another form."""
    assert {("build",), ("ask",), ("withdraw",), ("evaluate", "search"), ("user", "add")} <= existing()


def test_every_command_is_shown_in_the_documentation() -> None:
    shown = {tuple(names_of(words)) for _, words in (*SHOWN, *NAMED)}
    assert existing() - shown == set()
