"""The snapshot of a cluster tells what that of the local index tells, method by method, on one server and on three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from paper_search.records import MEMBERS, PUBLIC, Access, Filters
from paper_search.records.register import Attendance, Decision, MatterLink, MeetingFact, RegisterQuery, Role, Vote
from paper_search.retrieval.engine import IndexSnapshot
from tests.register_samples import APRIL_1, MARCH_4, MAY_6
from tests.retrieval.postgres.worlds import COUNCILS, Published

EVERY_KIND = (MeetingFact, Attendance, Decision, Vote, Role, MatterLink)
ACCESS = pytest.mark.parametrize("access", [PUBLIC, MEMBERS], ids=["public", "members"])
UNKNOWN = "no such thing"
Ask = Callable[[IndexSnapshot], Any]


def list_doc_ids(index: IndexSnapshot) -> list[str]:
    """Return documents, copies and what is not held."""
    return [*(document.doc_id for document in index.documents()), "c3/draft.txt", "c0/scan.txt", UNKNOWN]


def ask_each(ask: Callable[[IndexSnapshot, str], Any]) -> Ask:
    """Ask something of each document."""
    return lambda index: {doc_id: ask(index, doc_id) for doc_id in list_doc_ids(index)}


METHODS: list[tuple[str, Ask]] = [
    ("passages that can be found", lambda index: index.info.passages),
    ("encoder", lambda index: index.encoder),
    ("built at", lambda index: index.built_at),
    ("has register", lambda index: index.has_register),
    ("documents", lambda index: list(index.documents())),
    ("document", ask_each(lambda index, doc_id: index.document(doc_id))),
    ("unread parts", lambda index: index.list_unread_parts(list_doc_ids(index))),
    ("reading text", ask_each(lambda index, doc_id: index.reading_text(doc_id))),
    ("passages", ask_each(lambda index, doc_id: index.list_passages(doc_id))),
    ("page words", ask_each(lambda index, doc_id: [index.page_words(doc_id, page) for page in (1, 2, 99)])),
    ("only text", ask_each(lambda index, doc_id: index.is_only_text(doc_id))),
    ("arrivals", lambda index: index.arrivals(list_doc_ids(index))),
    ("examples", lambda index: index.list_examples()),
    ("facets", lambda index: index.facets()),
    ("status", lambda index: replace(index.status(), generation=0)),
]


@ACCESS
@pytest.mark.parametrize(("name", "ask"), METHODS, ids=[name for name, _ in METHODS])
@pytest.mark.sampled(3)
def test_a_method_tells_what_the_local_index_tells(
    published: Published, access: tuple[Access, ...], name: str, ask: Ask
) -> None:
    with published.read(access) as (local, cluster):
        assert ask(cluster) == ask(local), name


FILTERS = [
    (Filters(), "no limit"),
    (Filters(authorities=COUNCILS[:1]), "one council"),
    (Filters(authorities=COUNCILS[2:]), "names with quotes and percent signs"),
    (Filters(authorities=(UNKNOWN,)), "a council that is not held"),
    (Filters(committees=("Cabinet", "Planning Committee")), "two committees"),
    (Filters(kinds=("minutes",)), "a kind"),
    (Filters(since=MARCH_4, until=APRIL_1), "days"),
    (Filters(since=MAY_6), "from a day on"),
    (Filters(until=date(1999, 1, 1)), "before any paper"),
    (Filters(indexed_since=date(2025, 6, 1)), "what came since a day"),
    (Filters(indexed_before=date(2025, 6, 1)), "what came before a day"),
    (Filters(indexed_since=datetime(2025, 2, 2, 10, tzinfo=UTC)), "since a second"),
    (Filters(authorities=COUNCILS, kinds=("report",), since=APRIL_1), "all at once"),
]


@ACCESS
@pytest.mark.parametrize(("filters", "reason"), FILTERS, ids=[reason for _, reason in FILTERS])
def test_coverage_is_that_of_the_local_index(
    published: Published, access: tuple[Access, ...], filters: Filters, reason: str
) -> None:
    with published.read(access) as (local, cluster):
        assert cluster.coverage(filters) == local.coverage(filters), reason


QUERIES = [
    (RegisterQuery(), "no limit"),
    (RegisterQuery(limit=1), "a page of one"),
    (RegisterQuery(limit=3, offset=2), "a page further on"),
    (RegisterQuery(limit=2, offset=10_000), "a page beyond the end"),
    (RegisterQuery(limit=0), "an empty page"),
    (RegisterQuery(limit=10_000), "all on one page"),
    (RegisterQuery(outcomes=("resolved", "agreed")), "outcomes"),
    (RegisterQuery(outcomes=("lost",), limit=1), "an outcome of few"),
    (RegisterQuery(words="bridges closing"), "words, inflections folded"),
    (RegisterQuery(words="pond"), "a word of many papers"),
    (RegisterQuery(words="24/00117"), "a reference"),
    (RegisterQuery(words="o'neill 100%"), "a quote and a percent sign"),
    (RegisterQuery(words='noted" OR "x'), "syntax of FTS5 is words"),
    (RegisterQuery(words="'a' | 'b' & !c"), "syntax of a tsquery is words"),
    (RegisterQuery(words="!!"), "no word at all"),
    (RegisterQuery(words="zeppelin"), "a word of papers for members alone"),
    (RegisterQuery(person="J Wren"), "a person by an initial"),
    (RegisterQuery(person="Cllr O’Neill"), "a name with a quote"),
    (RegisterQuery(person="Ann Wren", limit=1, offset=1), "a person, the second page"),
    (RegisterQuery(person="Nobody Known"), "nobody"),
    (RegisterQuery(person="Councillor"), "a title names nobody"),
    (RegisterQuery(link_keys=("24/00117", "25 / 00117")), "links, in another spelling"),
    (RegisterQuery(link_keys=(UNKNOWN,)), "a link that is not held"),
    (RegisterQuery(doc_ids=("c0/minutes.txt", "c0/draft.txt", "ferndale/minutes.txt")), "papers, each with its own"),
    (RegisterQuery(doc_ids=()), "no paper"),
    (RegisterQuery(Filters(authorities=COUNCILS[1:3])), "two councils"),
    (RegisterQuery(Filters(kinds=("minutes",)), words="bridge", person="wren", limit=1, offset=1), "all at once"),
    (RegisterQuery(Filters(since=APRIL_1), person="Jo Wren", outcomes=("agreed",)), "a day, a person and an outcome"),
]
QUERY = pytest.mark.parametrize(("query", "reason"), QUERIES, ids=[reason for _, reason in QUERIES])


@ACCESS
@QUERY
@pytest.mark.sampled(3)
def test_the_register_is_that_of_the_local_index(
    published: Published, access: tuple[Access, ...], query: RegisterQuery, reason: str
) -> None:
    with published.read(access) as (local, cluster):
        for kind in EVERY_KIND:
            assert cluster.list_entries(kind, query) == local.list_entries(kind, query), (reason, kind)
        assert cluster.list_meetings(query) == local.list_meetings(query), reason
        assert cluster.list_people(query) == local.list_people(query), reason


@ACCESS
def test_pages_put_together_are_the_whole(published: Published, access: tuple[Access, ...]) -> None:
    with published.open(access) as index:
        for kind in EVERY_KIND:
            whole = index.list_entries(kind, RegisterQuery(limit=10_000))
            pages = [
                index.list_entries(kind, RegisterQuery(limit=7, offset=offset)) for offset in range(0, whole.total, 7)
            ]
            assert tuple(held for page in pages for held in page.entries) == whole.entries
            assert {page.total for page in pages} <= {whole.total}


TITLES = [
    ("minutes", "a word of many titles"),
    ("the pond", "two in a row"),
    ("pond the", "not in this order"),
    ("Minutes of 100% Rural", "a percent sign"),
    ("minutes O'Malley", "a word left out between"),
    ("bridges", "a word of a title and of texts"),
    ("present", "a word of texts alone"),
    ("", "no words"),
    ("::", "no words either"),
]


@ACCESS
@pytest.mark.parametrize(("title", "reason"), TITLES, ids=[reason for _, reason in TITLES])
def test_papers_are_found_by_title_as_in_the_local_index(
    published: Published, access: tuple[Access, ...], title: str, reason: str
) -> None:
    with published.read(access) as (local, cluster):
        authorities = [None, UNKNOWN, *(facet.value for facet in local.facets().authorities)]
        for authority in authorities:
            assert cluster.find_papers_by_title(title, authority) == local.find_papers_by_title(title, authority), (
                reason
            )


HOSTILE = [
    ("'", "a quote ends a string"),
    ("'; DROP TABLE passages; --", "a statement"),
    ("' OR '1'='1", "a condition"),
    ("\\'", "a backslash"),
    ("$$x$$", "dollar quotes"),
    ("%s", "a place for a parameter"),
    ("%(generation)s", "a named one"),
    ("%", "a percent sign"),
    ("100%%", "two"),
    ("{dimensions}", "a place in a text that is formatted"),
    ('"', "a quote of a name"),
    ("a:*", "a prefix of a tsquery"),
    ("a <-> b & (", "an unfinished tsquery"),
    ("::text", "a cast"),
    ("c0/minutes.txt\0", "a NUL character, which PostgreSQL refuses"),
    ("\ud800", "half of a surrogate pair"),
    ("{a,b}", "an array"),
    ("NULL", "the word NULL"),
    ("x" * 5000, "a long text"),
    ("\u202e\u00e9\U0001f600", "signs beyond the basic plane"),
]
HOSTILE_CALLS: list[tuple[str, Callable[[IndexSnapshot, str], Any], Any]] = [
    ("document", lambda index, text: index.document(text), None),
    ("unread parts", lambda index, text: index.list_unread_parts([text]), {}),
    ("reading text", lambda index, text: index.reading_text(text), None),
    ("passages", lambda index, text: index.list_passages(text), []),
    ("page words", lambda index, text: index.page_words(text, 1), ""),
    ("only text", lambda index, text: index.is_only_text(text), False),
    ("arrivals", lambda index, text: index.arrivals([text]), {}),
    ("authority", lambda index, text: index.coverage(Filters(authorities=(text,))).papers, 0),
    ("committee", lambda index, text: index.coverage(Filters(committees=(text,))).papers, 0),
    ("kind", lambda index, text: index.coverage(Filters(kinds=(text,))).papers, 0),
    ("person", lambda index, text: index.list_people(RegisterQuery(person=f"{text} {text}zz")).total, 0),
    ("person of an entry", lambda index, text: index.list_entries(Role, RegisterQuery(person=f"{text}zz")).total, 0),
    ("words", lambda index, text: index.list_entries(Vote, RegisterQuery(words=f"{text} zz")).total, 0),
    ("words of a meeting", lambda index, text: index.list_meetings(RegisterQuery(words=f"{text} zz")).total, 0),
    ("link", lambda index, text: index.list_entries(MatterLink, RegisterQuery(link_keys=(text,))).total, 0),
    ("outcome", lambda index, text: index.list_entries(Decision, RegisterQuery(outcomes=(text,))).total, 0),  # type: ignore[arg-type]
    ("paper", lambda index, text: index.list_entries(Decision, RegisterQuery(doc_ids=(text,))).total, 0),
    ("title", lambda index, text: index.find_papers_by_title(f"{text} zz", None), []),
    ("authority of a title", lambda index, text: index.find_papers_by_title("minutes", text), []),
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_no_text_is_read_as_sql(published: Published, text: str, reason: str) -> None:
    with published.open(MEMBERS) as index:
        before = index.coverage(Filters())
        for name, call, nothing in HOSTILE_CALLS:
            assert call(index, text) == nothing, (name, reason)
    with published.open(MEMBERS) as index:
        assert index.coverage(Filters()) == before
