"""The command line as a whole: help, errors, exit codes, completion, and what it loads."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from paper_search import __version__
from paper_search.cli import cli, main, output
from paper_search.cli.commands import COMMANDS
from paper_search.cli.group import Command
from paper_search.config import Settings
from paper_search.errors import QueryError

HEAVY = ("torch", "gradio", "faiss", "onnxruntime", "pypdf", "pypdfium2", "fastapi", "sentence_transformers", "tqdm")


def _invoke(*arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(cli, arguments)


def _walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _walk(inner, (*path, name))
    else:
        yield path, command


EVERY = list(_walk(cli))


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) for path, _ in EVERY])
def test_every_command_explains_itself_with_an_example(path: tuple[str, ...], command: click.Command) -> None:
    result = _invoke(*path, "--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"example:\n  paper-search {' '.join(path)}" in result.stdout
    assert isinstance(command, Command)
    assert all(getattr(parameter, "help", "") or parameter.name == "index" for parameter in command.params)
    if path[0] != "evaluate":
        assert "--corpus" in result.stdout
        assert "--index" in result.stdout


def test_commands_are_listed_in_the_order_of_use() -> None:
    _, _, listed = _invoke("--help").stdout.partition("Commands:\n")
    names = re.findall(r"^  (\w+)", listed, re.MULTILINE)
    assert names[: len(COMMANDS)] == [command.name for command in COMMANDS]


WRONG = [
    (("search", "roads", "--since", "yesterday"), "'yesterday' is not a date such as 2025-01-30", "no date"),
    (("search", "x", "--k", "0"), "'0' is not a whole number from 1 to 1000", "none wanted"),
    (("search", "x", "--k", "1001"), "'1001' is not a whole number", "more than there may be"),
    (("search", "x", "--k", "1_0"), "'1_0' is not a whole number", "what Python alone takes for a number"),
    (("fly",), "No such command 'fly'", "no such command"),
    (("serch",), "Did you mean", "a command mistyped"),
    (("search", "x", "--autority", "Wexmoor"), "'--authority'", "an option mistyped"),
    (("evaluate", "serch"), "'search'", "a measure mistyped"),
    (("withdraw", "a.pdf"), "--reason", "an option left out"),
    (("cite",), "PASSAGE_ID", "an argument left out"),
    (("cite", "a", "--style", "poem"), "'text', 'markdown', 'html', 'ris'", "a style that there is none of"),
    (("user", "add", "alex", "--role", "king"), "'reader', 'member', 'staff'", "a role that there is none of"),
]


@pytest.mark.parametrize(("arguments", "message", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_usage_errors_have_code_2(arguments: tuple[str, ...], message: str, reason: str) -> None:
    result = _invoke(*arguments)
    assert (result.exit_code, result.stdout) == (2, ""), reason
    assert message in result.stderr, reason
    usage, error, hint = result.stderr.splitlines()
    assert usage.startswith("Usage: paper-search ")
    assert error.startswith("paper-search: ")
    assert hint.endswith(" --help' for help.")


@pytest.mark.parametrize("arguments", [(), ("evaluate",), ("user",)])
def test_a_group_alone_prints_its_help(arguments: tuple[str, ...]) -> None:
    result = _invoke(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Commands:" in result.stderr


def test_a_setting_that_is_wrong_is_named() -> None:
    result = _invoke("status", PAPER_SEARCH_PORT="many")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "paper-search: PAPER_SEARCH_PORT is 'many'; set it to a whole number of at least 1.\n"


def test_defaults_are_those_of_the_settings() -> None:
    assert "[default: /papers]" in _invoke("search", "--help", PAPER_SEARCH_CORPUS="/papers").stdout
    assert "(one in /kept is kept)" in _invoke("evaluate", "search", "--help", PAPER_SEARCH_INDEX="/kept").stdout


def test_the_version_is_printed() -> None:
    assert _invoke("--version").stdout == f"paper-search {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there_and_is_explained(shell: str) -> None:
    assert f"_PAPER_SEARCH_COMPLETE={shell}_source" in _invoke("--help").stdout
    words = {"COMP_WORDS": "paper-search sea", "COMP_CWORD": "1" if shell != "fish" else "sea"}
    result = CliRunner(env={"_PAPER_SEARCH_COMPLETE": f"{shell}_complete", **words}).invoke(
        cli, prog_name="paper-search"
    )
    assert "search" in result.stdout


ENDINGS: list[tuple[BaseException, int, str, str]] = [
    (QueryError("Ask something."), 2, "paper-search: Ask something.\n", "an error of ours"),
    (KeyboardInterrupt(), 130, "paper-search: stopped.\n", "a key that stops"),
]


@pytest.mark.parametrize(("error", "code", "message", "reason"), ENDINGS, ids=[reason for *_, reason in ENDINGS])
def test_a_command_that_ends_early(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str, reason: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("paper_search.api.status", fail)
    result = _invoke("status")
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message), reason


def test_a_reader_that_has_gone_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -u -m paper_search --help | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


def test_an_exit_code_is_returned_in_process() -> None:
    assert main(["--version"]) == output.EXIT_OK
    assert main(["fly"]) == output.EXIT_USAGE_ERROR


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from paper_search.cli import main; code = main(['--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


TEXTS_WITH_A_DASH = [
    (["-5 degrees of frost"], "-5 degrees of frost", "a number and words"),
    (["-5"], "-5", "a negative number"),
    (["-what is it"], "-what is it", "a bullet before a question"),
    (["--what is it", "--k", "2"], "--what is it", "an option behind it"),
    (["--k", "2", "-1.5"], "-1.5", "an option before it"),
    (["--authority=Two Words", "roads"], "roads", "the value of an option has white space"),
    (["--authority", "-1 Town", "roads"], "roads", "the value of an option begins with a dash"),
    (["--", "-x"], "-x", "behind the two dashes anything is text"),
]


@pytest.mark.parametrize(("words", "text", "reason"), TEXTS_WITH_A_DASH)
def test_a_question_may_begin_with_a_dash(words: list[str], text: str, reason: str) -> None:
    command = cli.commands["ask"]
    context = command.make_context("ask", words, obj=Settings())
    assert context.params["text"] == text, reason


@pytest.mark.parametrize(("word", "reason"), [("--nothing", "no option of that name"), ("-x", "a letter")])
def test_a_word_with_a_dash_is_an_option_otherwise(word: str, reason: str) -> None:
    with pytest.raises(click.NoSuchOption):
        cli.commands["ask"].make_context("ask", [word], obj=Settings())
