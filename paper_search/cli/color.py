"""Colour on a terminal, and nowhere else.

``NO_COLOR`` (no-color.org) and ``--no-color`` turn it off, ``FORCE_COLOR`` turns it on where there is no terminal. A
terminal that is called ``dumb`` has none. JSON is never coloured.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, TextIO

import click

Role = Literal["heading", "error", "strong", "partial", "doubtful", "none", "citation"]
_STYLES: Mapping[Role, Mapping[str, Any]] = MappingProxyType(
    {
        "heading": {"bold": True},
        "error": {"fg": "red", "bold": True},
        "strong": {"fg": "green", "bold": True},
        "partial": {"fg": "yellow", "bold": True},
        "doubtful": {"fg": "magenta", "bold": True},
        "none": {"fg": "magenta", "bold": True},
        "citation": {"fg": "cyan"},
    }
)
"""What is coloured; the four values of ``Match`` among it. Each is said in words too."""


def is_color_wanted(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Return True if a stream shows colours.

    Args:
        stream: the stream that is printed to.
        environment: the variables that turn colours off or on.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") != "0":
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def paint(text: str, role: Role, stream: TextIO | None = None) -> str:
    """Return a text in the colour of its role, where the command that runs prints in colour.

    Args:
        text: one line, or a part of one.
        role: what the text is.
        stream: where it is printed; by default standard output, as the context of the command knows it.
    """
    context = click.get_current_context(silent=True)
    if stream is None:
        is_colored = context is not None and context.color is True
    else:
        is_colored = not (context is not None and context.meta.get(_TURNED_OFF)) and is_color_wanted(stream)
    return click.style(text, **_STYLES[role]) if is_colored else text


_TURNED_OFF = "paper_search.no_color"


def turn_off(context: click.Context, parameter: click.Parameter, is_off: bool) -> None:
    """Print without colour from here on: the callback of ``--no-color``."""
    if is_off:
        context.meta[_TURNED_OFF] = True
        context.color = context.find_root().color = False


def no_color_option(hidden: bool) -> click.Option:
    """Return the option that turns colours off.

    Args:
        hidden: True where the help of the program says it already.
    """
    return click.Option(
        ["--no-color"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=turn_off,
        hidden=hidden,
        help="Print without colour; each command takes it.",
    )
