"""The commands about the command line itself: ``help`` and ``completion``."""

from __future__ import annotations

import click
from click.exceptions import NoSuchCommand
from click.shell_completion import CompletionItem

from paper_search.cli.completion import SHELLS, write_script
from paper_search.cli.group import Command
from paper_search.cli.output import EXIT_OK


def _complete_command(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the commands that may be named next."""
    found = context.find_root()
    for name in context.params.get("names") or ():
        found = _open_command(found, name)
    return found.command.shell_complete(found, incomplete) if isinstance(found.command, click.Group) else []


@click.command("help", cls=Command, examples=("paper-search help ask", "paper-search help evaluate search"))
@click.argument(
    "names",
    nargs=-1,
    metavar="[COMMAND]...",
    shell_complete=_complete_command,
    help="the command; without one, all commands are listed",
)
@click.pass_context
def show_help(context: click.Context, names: tuple[str, ...]) -> int:
    """Explain a command."""
    found = context.find_root()
    for name in names:
        found = _open_command(found, name)
    print(found.get_help())
    return EXIT_OK


def _open_command(context: click.Context, name: str) -> click.Context:
    """Return the context of a command below that of its group; raises NoSuchCommand."""
    group = context.command
    command = group.get_command(context, name) if isinstance(group, click.Group) else None
    if command is None:
        known = group.list_commands(context) if isinstance(group, click.Group) else []
        raise NoSuchCommand(name, possibilities=known, ctx=context)
    return command.context_class(command, info_name=name, parent=context)


@click.command(
    "completion",
    cls=Command,
    examples=(
        "paper-search completion bash >> ~/.bashrc",
        "paper-search completion zsh >> ~/.zshrc",
        "paper-search completion fish > ~/.config/fish/completions/paper-search.fish",
        "paper-search completion powershell >> $PROFILE",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS), help="the shell that you type commands into")
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that completes words with the tab key.

    It completes commands, options, and the names of councils, committees and kinds of papers in the index. Put it where
    your shell reads it at its start, as the examples do, and open a new terminal.
    """
    print(write_script(context.find_root().command, shell))
    return EXIT_OK
