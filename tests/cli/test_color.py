"""Colour: on a terminal alone, and only where nobody has turned it off."""

from __future__ import annotations

import io

import click
import pytest
from click.testing import CliRunner

from paper_search.cli import cli
from paper_search.cli.color import is_color_wanted, paint


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


CASES = [
    (True, {}, True, "a terminal"),
    (False, {}, False, "a pipe or a file"),
    (True, {"NO_COLOR": "1"}, False, "turned off"),
    (True, {"NO_COLOR": ""}, True, "an empty variable counts as none"),
    (True, {"TERM": "dumb"}, False, "a terminal that knows no colour"),
    (False, {"FORCE_COLOR": "1"}, True, "turned on for a pipe that shows colour"),
    (False, {"FORCE_COLOR": "0"}, False, "not turned on"),
    (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, "who turns it off is obeyed"),
]


@pytest.mark.parametrize(("is_terminal", "environment", "expected", "reason"), CASES, ids=[case[3] for case in CASES])
def test_where_colour_is_wanted(is_terminal: bool, environment: dict[str, str], expected: bool, reason: str) -> None:
    stream = _Terminal() if is_terminal else io.StringIO()
    assert is_color_wanted(stream, environment) is expected, reason


def test_nothing_is_painted_outside_of_a_command() -> None:
    assert paint("Strong match.", "strong") == "Strong match."


PRINTED = [
    ((), {"FORCE_COLOR": "1"}, True, "help in colour"),
    ((), {}, False, "help in a pipe"),
    (("--no-color",), {"FORCE_COLOR": "1"}, False, "turned off for the program"),
    (("help", "ask", "--no-color"), {"FORCE_COLOR": "1"}, False, "turned off behind the command"),
    (("help", "ask"), {"FORCE_COLOR": "1"}, True, "the help of a command"),
    (("help", "no-such-command"), {"FORCE_COLOR": "1"}, True, "an error"),
    (("--no-color", "help", "no-such-command"), {"FORCE_COLOR": "1"}, False, "an error without colour"),
]


@pytest.mark.parametrize(("words", "environment", "expected", "reason"), PRINTED, ids=[case[3] for case in PRINTED])
def test_what_is_printed(words: tuple[str, ...], environment: dict[str, str], expected: bool, reason: str) -> None:
    result = CliRunner(env={"NO_COLOR": None, **environment}).invoke(cli, words or ("--help",), color=True)
    text = result.stdout + result.stderr
    assert (text != click.unstyle(text)) is expected, reason
