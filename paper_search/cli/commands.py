"""The commands of the command line, one file a group: each is its name, its words, its arguments and what runs it."""

from paper_search.cli import (
    compare as precedents,
)
from paper_search.cli import (
    export as offering,
)
from paper_search.cli import (
    guarding,
    watching,
)
from paper_search.cli import (
    index as keeping,
)
from paper_search.cli import (
    maintenance as showing,
)
from paper_search.cli import (
    search as asking,
)
from paper_search.cli import (
    users as people,
)
from paper_search.cli.output import Command

_ROOMS = (keeping, watching, asking, precedents, offering, showing, guarding, people)
COMMANDS: tuple[Command, ...] = tuple(command for room in _ROOMS for command in room.COMMANDS)
