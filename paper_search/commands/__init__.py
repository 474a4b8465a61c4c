"""The commands of the command line, one file a group: each is its name, its words, its arguments and what runs it."""

from paper_search.commands import asking, guarding, keeping, offering, people, precedents, showing, watching
from paper_search.commands.base import Command

_ROOMS = (keeping, watching, asking, precedents, offering, showing, guarding, people)
COMMANDS: tuple[Command, ...] = tuple(command for room in _ROOMS for command in room.COMMANDS)
