"""Withdrawal from a cluster: what may not be shown is deleted on every server, standbys included, before this returns.

That a document was withdrawn is written down first, so that no publication brings it back. Then its versions go, of
every generation, with their share in the counts of words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from paper_search.records import UnreadFile
from paper_search.storage.postgres import counts, holds, lists
from paper_search.storage.postgres.holds import WithdrawnDocument
from paper_search.storage.postgres.lists import ListedFile
from paper_search.storage.postgres.session import WriteSession, counting_transaction, durable_transaction
from paper_search.storage.postgres.versions import delete_versions


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of a document on a server, of any generation, as far as a decision may be about it."""

    shard: int
    document_row: int
    doc_id: str
    collection: str
    source: str
    sha256: str
    words_key: str | None
    access: str
    also_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request to take documents out.

    Attributes:
        collection: the collection whose decisions they are.
        places: paths and doc_ids in that collection that decisions name.
        hashes: the SHA-256 of files.
        words_keys: digests of words.
        is_withdrawn: tells whether a version is to go.
        make_tombstone: returns what is kept of a version that goes, None where nothing keeps it from coming back.
        withdrawn: what is kept beside that.
        held_words: words that the collection holds back: files and digests.
        listed: what the collection lists as unread in place of it.
    """

    collection: str
    places: Sequence[str]
    hashes: Sequence[str]
    words_keys: Sequence[str]
    is_withdrawn: Callable[[PublishedVersion], bool]
    make_tombstone: Callable[[PublishedVersion], WithdrawnDocument | None]
    withdrawn: Sequence[WithdrawnDocument] = ()
    held_words: Sequence[tuple[str, str]] = ()
    listed: Sequence[ListedFile] = ()


def take_out(session: WriteSession, request: Request) -> tuple[str, ...]:
    """Take documents out of a cluster, and return their doc_ids.

    Args:
        session: the servers, all of them open.
        request: what is to be taken out.

    Raises:
        LockedIndexError: a publication has been changing counts for too long.
    """
    with durable_transaction(session.directory):
        _write_down(session, request, find_versions(session, request))
    with session.lock_changing():
        versions = find_versions(session, request)
        with durable_transaction(session.directory):
            # Again: a publication that was just sealed has replaced what its collection holds back.
            _write_down(session, request, versions)
        for shard, connection in session.connections.items():
            rows = [version.document_row for version in versions if version.shard == shard]
            if rows:
                with counting_transaction(connection):
                    counts.subtract_versions(connection, rows)
                    delete_versions(connection, rows)
        with durable_transaction(session.directory):
            _update_lists(session, request, versions)
    return tuple(sorted({version.doc_id for version in versions}))


def find_versions(session: WriteSession, request: Request) -> list[PublishedVersion]:
    """Return the versions that are to go, on all servers."""
    return [
        version
        for shard, connection in session.connections.items()
        for row in connection.execute(
            "SELECT document_row, doc_id, collection, source, sha256, words_key, access, also_at FROM document_versions"
            " WHERE doc_id = ANY(%(places)s) OR source = ANY(%(places)s) OR sha256 = ANY(%(hashes)s)"
            " OR words_key = ANY(%(words)s)",
            {
                "places": list(request.places),
                "hashes": list(request.hashes),
                "words": list(request.words_keys),
            },
        ).fetchall()
        if request.is_withdrawn(
            version := PublishedVersion(shard, **row | {"also_at": tuple(json.loads(row["also_at"]))})
        )
    ]


def _write_down(session: WriteSession, request: Request, versions: Iterable[PublishedVersion]) -> None:
    """Keep what was withdrawn, and the words that are held back for it."""
    found = (request.make_tombstone(version) for version in versions)
    holds.write_withdrawn(session.directory, [*request.withdrawn, *(tombstone for tombstone in found if tombstone)])
    session.directory.cursor().executemany(
        "INSERT INTO held_words VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [(request.collection, file, words_key) for file, words_key in request.held_words],
    )


def _update_lists(session: WriteSession, request: Request, versions: Sequence[PublishedVersion]) -> None:
    """List what is not shown any more, and let readers notice the change."""
    directory = session.directory
    generation = directory.execute("SELECT generation FROM publication").fetchall()[0]["generation"]
    rows = directory.execute(
        "SELECT collection, source, code, reason, next_step, file FROM unread WHERE collection = %s AND died IS NULL",
        (request.collection,),
    ).fetchall()
    known = {tuple(row.values()) for row in rows}
    new = {listed.unread.source: listed.row for listed in request.listed if listed.row not in known}
    lists.end_unread(directory, request.collection, list(new), generation)
    lists.insert_unread(directory, list(new.values()), generation)
    _list_copies(session, request, versions, generation)
    directory.execute("DELETE FROM examples WHERE doc_id = ANY(%s)", ([version.doc_id for version in versions],))
    if versions or new:
        directory.execute("UPDATE publication SET revision = revision + 1")


def _list_copies(
    session: WriteSession, request: Request, versions: Sequence[PublishedVersion], generation: int
) -> None:
    """List copies in other collections, as the paper is listed whose words they have."""
    copies = {version.doc_id: version for version in versions if version.collection != request.collection}
    notices = holds.describe_holds(session.directory, filter(None, (copy.words_key for copy in copies.values())))
    for copy in copies.values():
        default = holds.MEMBERS_ONLY_NOTICE if request.make_tombstone(copy) is None else holds.WITHDRAWN_NOTICE
        notice = notices.get(copy.words_key or "", default)
        listed = ListedFile(copy.collection, UnreadFile(copy.doc_id, *notice), copy.source)
        lists.end_unread(session.directory, copy.collection, [copy.doc_id], generation)
        lists.insert_unread(session.directory, [listed.row], generation)
