"""The commands of the command line, one file a group: each is its name, its words, its arguments and what runs it."""

from paper_search.cli import (
    compare,
    export,
    guarding,
    index,
    maintenance,
    search,
    users,
    watching,
)
from paper_search.cli.output import Command

_COMMAND_MODULES = (index, watching, search, compare, export, maintenance, guarding, users)
COMMANDS: tuple[Command, ...] = tuple(command for room in _COMMAND_MODULES for command in room.COMMANDS)
