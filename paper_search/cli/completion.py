"""Completion with the tab key: the script of each shell, and the names that the index holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, get_completion_class

from paper_search.cli.failures import PROGRAM
from paper_search.config import Settings

SHELLS = ("bash", "zsh", "fish", "powershell")
VARIABLE = "_PAPER_SEARCH_COMPLETE"
_FACETS = {"authority": "authorities", "committee": "committees", "kind": "kinds"}
_SPECIAL_TO_BASH = re.compile(r"([^\w@%+=:,./-])")


@add_completion_class
class _QuotingBashComplete(BashComplete):
    """Bash, with names of several words: click's script inserts them as they are, which makes several words of one."""

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return a line for the script, whose "read" takes one of two backslashes away."""
        value = _SPECIAL_TO_BASH.sub(r"\\\\\1", item.value) if item.type == "plain" else item.value
        return f"{item.type},{value}"


def write_script(program: click.Command, shell: str) -> str:
    """Return the script that a shell runs to complete the words of this program.

    Args:
        program: the group of all commands.
        shell: one of ``SHELLS``.
    """
    complete = get_completion_class(shell)
    if complete is None:
        raise click.BadParameter(f"{shell!r} is not one of {', '.join(SHELLS)}.")
    return complete(program, {}, PROGRAM, VARIABLE).source()


def complete_name(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the councils, committees or kinds in the index that have the letters typed so far.

    Nothing is loaded but the index. Where it cannot be read there is nothing to complete: no message would be seen.
    """
    from paper_search import engines
    from paper_search.errors import PaperSearchError

    settings = ctx.find_object(Settings) or Settings()
    engine = ctx.params.get("engine") or settings.engine.get_secret_value()
    try:
        facets = engines.count_facets(engine or Path(ctx.params.get("index") or settings.index))
    except PaperSearchError:
        return []
    named = [facet.value for facet in getattr(facets, _FACETS[param.name or ""])]
    typed = incomplete.casefold()
    begin = [name for name in named if name.casefold().startswith(typed)]
    return [CompletionItem(name) for name in begin]
