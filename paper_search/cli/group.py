"""The click classes of the command line: help with examples, commands in groups, and one form for errors.

The exit codes are those of ``output.EXIT_CODES``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from paper_search.cli.color import is_color_wanted, no_color_option, paint
from paper_search.cli.failures import FAILURES, PROGRAM, describe_usage_error, report_failure
from paper_search.cli.output import EXIT_CODES, EXIT_OK, escape_what_cannot_be_printed
from paper_search.config import load_settings

_TEXT_WITH_DASH = re.compile(r"-\d+$|-\d*\.\d+$|-.*\s", re.DOTALL)
CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"]}
ASK_HINT = "To ask a question: paper-search ask QUESTION."


class _HelpFormatter(click.HelpFormatter):
    """A formatter whose headings are bold where there is colour."""

    def write_heading(self, heading: str) -> None:
        """Write the heading of a part of the help."""
        super().write_heading(paint(heading, "heading"))


class _HelpContext(click.Context):
    formatter_class = _HelpFormatter


class Command(click.Command):
    """A command whose help ends with examples.

    Args:
        name: the word that stands for it on the command line.
        examples: command lines as somebody would type them.
        options: see ``click.Command``.
    """

    context_class = _HelpContext

    def __init__(self, name: str | None, *, examples: Sequence[str], **options: Any) -> None:
        super().__init__(name, context_settings=CONTEXT_SETTINGS, **options)
        self.examples = tuple(examples)
        self.short_help = self.short_help or _take_first_sentence(self.help)
        self.params.append(no_color_option(hidden=True))

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
        """Write the examples as they stand; click would wrap them."""
        _write_examples(formatter, self.examples)


class CommandGroup(click.Group):
    """A group that lists its commands in the order in which they were added; alone it prints its help."""

    context_class = _HelpContext

    def __init__(self, name: str | None = None, **options: Any) -> None:
        super().__init__(name, context_settings=CONTEXT_SETTINGS, no_args_is_help=False, **options)
        self.short_help = self.short_help or _take_first_sentence(self.help)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words behind the group; where there are none, print its help."""
        if not args and not ctx.resilient_parsing:
            click.echo(self.get_help_without_command(ctx), color=ctx.color)
            ctx.exit()
        return super().parse_args(ctx, args)

    def get_help_without_command(self, ctx: click.Context) -> str:
        """Return what is printed where no command is named."""
        return self.get_help(ctx)


class CommandLine(CommandGroup):
    """The group of all commands, which loads the settings and turns errors into messages and exit codes.

    Args:
        name: the name of the program.
        sections: commands under the headings that the help lists them under, the most used first.
        examples: command lines as somebody would type them.
        options: see ``click.Group``.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        sections: Iterable[tuple[str, Sequence[click.Command]]] = (),
        examples: Sequence[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(name, **options)
        self.sections = tuple(sections)
        self.examples = tuple(examples)
        self.params.append(no_color_option(hidden=False))
        for _, commands in self.sections:
            for command in commands:
                self.add_command(command)

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
        escape_what_cannot_be_printed()
        try:
            code: int | None = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            # A full disk is an error of the command, not of Python when it ends.
            sys.stdout.flush()
        except FAILURES as error:
            return report_failure(error)
        except SystemExit:
            # Click leaves so when whoever read its help has gone.
            return EXIT_OK
        return code or EXIT_OK

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Return the context of a run, with the settings of the environment."""
        extra.setdefault("color", is_color_wanted(sys.stdout))
        return super().make_context(*args, obj=load_settings(), **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named, and report its failure while its options are known."""
        try:
            return super().invoke(ctx)
        except FAILURES as error:
            return report_failure(error)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was named; a question without one is told where it belongs."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            is_question = len(args) > 1 and not args[1].startswith("-")
            if error.possibilities and not is_question:
                raise
            raise click.UsageError(f"{describe_usage_error(error)} {ASK_HINT}", ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under the headings of what they are for, their texts in one column."""
        width = max(len(name) for name in self.commands)
        for heading, commands in self.sections:
            _write_commands(formatter, heading, commands, width)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and what the exit codes mean."""
        _write_examples(formatter, self.examples)
        with formatter.section("Exit codes"):
            formatter.write_dl([(f"{code}", meaning) for code, meaning in EXIT_CODES])

    def get_help_without_command(self, ctx: click.Context) -> str:
        """Return a short help: what the program is, the commands used most, and examples."""
        formatter = ctx.make_formatter()
        formatter.write_text((self.help or "").replace("\n", " "))
        formatter.write_paragraph()
        self.format_usage(ctx, formatter)
        for heading, commands in self.sections[:1]:
            _write_commands(formatter, heading, commands, max(len(command.name or "") for command in commands))
        _write_examples(formatter, self.examples)
        formatter.write(f"\n'{PROGRAM} --help' lists every command; '{PROGRAM} help ask' explains one.\n")
        return formatter.getvalue().rstrip("\n")


def _write_commands(
    formatter: click.HelpFormatter, heading: str, commands: Sequence[click.Command], width: int
) -> None:
    with formatter.section(heading):
        formatter.write_dl([((command.name or "").ljust(width), command.short_help or "") for command in commands])


def _write_examples(formatter: click.HelpFormatter, examples: Sequence[str]) -> None:
    formatter.write_paragraph()
    formatter.write_heading("Examples")
    for example in examples:
        formatter.write(f"  {example}\n")


def _take_first_sentence(text: str | None) -> str:
    """Return the first sentence of a command's help, which stands beside its name in lists."""
    return re.split(r"(?<=\.)\s", " ".join((text or "").split()), maxsplit=1)[0]
