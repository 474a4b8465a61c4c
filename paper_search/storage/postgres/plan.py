"""The plan of a publication: which documents change for readers to see those of a local index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paper_search.errors import CorpusError
from paper_search.storage.postgres import holds
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.holds import HeldDocument, WithdrawnDocument
from paper_search.storage.postgres.placement import Placements, load_placements
from paper_search.storage.postgres.session import WriteSession
from paper_search.storage.postgres.source import SourceDocument
from paper_search.storage.postgres.versions import Change, Version, find_other_owners, load_versions, plan_change

_MAX_NAMED = 3
IsReleased = Callable[[WithdrawnDocument, SourceDocument | None], bool]
"""Tells whether a later decision shows a withdrawn document again, given as the local index has it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a publication has to do.

    Attributes:
        changes: the documents that change.
        added: those that readers did not see before, by doc_id.
        changed: those that take the place of another version.
        removed: those that readers will not see any more.
        unchanged: the number of those that stay as they are.
        held: documents of the local index that are not published, since other collections hold their words back.
        withdrawn: those that are not published since they were withdrawn, and no decision here released them.
        seen_hashes: the SHA-256 of each file of which readers see documents, by source.
        placements: where each council lies.
    """

    changes: tuple[Change, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    held: tuple[HeldDocument, ...]
    withdrawn: tuple[str, ...]
    seen_hashes: Mapping[str, str]
    placements: Placements


def make_plan(
    session: WriteSession,
    collection: str,
    generation: int,
    documents: Sequence[SourceDocument],
    is_released: IsReleased,
) -> Plan:
    """Return what must change for readers to see these documents of a collection, and no others.

    Args:
        session: the servers, locked.
        collection: the collection.
        generation: the pending generation.
        documents: all documents of the local index.
        is_released: tells whether a withdrawn document is shown again.

    Raises:
        CorpusError: another collection has a document of the same name.
    """
    held_words = holds.load_held_words(session.directory, collection)
    withdrawn = find_still_withdrawn(session.directory, documents, is_released)
    held = [document for document in documents if holds.is_held(document, held_words)]
    left_out = {*withdrawn, *(document.doc_id for document in held)}
    wanted = {document.doc_id: document for document in documents if document.doc_id not in left_out}
    _check_owners(session, collection, list(wanted))
    placements = load_placements(session.directory)
    placements.place(wanted.values(), _count_passages(session.connections))
    versions = load_versions(session.connections, collection, generation)
    changes = tuple(_plan_changes(wanted, versions, placements, generation))
    seen = {doc_id: version for doc_id, listed in versions.items() if (version := _find_seen(listed, generation))}
    touched = {change.doc_id for change in changes} & seen.keys()
    return Plan(
        changes=changes,
        added=tuple(sorted(wanted.keys() - seen.keys())),
        changed=tuple(sorted(touched & wanted.keys())),
        removed=tuple(sorted(seen.keys() - wanted.keys())),
        unchanged=len((wanted.keys() & seen.keys()) - touched),
        held=tuple(HeldDocument(*_name_held(document, collection)) for document in held),
        withdrawn=tuple(sorted(withdrawn)),
        seen_hashes={version.source: version.sha256 for version in seen.values()},
        placements=placements,
    )


def find_still_withdrawn(
    directory: Connection, documents: Sequence[SourceDocument], is_released: IsReleased
) -> set[str]:
    """Return those of the documents that were withdrawn and not released since."""
    withdrawn = holds.load_withdrawn(directory)
    return {
        document.doc_id
        for document in documents
        if document.doc_id in withdrawn and not is_released(withdrawn[document.doc_id], document)
    }


def _check_owners(session: WriteSession, collection: str, doc_ids: Sequence[str]) -> None:
    owners = find_other_owners(session.connections, collection, doc_ids)
    if not owners:
        return
    names = [f"{doc_id} (of the collection {owner})" for doc_id, owner in sorted(owners.items())]
    more = ", …" if len(names) > _MAX_NAMED else ""
    raise CorpusError(
        f"{session.name}: another collection has papers of the same name: {', '.join(names[:_MAX_NAMED])}{more}."
        " Nothing was published. Keep the papers of each collection in a folder of its own name within its corpus; or,"
        " if it is the same collection, name it with --collection."
    )


def _count_passages(connections: Mapping[int, Connection]) -> dict[int, int]:
    """Return the number of passages on each server."""
    query = "SELECT coalesce(sum(passages), 0)::bigint AS passages FROM document_versions WHERE died IS NULL"
    return {shard: opened.execute(query).fetchall()[0]["passages"] for shard, opened in connections.items()}


def _plan_changes(
    wanted: Mapping[str, SourceDocument],
    versions: Mapping[str, Sequence[Version]],
    placements: Placements,
    generation: int,
) -> Iterator[Change]:
    for doc_id in sorted(wanted.keys() | versions.keys()):
        document = wanted.get(doc_id)
        place = placements.find_shard(document) if document is not None else 0
        change = plan_change(doc_id, document, place, versions.get(doc_id, ()), generation)
        if change is not None:
            yield change


def _find_seen(versions: Sequence[Version], generation: int) -> Version | None:
    """Return the version that readers see before the pending generation is published."""
    return next((version for version in versions if version.born < generation), None)


def _name_held(document: SourceDocument, collection: str) -> tuple[str, str, str, str]:
    return document.doc_id, collection, document.fields["source"], document.fields["words_key"]
