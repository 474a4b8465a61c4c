"""A question to the sample papers finds the same in a cluster as in the local index, with the same scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from paper_search.embeddings import Encoder
from paper_search.records import MEMBERS, PUBLIC, Access, ExactTerm, Filters, ParsedQuery, ScoredPassage
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.parse import parse_query, parse_terms
from tests.retrieval.postgres.worlds import Published

DEPTH = 200
QUOTED = ExactTerm("words", "the report be noted", ("the report be noted",))
QUESTIONS: list[tuple[ParsedQuery, str]] = [
    (parse_query("Who was present?"), "few words, all of them frequent"),
    (parse_query("What did the council decide about the library?"), "a whole question"),
    (parse_query("What is the council's budget for pot-holes and tree-planting?"), "a possessive and compounds"),
    (parse_query("How much did it cost, £1,250,000 or £1.25m?"), "sums"),
    (parse_query("minute 24/035"), "the number of a minute"),
    (parse_query("Ble mae Llyfrgell Dinas Llŷn?"), "accents"),
    (parse_query('"the council" resolved'), "a phrase that many passages hold"),
    (parse_query('"resolved that" "planning application"'), "two phrases"),
    (parse_query('"wellbeing"'), "a phrase that papers may print as two words"),
    (parse_query('"_"'), "a phrase without a letter"),
    (parse_query("... - '' \\ & | ! <-> :* \" (x"), "the syntax of queries"),
    (parse_query("quokka zyzzyva"), "words that nothing holds"),
    (replace(parse_terms("noted"), phrases=(QUOTED,)), "a phrase of several words"),
]
TERMS = ("", "of the", *"the council councillors library's pot-holes £1.25m 24/035 Llŷn quokka '".split())


def list_filters(index: IndexSnapshot) -> list[tuple[Filters, str]]:
    """Return limits that the papers of an index meet."""
    facets = index.facets()
    authority, kind = facets.authorities[0], facets.kinds[0].value
    names = (authority.value, *authority.aliases)
    return [
        (Filters(), "no filter"),
        (Filters(authorities=names), "one council"),
        (Filters(authorities=names, kinds=(kind,)), "one kind of paper of it"),
        (Filters(kinds=("no such kind",)), "a limit that nothing meets"),
    ]


def check_alike(ours: Sequence[ScoredPassage], theirs: Sequence[ScoredPassage], error: float, reason: str) -> None:
    """Check that two lists have the same passages with the same scores, in the same order but for what is equal."""
    expected = {scored.passage_id: scored.score for scored in theirs}
    assert {scored.passage_id: scored.score for scored in ours} == pytest.approx(expected, abs=error), reason
    scores = [expected[scored.passage_id] for scored in ours]
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=error), reason


@pytest.mark.parametrize("access", [PUBLIC, MEMBERS], ids=["public", "members"])
@pytest.mark.parametrize(("query", "reason"), QUESTIONS, ids=[reason for _, reason in QUESTIONS])
@pytest.mark.sampled(3)
def test_candidates_are_those_of_the_local_index(
    published: Published, encoder: Encoder, query: ParsedQuery, reason: str, access: tuple[Access, ...]
) -> None:
    with published.read(access) as (local, cluster):
        vector = encoder.encode_query(query.text)
        dimensions = local.encoder.dimensions if local.encoder else len(vector)
        for filters, limit in list_filters(local):
            asked = replace(query, filters=filters)
            ours, theirs = (index.retrieve(asked, vector[:dimensions], DEPTH) for index in (cluster, local))
            check_alike(ours.lexical, theirs.lexical, 1e-4, f"{reason}, {limit}, by words")
            check_alike(ours.dense, theirs.dense, 1e-5, f"{reason}, {limit}, by meaning")


@pytest.mark.parametrize("access", [PUBLIC, MEMBERS], ids=["public", "members"])
def test_words_are_counted_alike(published: Published, access: tuple[Access, ...]) -> None:
    with published.read(access) as (local, cluster):
        assert cluster.frequencies(TERMS) == local.frequencies(TERMS)
        assert cluster.has_terms(TERMS) == local.has_terms(TERMS)
        for word in ("cuoncil", "libarry", "resolevd", "plannning", "bridgse", "xyzzy", "o'neil"):
            # A word may be spelt in more ways than the few texts tell that each server is asked for.
            assert set(cluster.suggest_spellings(word)) >= set(local.suggest_spellings(word)), word


@pytest.mark.parametrize("access", [PUBLIC, MEMBERS], ids=["public", "members"])
def test_definitions_are_those_of_the_local_index(published: Published, access: tuple[Access, ...]) -> None:
    with published.read(access) as (local, cluster):
        passages = [passage for document in local.documents() for passage in local.list_passages(document.doc_id)]
        shorts = {word.lower() for passage in passages for word in passage.text.split() if word.strip("()").isupper()}
        keys = [key.strip("().,:;") for key in sorted(shorts)]
        assert cluster.find_definitions(keys) == local.find_definitions(keys)
        assert cluster.find_definitions([]) == []


@pytest.mark.parametrize("access", [PUBLIC, MEMBERS], ids=["public", "members"])
def test_passages_are_those_of_the_local_index(published: Published, access: tuple[Access, ...]) -> None:
    with published.read(access) as (local, cluster):
        documents = list(local.documents())
        keys = [passage.passage_id for document in documents for passage in local.list_passages(document.doc_id)]
        asked = [*keys, "no such passage::1", "half a pair \ud800", "a NUL \0"]
        assert cluster.fetch(asked) == local.fetch(keys)
        assert cluster.neighbours(asked) == local.neighbours(keys)
        assert cluster.embedding_text(asked) == local.embedding_text(keys)
        ours, theirs = cluster.vectors(asked), local.vectors(keys)
        assert ours.keys() == theirs.keys()
        assert all((ours[key] == theirs[key]).all() for key in theirs)
        for with_context in (False, True):
            pieces, kept = (index.tokens(keys, with_context=with_context) for index in (cluster, local))
            assert pieces.keys() == kept.keys()
            assert all((pieces[key].rows == kept[key].rows).all() for key in kept)
            assert all((pieces[key].spans == kept[key].spans).all() for key in kept)


def test_passages_for_members_are_told_to_no_one_else(published: Published) -> None:
    with published.read(MEMBERS) as (local, members), published.open(PUBLIC) as public:
        closed = [document.doc_id for document in local.documents() if document.access != "public"]
        keys = [passage.passage_id for doc_id in closed for passage in local.list_passages(doc_id)]
        assert len(members.fetch(keys)) == len(keys)
        for ask in (public.fetch, public.neighbours, public.embedding_text, public.tokens, public.vectors):
            assert ask(keys) == {}
