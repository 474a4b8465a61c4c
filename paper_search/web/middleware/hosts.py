"""The names that the site answers to."""

from __future__ import annotations

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def list_allowed_hosts(host: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that a site answers to; none means any.

    On this machine alone a site answers to its own names, so that a page of another site whose name was made to lead
    here does not get an answer.

    Args:
        host: the address that the site listens on.
        names: the names in the settings, which have the last word.

    Returns:
        The names.
    """
    if names:
        return names
    return LOCAL_HOSTS if host in ("127.0.0.1", "localhost", "::1") else ()
