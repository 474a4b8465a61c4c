"""The commands of the command line, in the order in which ``--help`` lists them."""

from __future__ import annotations

import click

from paper_search.cli.alerts import alerts
from paper_search.cli.compare import cite, compare, similar, timeline
from paper_search.cli.evaluate import evaluate
from paper_search.cli.export import export, judgements, mcp
from paper_search.cli.index import build, release, watch, withdraw
from paper_search.cli.maintenance import backup, check, read, serve, status
from paper_search.cli.register import decisions, matter, meetings, people, popolo, votes
from paper_search.cli.search import ask, search
from paper_search.cli.users import user

COMMANDS: tuple[click.Command, ...] = (
    build,
    withdraw,
    release,
    watch,
    search,
    ask,
    compare,
    timeline,
    similar,
    cite,
    meetings,
    decisions,
    votes,
    people,
    matter,
    popolo,
    export,
    judgements,
    mcp,
    read,
    status,
    serve,
    check,
    backup,
    user,
    alerts,
    evaluate,
)
