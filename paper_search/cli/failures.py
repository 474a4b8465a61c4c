"""Failures in one form: a line on stderr that says what happened and what to do next, and an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import click

from paper_search.cli.color import paint
from paper_search.cli.output import EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE_ERROR
from paper_search.errors import PaperSearchError

PROGRAM = "paper-search"
FAILURES = (PaperSearchError, click.ClickException, click.Abort, KeyboardInterrupt, OSError, MemoryError)
"""What a person, a file or the machine may cause. Anything else is a fault of the program, and keeps its traceback."""


def report_failure(error: BaseException) -> int:
    """Say on stderr what went wrong, unless nobody is left to read it.

    Args:
        error: one of ``FAILURES``.

    Returns:
        The exit code.
    """
    if isinstance(error, BrokenPipeError):
        # Whoever read the output has gone, as "head" does when it has enough.
        discard_output()
        return EXIT_OK
    if isinstance(error, click.UsageError):
        _print_usage_error(error)
    else:
        if isinstance(error, OSError) and error.filename is None:
            discard_output()
        with suppress(OSError):
            print_message(_describe(error))
    return EXIT_INTERRUPTED if isinstance(error, KeyboardInterrupt | click.Abort) else EXIT_USAGE_ERROR


def print_message(message: str) -> None:
    """Print a message of the program on stderr, behind its name."""
    print(f"{paint(f'{PROGRAM}:', 'error', sys.stderr)} {message}", file=sys.stderr)


def discard_output() -> None:
    """Send what is still to be printed nowhere, so that Python does not fail on it when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _describe(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "stopped."
    if isinstance(error, MemoryError):
        return "there is not enough memory for this. Close other programs, or use a machine with more memory."
    if isinstance(error, OSError):
        if isinstance(error.filename, str | bytes | os.PathLike):
            return f"{os.fsdecode(error.filename)}: {error.strerror}. Check the name, the disk, and your rights to it."
        return f"the output cannot be written ({error.strerror or error}). Free some space, then run this again."
    return str(error)


def describe_usage_error(error: click.UsageError) -> str:
    """Return what is wrong with a command line, and the name that comes nearest to one that there is not."""
    nearest = next(iter(getattr(error, "possibilities", None) or ()), None)
    return f"{error.message} Did you mean {nearest!r}?" if nearest else error.format_message()


def _print_usage_error(error: click.UsageError) -> None:
    if error.ctx is not None:
        print(error.ctx.get_usage(), file=sys.stderr)
    print_message(describe_usage_error(error))
    if error.ctx is not None:
        print(f"Try '{error.ctx.command_path} --help' for help.", file=sys.stderr)
