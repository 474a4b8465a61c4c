"""The command line, a thin twin of the library: arguments in, words or JSON out.

``cli`` is the click group with all commands, ``main`` runs one and returns its exit code.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from paper_search._version import __version__
from paper_search.cli.commands import COMMANDS
from paper_search.cli.group import CommandLine

_COMPLETION = """
\b
To complete commands and options with the tab key, put into the start file of your shell:
  bash: eval "$(_PAPER_SEARCH_COMPLETE=bash_source paper-search)"
  zsh: eval "$(_PAPER_SEARCH_COMPLETE=zsh_source paper-search)"
  fish: _PAPER_SEARCH_COMPLETE=fish_source paper-search | source
"""


@click.group("paper-search", cls=CommandLine, epilog=_COMPLETION)
@click.version_option(__version__, prog_name="paper-search", message="%(prog)s %(version)s")
def cli() -> None:
    """Search council papers by meaning and get cited answers."""


for command in COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words behind ``paper-search``; those of this process by default.

    Returns:
        The exit code: 0 done, 1 nothing found or below a target, 2 an error, 130 stopped from the keyboard.
    """
    code: int = cli.main(arguments, standalone_mode=False)
    return code
