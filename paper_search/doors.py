"""What whoever runs the site has decided about who may come in, and how often. In: settings; out: one frozen record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from paper_search.config import Settings

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """``users`` is the file of those who can sign in, ``header`` the one in which a proxy says who somebody is,
    ``secret`` what cookies are signed with (without one, each process has its own).

    ``hosts`` are the names that this site answers to, none for any. ``a_minute`` is how much one address may ask for
    within a minute, ``at_once`` how much at the same time: as set here, what twenty people behind one address ask.
    ``is_logged`` says that addresses and questions are logged, ``is_judged`` that readers are asked whether a passage
    was what they looked for, and that their answers are kept.
    """

    users: Path | None = None
    user_header: str = ""
    secret: str = ""
    hosts: tuple[str, ...] = ()
    requests_per_minute: int = 3000
    max_concurrent_requests: int = 48
    log_requests: bool = False
    is_feedback_enabled: bool = True
    owner: str = ""
    contact: str = ""


def to_site_settings(settings: Settings) -> SiteSettings:
    """The decisions that stand in the settings."""
    return SiteSettings(
        users=settings.users,
        user_header=settings.user_header,
        secret=settings.secret,
        hosts=settings.hosts,
        requests_per_minute=settings.a_minute,
        max_concurrent_requests=settings.at_once,
        log_requests=settings.log_requests,
        is_feedback_enabled=settings.judgements,
        owner=settings.owner,
        contact=settings.contact,
    )


def list_allowed_hosts(host: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a site bound to ``host`` answers to: those named, or on this machine alone its own. A page of
    another site whose name was made to lead here does not get an answer."""
    if names:
        return names
    return LOCAL_HOSTS if host in ("127.0.0.1", "localhost", "::1") else ()
