"""The version of the reading that an index was made by, and the refusal of one whose rules showed more than today's.

What an older version read may hold papers that are held back now, and words that a page hides or strikes through. No
question is answered from it; the next build reads every paper again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paper_search.errors import OutdatedIndexError

if TYPE_CHECKING:
    from paper_search.storage.store import Store

READING_VERSION_KEY = "splitter"
"""The key of ``meta`` for the version of the reading, ``indexing.entries.SPLITTER_VERSION``."""
OLDEST_SHOWN_VERSION = 13
"""The first version of the reading by the present rules of what is exempt, hidden or struck through. It is raised
together with ``SPLITTER_VERSION`` whenever a rule holds back what was shown before, and only then."""

FIRST_REGISTER_VERSION = 14
"""The first version of the reading that kept a register."""


def find_outdated_rules(store: Store) -> str | None:
    """Return why nothing of an index may be shown, and what to do; None where it was read by the present rules.

    An index without documents has nothing to show. Of a version that cannot be understood nothing is shown.
    """
    if _is_read_since(store, OLDEST_SHOWN_VERSION):
        return None
    return (
        f"{store.path}: this index was made by an older version of paper-search. Its rules showed papers and words that"
        " are held back today, so nothing is shown from it. Run 'paper-search build', which reads every paper again."
    )


def is_shown_version(version: str) -> bool:
    """Return True if what was read by a version may be shown."""
    return version.isdecimal() and int(version) >= OLDEST_SHOWN_VERSION


def has_register(store: Store) -> bool:
    """Return False for an index whose papers were all read before the register was kept."""
    return _is_read_since(store, FIRST_REGISTER_VERSION)


def _is_read_since(store: Store, oldest: int) -> bool:
    """Return True if an index was read by a version or a later one, or has no documents."""
    version = store.get_meta(READING_VERSION_KEY) or ""
    if version.isdecimal() and int(version) >= oldest:
        return True
    return not store.database.fetch_int("SELECT EXISTS (SELECT 1 FROM documents)")


def check_rules(store: Store) -> None:
    """Check that an index was read by the present rules.

    Raises:
        OutdatedIndexError: it was not.
    """
    reason = find_outdated_rules(store)
    if reason is not None:
        raise OutdatedIndexError(reason)
