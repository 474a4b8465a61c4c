"""The command line as a whole: help, errors, exit codes, completion, and what it loads."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from paper_search import __version__
from paper_search.cli import cli, main, output
from paper_search.cli.commands import COMMANDS, SECTIONS
from paper_search.cli.group import Command
from paper_search.config import Settings

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
    assert f"\nExamples:\n  paper-search {' '.join(path)}" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert isinstance(command, Command)
    assert all(getattr(parameter, "help", "") or parameter.name == "index" for parameter in command.params)
    if path[0] not in ("evaluate", "help", "completion"):
        assert "--corpus" in result.stdout
        # Papers are fetched without an index.
        assert ("--index" in result.stdout) == (path[0] != "fetch")


def test_commands_are_listed_under_what_they_are_for_those_used_most_first() -> None:
    text = _invoke("--help").stdout
    assert re.findall(r"^(\S.*):$", text, re.MULTILINE)[: len(SECTIONS)] == [heading for heading, _ in SECTIONS]
    _, _, listed = text.partition(f"{SECTIONS[0][0]}:\n")
    names = re.findall(r"^  (\w+)", listed, re.MULTILINE)
    assert names[: len(COMMANDS)] == [command.name for command in COMMANDS]


def test_the_program_alone_prints_a_short_help() -> None:
    result = _invoke()
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.findall(r"^  ([a-z]+)  ", result.stdout, re.MULTILINE) == [command.name for command in SECTIONS[0][1]]
    assert "paper-search --help" in result.stdout
    assert len(result.stdout.splitlines()) <= 24, "it fits a terminal"


WRONG = [
    (("search", "roads", "--since", "yesterday"), "“yesterday” is not a date", "no date"),
    (("search", "roads", "--since", "yesterday"), "28/07/2020", "no date, with an example of one"),
    (("search", "roads", "--until", "31/02/2024"), "no date “31/02/2024”", "a day that the calendar lacks"),
    (("search", "roads", "--since", "2025", "--until", "2024"), "--until is before", "an end before its beginning"),
    (("meetings", "--since", "soon"), "“soon” is not a date", "the same for the register"),
    (("search", "x", "--k", "0"), "'0' is not a whole number from 1 to 1000", "none wanted"),
    (("search", "x", "--k", "1001"), "'1001' is not a whole number", "more than there may be"),
    (("search", "x", "--k", "1_0"), "'1_0' is not a whole number", "what Python alone takes for a number"),
    (("fly",), "No such command 'fly'", "no such command"),
    (("serch",), "Did you mean 'search'?", "a command mistyped"),
    (("serch", "--json"), "Did you mean 'search'?", "the same with an option behind it"),
    (("how", "soon", "are", "potholes", "repaired"), "paper-search ask QUESTION", "a question without a command"),
    (("help", "serch"), "Did you mean 'search'?", "a command mistyped, to be explained"),
    (("help", "ask", "more"), "No such command 'more'", "a command that has none below it"),
    (("completion", "tcsh"), "'bash', 'zsh', 'fish', 'powershell'", "a shell that is not known"),
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


@pytest.mark.parametrize("group", ["evaluate", "user", "alerts"])
def test_a_group_alone_prints_its_help(group: str) -> None:
    result = _invoke(group)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == _invoke(group, "--help").stdout


def test_a_setting_that_is_wrong_is_named() -> None:
    result = _invoke("status", PAPER_SEARCH_PORT="many")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "paper-search: PAPER_SEARCH_PORT is 'many'; set it to a whole number of at least 1.\n"


def test_defaults_are_those_of_the_settings() -> None:
    assert "[default: /papers]" in _invoke("search", "--help", PAPER_SEARCH_CORPUS="/papers").stdout
    assert "(one in /kept is kept)" in _invoke("evaluate", "search", "--help", PAPER_SEARCH_INDEX="/kept").stdout


def test_the_version_is_printed() -> None:
    assert _invoke("--version").stdout == f"paper-search {__version__}\n"


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
    (["-5", "degrees", "--k", "2", "of", "frost"], "-5 degrees of frost", "the same without quotation marks"),
    (["potholes", "-", "how", "many"], "potholes - how many", "a dash of its own"),
    (["potholes", "--k", "2", "in", "Wexmoor", "--json"], "potholes in Wexmoor", "options among the words"),
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
    assert " ".join(context.params["words"]) == text, reason


@pytest.mark.parametrize(("word", "reason"), [("--nothing", "no option of that name"), ("-x", "a letter")])
def test_a_word_with_a_dash_is_an_option_otherwise(word: str, reason: str) -> None:
    with pytest.raises(click.NoSuchOption):
        cli.commands["ask"].make_context("ask", [word], obj=Settings())
