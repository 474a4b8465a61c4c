"""The publication of an index on PostgreSQL servers, its check, and the withdrawal of papers here and there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from paper_search.config import Settings
from paper_search.indexing import published
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.indexing.withdrawals import WithdrawalResult
from paper_search.records.index import CheckReport, Progress, PublishReport
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME, Store

DEFAULT_COLLECTION = "papers"
"""The name of a collection that is given none."""
_DEFAULTS = Settings()


def publish(
    to: str,
    collection: str = DEFAULT_COLLECTION,
    shards: Sequence[str] = (),
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    progress: Callable[[Progress], None] = lambda step: None,
    *,
    removal_limit: RemovalLimit = RemovalLimit(),
) -> PublishReport:
    """Bring the index to PostgreSQL servers, which answer questions from it then; needs no model.

    Args:
        to: The address of the first server's database.
        collection: The name under which these papers are kept apart from those of other indexes.
        shards: The addresses of servers to add.
        corpus: The folder of the papers.
        index: The folder of the index.
        progress: Called with each step.
        removal_limit: How much may be gone.

    Raises:
        CorpusError: Too much is gone, or another collection has papers of the same name.
        StoreError: The index or a server cannot be used, or somebody else publishes.
    """
    published.import_client()
    from paper_search.indexing.publish import publish as publish_index

    return publish_index(index, to, collection, shards, progress, corpus=corpus, removal_limit=removal_limit)


def forget_published(to: str, index: Path = _DEFAULTS.index) -> str:
    """Forget a database that the index was published to and that is gone: nothing is taken out of it any more.

    Args:
        to: The address of the first server's database.
        index: The folder of the index.

    Returns:
        What was done, in a sentence.
    """
    published.import_client()
    from paper_search.storage.postgres.connection import describe_address
    from paper_search.storage.postgres.session import strip_password

    is_known = published.forget_places(Store(index / DATABASE_FILE_NAME), strip_password(to))
    if not is_known:
        return f"{describe_address(to)}: the index was not published there. Name it as it was named for that."
    return f"{describe_address(to)} is forgotten: what is withdrawn from now on is not taken out of it."


def check_published(
    url: str,
    index: Path = _DEFAULTS.index,
    collection: str = "",
    repair: bool = True,
    progress: Callable[[str], None] = lambda part: None,
) -> CheckReport:
    """Verify an index on PostgreSQL servers, and repair what follows from the rest.

    Args:
        url: The address of the first server's database.
        index: The folder of the index that was published there. It is compared with what the servers hold.
        collection: The collection that it is published as; by default those that it remembers.
        repair: False only looks.
        progress: Called with the name of each part.

    Raises:
        SettingsError: The client of PostgreSQL is not installed.
        MissingIndexError: Nothing was published there.
        LockedIndexError: Somebody publishes there.
        UnreachableShardError: A server cannot be reached.
    """
    published.import_client()
    from paper_search.indexing import check_published as checks_published

    return checks_published.check_published(url, index, collection, repair=repair, progress=progress)


def withdraw(
    path_or_hash: str, reason: str, corpus: Path = _DEFAULTS.corpus, index: Path = _DEFAULTS.index, to: str = ""
) -> WithdrawalResult:
    """Take a paper and every copy of it out of the index, now and at every build; needs no model.

    It is taken out of every database that the index is published to as well.

    Args:
        path_or_hash: Its path, as in the corpus or from here, or its SHA-256.
        reason: Why, in a few words that may be shown.
        corpus: The folder of the papers.
        index: The folder of the index.
        to: The address of such a database with its password, where that is not kept elsewhere.

    Raises:
        CorpusError: There is no such paper, or no reason was given.
        StoreError: The index or a database could not be changed; the message says where the paper is still shown.
    """
    return published.withdraw(corpus, index, path_or_hash, reason, lock_index, to)
