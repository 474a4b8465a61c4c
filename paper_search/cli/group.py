"""The click classes of the command line: help with examples, commands in the order of use, errors in one form.

Exit codes: 0 done; 1 nothing found, or with ``--strict`` something unread or below its target; 2 a usage or other
error, said on stderr with the file and the next step; 130 stopped from the keyboard.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from paper_search.cli.output import EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE_ERROR
from paper_search.config import load_settings
from paper_search.errors import PaperSearchError

PROGRAM = "paper-search"
_TEXT_WITH_DASH = re.compile(r"-\d+$|-\d*\.\d+$|-.*\s", re.DOTALL)
CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"]}


class Command(click.Command):
    """A command whose help ends with an example.

    Args:
        name: the word that stands for it on the command line.
        example: a command line as somebody would type it.
        options: see ``click.Command``.
    """

    def __init__(self, name: str | None, *, example: str, **options: Any) -> None:
        super().__init__(name, context_settings=CONTEXT_SETTINGS, **options)
        self.example = example
        self.short_help = self.short_help or self.help

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words behind the command; a question may begin with a dash.

        A word with white space in it, or a negative number, is text wherever an option could stand.
        """
        return super().parse_args(ctx, self._move_texts_behind_options(ctx, args))

    def _move_texts_behind_options(self, ctx: click.Context, args: list[str]) -> list[str]:
        params = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        names = {name for param in params for name in (*param.opts, *param.secondary_opts)}
        takes_value = {name for param in params if not (param.is_flag or param.count) for name in param.opts}
        options: list[str] = []
        texts: list[str] = []
        rest = list(args)
        while rest and rest[0] != "--":
            word = rest.pop(0)
            is_option = word.startswith("-") and word != "-" and not _TEXT_WITH_DASH.match(word)
            is_text = not is_option and word.partition("=")[0] not in names
            (texts if is_text else options).append(word)
            if not is_text and word in takes_value and rest:
                options.append(rest.pop(0))
        texts += rest[1:]
        return [*options, "--", *texts] if any(word.startswith("-") for word in texts) else args

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example as it stands; click would wrap it."""
        formatter.write(f"\nexample:\n  {self.example}\n")


class CommandGroup(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def __init__(self, name: str | None = None, **options: Any) -> None:
        super().__init__(name, context_settings=CONTEXT_SETTINGS, **options)
        self.short_help = self.short_help or self.help

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)


class CommandLine(CommandGroup):
    """The group of all commands, which loads the settings and turns errors into messages and exit codes."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command; return its exit code, or leave with it in standalone mode.

        Args:
            args: the words behind the name of the program; those of this process by default.
            prog_name: the name of the program in messages.
            complete_var: the variable by which a shell asks for completions.
            standalone_mode: whether to leave the process.
            extra: see ``click.Context``.

        Returns:
            The exit code.
        """
        code = self._run(args, prog_name or PROGRAM, complete_var, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(self, args: Sequence[str] | None, prog_name: str, complete_var: str | None, extra: dict[str, Any]) -> int:
        try:
            code: int | None = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.UsageError as error:
            _print_usage_error(error)
            return EXIT_USAGE_ERROR
        except (PaperSearchError, click.ClickException) as error:
            print(f"paper-search: {error}", file=sys.stderr)
            return EXIT_USAGE_ERROR
        except click.Abort:
            return EXIT_INTERRUPTED
        except SystemExit:
            # Click leaves so when whoever read its help has gone.
            return EXIT_OK
        return code or EXIT_OK

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Return the context of a run, with the settings of the environment."""
        return super().make_context(*args, obj=load_settings(), **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; a reader that has gone and a key that stops are no errors."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            sys.stderr.close()
            return EXIT_OK
        except KeyboardInterrupt:
            print("paper-search: stopped.", file=sys.stderr)
            return EXIT_INTERRUPTED


def _print_usage_error(error: click.UsageError) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if error.ctx is not None:
        print(error.ctx.get_usage(), file=sys.stderr)
    print(f"paper-search: {error.format_message()}", file=sys.stderr)
    if error.ctx is not None:
        print(f"Try '{error.ctx.command_path} --help' for help.", file=sys.stderr)
