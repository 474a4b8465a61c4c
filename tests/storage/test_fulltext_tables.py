"""Words by access: what the public is told follows from public passages alone, whatever comes, goes and changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from paper_search.records import MEMBERS, PUBLIC, Access, Filters
from paper_search.records.index import DocumentEntry
from paper_search.storage.fulltext import FullTextIndex
from paper_search.storage.fulltext_tables import IN_USE, MEMBERS_WORDS_KEY, NOT_IN_USE
from paper_search.storage.integrity import IntegrityChecker
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.samples import paper

PAPERS = {
    "benches.txt": ("Benches in the park are painted.", "The park has a bandstand."),
    "lake.txt": ("The lake is cleaned.", "Boats on the lake are for hire, benches too."),
    "fair.txt": ("The fair is held in the park in June.",),
}
FOR_MEMBERS = {
    "offer.txt": ("The offer for the bandstand is confidential.", "Bandstand, lake and park are valued.", "The offer."),
    "lease.txt": ("The lease of the boats ends.", "The confidential lease names the park."),
}
TERMS = ("park", "benches", "lake", "bandstand", "boat", "offer", "confidential", "lease")


def put(store: Store, name: str, access: Access = "public") -> None:
    document, text, passages = paper(name, *(PAPERS | FOR_MEMBERS)[name], access=access)
    entry = DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, name, "digest", [entry])


def remove(store: Store, name: str) -> None:
    with store.transaction() as transaction:
        store.documents.remove_file(transaction, name)


def rewrite(store: Store, name: str) -> None:
    with store.transaction() as transaction:
        store.documents.rewrite_passages(transaction, name, False)
        store.documents.rewrite_passages(transaction, name, True)


def rebuild(store: Store) -> None:
    with store.transaction() as transaction:
        FullTextIndex.rebuild(transaction)


def finish(store: Store) -> None:
    with store.transaction() as transaction:
        FullTextIndex.drop_unused_table(transaction)


def describe(store: Store, access: tuple[Access, ...]) -> list[object]:
    """Return all that follows from words, for somebody with this access."""
    fulltext, acronyms, statistics = store.fulltext, store.acronyms, store.statistics
    stems = {initial: acronyms.find_stems(initial, access) for initial in "bclop"}
    return [
        [fulltext.search_bm25([term], Filters(), 20, access=access) for term in TERMS],
        fulltext.search_bm25(TERMS, Filters(), 20, access=access),
        [
            (score, text)
            for _, score, text in fulltext.search_phrases([["the park"]], TERMS, Filters(), 9, access=access)
        ],
        [fulltext.count_frequency(term, access=access) for term in TERMS],
        stems,
        [acronyms.find_texts_with_stem(stem, access) for stems_of in stems.values() for stem in stems_of],
        statistics.count_documents_and_passages(access),
        statistics.count_unembedded_passages(access),
        statistics.count_facets(access),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / DATABASE_FILE_NAME, create=True)
    for name in PAPERS:
        put(store, name)
    return store


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[Sequence[str]], Store]:
    def make(names: Sequence[str]) -> Store:
        store = Store(tmp_path / f"{'-'.join(names)}.db", create=True)
        for name in names:
            put(store, name)
        return store

    return make


Step = Callable[[Store], object]


def hand(name: str, access: Access) -> Step:
    return lambda store: put(store, name, access)


def take(name: str) -> Step:
    return lambda store: remove(store, name)


ALL = [*PAPERS, *FOR_MEMBERS]
CHANGES: list[tuple[list[Step], list[str], list[str], str, str]] = [
    ([], [*PAPERS], [*PAPERS], NOT_IN_USE, "nothing is for members: one table is enough"),
    ([hand("offer.txt", "members")], [*PAPERS], [*PAPERS, "offer.txt"], IN_USE, "the first paper for members comes"),
    (
        [take("fair.txt"), hand("offer.txt", "members"), hand("lease.txt", "members"), hand("fair.txt", "public")],
        ["benches.txt", "lake.txt", "fair.txt"],
        ["benches.txt", "lake.txt", "offer.txt", "lease.txt", "fair.txt"],
        IN_USE,
        "a public paper comes after those for members",
    ),
    (
        [hand("offer.txt", "members"), take("lake.txt")],
        ["benches.txt", "fair.txt"],
        ["benches.txt", "fair.txt", "offer.txt"],
        IN_USE,
        "a public paper goes",
    ),
    (
        [hand("offer.txt", "members"), hand("lease.txt", "members"), take("offer.txt")],
        [*PAPERS],
        [*PAPERS, "lease.txt"],
        IN_USE,
        "one of two papers for members is withdrawn",
    ),
    ([hand("offer.txt", "members"), take("offer.txt")], [*PAPERS], [*PAPERS], IN_USE, "the last one is withdrawn"),
    (
        [hand("offer.txt", "members"), take("offer.txt"), finish],
        [*PAPERS],
        [*PAPERS],
        NOT_IN_USE,
        "the last one is withdrawn, and the build ends",
    ),
    (
        [hand("offer.txt", "members"), take("offer.txt"), finish, hand("lease.txt", "members"), finish],
        [*PAPERS],
        [*PAPERS, "lease.txt"],
        IN_USE,
        "another comes after that",
    ),
    (
        [hand("offer.txt", "members"), hand("offer.txt", "public")],
        [*PAPERS, "offer.txt"],
        [*PAPERS, "offer.txt"],
        IN_USE,
        "what was for members is released to everybody",
    ),
    (
        [hand("offer.txt", "public"), hand("offer.txt", "members")],
        [*PAPERS],
        [*PAPERS, "offer.txt"],
        IN_USE,
        "what was public becomes one for members",
    ),
    (
        [hand("offer.txt", "members"), lambda store: [rewrite(store, name) for name in ("offer.txt", "fair.txt")]],
        ["benches.txt", "lake.txt", "fair.txt"],
        ["benches.txt", "lake.txt", "offer.txt", "fair.txt"],
        IN_USE,
        "passages are written anew as other rows",
    ),
    ([hand("offer.txt", "members"), rebuild], [*PAPERS], [*PAPERS, "offer.txt"], IN_USE, "a repair makes both anew"),
    ([hand("offer.txt", "members"), take("offer.txt"), rebuild], [*PAPERS], [*PAPERS], NOT_IN_USE, "or one alone"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "public", "members", "state", "reason"), CHANGES, ids=[case[-1] for case in CHANGES])
def test_everybody_is_told_what_an_index_of_their_papers_would_tell(
    store: Store,
    fresh: Callable[[Sequence[str]], Store],
    steps: list[Step],
    public: list[str],
    members: list[str],
    state: str,
    reason: str,
) -> None:
    for step in steps:
        step(store)
        assert not IntegrityChecker(store).has_stale_fulltext(), reason
    assert describe(store, PUBLIC) == describe(fresh(public), PUBLIC), reason
    as_members = describe(fresh(members), PUBLIC)
    assert describe(store, MEMBERS) == as_members, reason
    assert store.get_meta(MEMBERS_WORDS_KEY) == state, reason
    in_use = store.database.fetch_int("SELECT count(*) FROM members_words_docsize") > 0
    assert in_use == (state == IN_USE), "a table that is not in use takes no room"


FAULTS = {
    "words for members stand among the public ones": "INSERT INTO words (rowid, title, headings, body)"
    " SELECT passage_row, '', '', p.text FROM passages p JOIN documents USING (document_row) WHERE access = 'members'",
    "public words lack": "INSERT INTO words (words) VALUES ('delete-all')",
    "words for members lack": "INSERT INTO members_words (members_words) VALUES ('delete-all')",
    "the table for members is said not to be in use": f"UPDATE meta SET value = '0' WHERE key = '{MEMBERS_WORDS_KEY}'",
}


@pytest.mark.parametrize("sql", FAULTS.values(), ids=FAULTS.keys())
def test_a_table_that_holds_what_it_should_not_is_found_and_made_anew(store: Store, sql: str) -> None:
    put(store, "offer.txt", "members")
    before = describe(store, PUBLIC), describe(store, MEMBERS)
    store.database.connection.execute(sql)
    assert IntegrityChecker(store).has_stale_fulltext()
    rebuild(store)
    assert not IntegrityChecker(store).has_stale_fulltext()
    assert (describe(store, PUBLIC), describe(store, MEMBERS)) == before
