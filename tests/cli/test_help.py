"""``help``: the same words as ``--help``, for whoever types it first."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from paper_search.cli import cli

NAMED = [
    ((), "all commands"),
    (("ask",), "a command"),
    (("evaluate",), "a group"),
    (("evaluate", "search"), "a measure"),
]


@pytest.mark.parametrize(("names", "reason"), NAMED)
def test_help_explains_what_is_named(names: tuple[str, ...], reason: str) -> None:
    explained = CliRunner().invoke(cli, ["help", *names])
    assert explained.exit_code == 0
    assert explained.stdout == CliRunner().invoke(cli, [*names, "--help"]).stdout, reason
