"""The commands of the command line, under the headings and in the order in which ``--help`` lists them."""

from __future__ import annotations

import click

from paper_search.cli.alerts import alerts
from paper_search.cli.compare import cite, compare, similar, timeline
from paper_search.cli.evaluate import evaluate
from paper_search.cli.export import export, judgements, mcp
from paper_search.cli.fetch import fetch
from paper_search.cli.help import completion, show_help
from paper_search.cli.index import build, release, watch, withdraw
from paper_search.cli.maintenance import backup, check, read, serve, status
from paper_search.cli.publish import publish
from paper_search.cli.register import decisions, matter, meetings, people, popolo, votes
from paper_search.cli.search import ask, search
from paper_search.cli.users import user

SECTIONS: tuple[tuple[str, tuple[click.Command, ...]], ...] = (
    ("Used most", (build, ask, search, serve, status)),
    ("Look across councils and meetings", (compare, timeline, similar, cite)),
    ("Meetings, decisions and people", (meetings, decisions, votes, people, matter, popolo)),
    ("Evidence and other programs", (export, judgements, mcp)),
    ("Publish and withdraw papers", (fetch, read, publish, withdraw, release, watch)),
    ("Look after the site", (check, backup, user, alerts, evaluate)),
    ("Help", (show_help, completion)),
)
COMMANDS: tuple[click.Command, ...] = tuple(command for _, commands in SECTIONS for command in commands)
