"""The command line, a thin twin of the library: arguments in, words or JSON out.

Exit codes: 0 done; 1 nothing found, or with ``--strict`` something unread or below its target; 2 a usage or other
error, said on stderr with the file and the next step. Progress bars are drawn on a terminal only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from paper_search import config
from paper_search._version import __version__
from paper_search.cli import evaluate
from paper_search.cli.commands import COMMANDS
from paper_search.cli.output import EXIT_OK, EXIT_USAGE_ERROR, model_from_settings
from paper_search.config import Settings
from paper_search.errors import PaperSearchError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        parser = _build_parser(config.load_settings())
        options = parser.parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except PaperSearchError as error:
        print(f"paper-search: {error}", file=sys.stderr)
        return EXIT_USAGE_ERROR
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_OK
    except KeyboardInterrupt:
        print("paper-search: stopped.", file=sys.stderr)
        return 130


def _build_parser(defaults: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paper-search", description="Search council papers by meaning and get cited answers."
    )
    parser.add_argument("--version", action="version", version=f"paper-search {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        one = commands.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            epilog=f"example:\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(command=command.run, model=model_from_settings(defaults), settings=defaults)
        one.add_argument("--corpus", type=Path, default=defaults.corpus, metavar="DIR", help="the papers (%(default)s)")
        one.add_argument("--index", type=Path, default=defaults.index, metavar="DIR", help="the index (%(default)s)")
        command.add_arguments(one, defaults)
    evaluate.add_evaluate_command(commands, defaults)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
