"""The command line, a thin twin of the library: arguments in, words or JSON out.

``cli`` is the click group with all commands, ``main`` runs one and returns its exit code.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from paper_search._version import __version__
from paper_search.cli.commands import SECTIONS
from paper_search.cli.group import CommandLine

EXAMPLES = (
    "paper-search build",
    "paper-search ask what did Ofsted say about management oversight",
    "paper-search serve --port 8000",
)


@click.group("paper-search", cls=CommandLine, sections=SECTIONS, examples=EXAMPLES)
@click.version_option(__version__, prog_name="paper-search", message="%(prog)s %(version)s")
def cli() -> None:
    """Search council papers by meaning, and get answers made only of exact quotes.

    Everything runs on this machine. Put your papers into the folder corpus, then build the index and ask.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words behind ``paper-search``; those of this process by default.

    Returns:
        The exit code, one of ``output.EXIT_CODES``.
    """
    code: int = cli.main(arguments, standalone_mode=False)
    return code
