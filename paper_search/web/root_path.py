"""The path below which the site lies, such as ``/papers-search`` behind a proxy; empty for the root of its host.

Routes, forms and records name addresses as they are within the site. The path is put before them where they are printed
into a page, by the filter ``site_url``, or sent in a header.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_root_path: ContextVar[str] = ContextVar("root_path", default="")


def get_root_path() -> str:
    """Return the path below which the request being answered was sent, without a slash at its end."""
    return _root_path.get()


@contextmanager
def serve_under(root_path: str) -> Iterator[None]:
    """Print the site's addresses below a path inside the block.

    Args:
        root_path: a path that begins with a slash and does not end with one; empty for the root.
    """
    token = _root_path.set(root_path)
    try:
        yield
    finally:
        _root_path.reset(token)


def site_url(url: str) -> str:
    """Return an address of the site as a browser must ask for it.

    Args:
        url: an address within the site, which begins with one slash. Any other is returned as it is: a fragment, a
            query, another site's.
    """
    is_within_site = url.startswith("/") and not url.startswith("//")
    return get_root_path() + url if is_within_site else url
