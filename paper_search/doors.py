"""What whoever runs the site has decided about who may come in, and how often. In: settings; out: one frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paper_search.config import Settings

LOCAL = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Doors:
    """``users`` is the file of those who can sign in, ``header`` the one in which a proxy says who somebody is,
    ``secret`` what cookies are signed with (without one, each process has its own).

    ``hosts`` are the names that this site answers to, none for any. ``a_minute`` is how much one address may ask for
    within a minute, ``at_once`` how much at the same time: as set here, what twenty people behind one address ask.
    ``is_logged`` says that addresses and questions are logged, ``is_judged`` that readers are asked whether a passage
    was what they looked for, and that their answers are kept.
    """

    users: Path | None = None
    header: str = ""
    secret: str = ""
    hosts: tuple[str, ...] = ()
    a_minute: int = 3000
    at_once: int = 48
    is_logged: bool = False
    is_judged: bool = True
    owner: str = ""
    contact: str = ""


def doors_of(chosen: Settings) -> Doors:
    """The decisions that stand in the settings."""
    return Doors(
        users=chosen.users,
        header=chosen.user_header,
        secret=chosen.secret,
        hosts=chosen.hosts,
        a_minute=chosen.a_minute,
        at_once=chosen.at_once,
        is_logged=chosen.log_requests,
        is_judged=chosen.judgements,
        owner=chosen.owner,
        contact=chosen.contact,
    )


def hosts_for(host: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a site bound to ``host`` answers to: those named, or on this machine alone its own. A page of
    another site whose name was made to lead here does not get an answer."""
    if named:
        return named
    return LOCAL if host in ("127.0.0.1", "localhost", "::1") else ()
