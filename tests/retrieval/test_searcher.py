"""Search over real files with the real model: the right passage first, repeats folded, filters spelt out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from paper_search.answering.config import ANSWERING
from paper_search.api import open_library
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import QueryError
from paper_search.indexing.builder import build, build_fulltext
from paper_search.library import Library
from paper_search.records import Filters
from paper_search.retrieval import late_interaction, searcher
from paper_search.retrieval.config import RANKING
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.parse import parse_terms

CABINET = """X COUNTY COUNCIL

1. Potholes deeper than 40 millimetres are repaired within five working days.

2. The budget gap for next year is £4.2 million, after a late grant.

3. The Planning Inspector allowed the appeal at Mill Lane.
"""
SCRUTINY = """Y DISTRICT COUNCIL

1. Inspectors found that management oversight of casework was weak.

2. The budget gap for next year is £4.2 million, after a late grant.
"""
MANIFEST = """path,authority,committee,meeting_date,kind
cabinet.txt,X County Council,Cabinet,2025-03-01,report
scrutiny.txt,Y District Council,Scrutiny Committee,2025-05-01,minutes
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceTransformerEncoder) -> Library:
    folder = tmp_path_factory.mktemp("small")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("cabinet.txt", CABINET), ("scrutiny.txt", SCRUTINY), ("papers.csv", MANIFEST)):
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, folder / "index", encoder)
    return open_library(corpus, folder / "index", encoder)


FIRST = [
    ("potholes", "40 millimetres", "one word"),
    ("how quickly are holes in the road mended", "40 millimetres", "other words for the same thing"),
    ("£4.2 million", "budget gap", "a sum"),
    ("was supervision of social workers good enough", "management oversight", "a paraphrase"),
    ("Mill Lane", "Inspector allowed", "a name"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), FIRST)
def test_the_right_passage_is_first(small: Library, question: str, expected: str, reason: str) -> None:
    assert expected in small.search(question)[0].passage.text, reason


def test_words_printed_twice_are_one_hit_that_says_where_else(small: Library) -> None:
    hits = [hit for hit in small.search("budget gap for next year") if "£4.2 million" in hit.passage.text]
    assert len(hits) == 1
    assert len(hits[0].also_in) == 1
    assert hits[0].also_in[0].source != hits[0].document.source


def test_ranks_scores_and_k(small: Library) -> None:
    hits = small.search("council", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert small.search("council", k=3) == hits, "two runs give the same list"


GOLF = [
    f"{number}. The golf club mended the flags of holes {number} and {number + 1} after the storm."
    for number in range(1, 25)
]
POTHOLES = "40. Potholes deeper than 40 millimetres are repaired within five working days."


@pytest.fixture(scope="module")
def outnumbered(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceTransformerEncoder) -> Library:
    folder = tmp_path_factory.mktemp("outnumbered")
    (folder / "corpus").mkdir()
    text = "\n\n".join(["FERNDALE COUNTY COUNCIL", *GOLF, POTHOLES])
    (folder / "corpus" / "report.txt").write_text(f"{text}\n", encoding="utf-8")
    build(folder / "corpus", folder / "index", encoder)
    return open_library(folder / "corpus", folder / "index", encoder)


RERANK_DEPTHS = [
    (1, "the first place goes by meaning"),
    (3, "one place by meaning, one by words, one by score"),
    (6, "two of each"),
]


@pytest.mark.parametrize(("depth", "reason"), RERANK_DEPTHS)
def test_the_best_by_meaning_is_reranked_however_low_its_fused_score(
    outnumbered: Library, depth: int, reason: str
) -> None:
    # Without a weight of its cosine, a passage that shares no word with the question has the lowest of all scores.
    config = replace(ANSWERING, ranking=replace(RANKING, rerank_depth=depth, dense_weight=0.0))
    hits = outnumbered.ask("how soon are holes in the road mended", k=10, config=config).hits
    assert any("Potholes" in hit.passage.text for hit in hits[:depth]), reason


SPELT = [
    (Filters(authorities=("Y District Council",)), {"scrutiny.txt"}, "as the index spells it"),
    (Filters(authorities=("y district",)), {"scrutiny.txt"}, "a part of the name, in any case"),
    (Filters(authorities=("council",)), {"cabinet.txt", "scrutiny.txt"}, "a part of both"),
    (Filters(committees=("cabinet",), kinds=("report",)), {"cabinet.txt"}, "two limits"),
]


@pytest.mark.parametrize(("filters", "sources", "reason"), SPELT)
def test_filters_are_spelt_out(small: Library, filters: Filters, sources: set[str], reason: str) -> None:
    assert {hit.document.source for hit in small.search("budget gap oversight", filters, k=20)} == sources, reason


def test_a_value_that_nothing_has_names_what_is_held(small: Library) -> None:
    with pytest.raises(QueryError, match=r"Atlantis.*X County Council; Y District Council"):
        small.search("budget", Filters(authorities=("Atlantis",)))


@pytest.mark.parametrize(
    ("question", "message"),
    [("", "empty"), (" \n", "empty"), ("x" * 501, "501 characters"), ("the of and", "nearly every paper")],
)
def test_questions_that_cannot_be_asked(small: Library, question: str, message: str) -> None:
    for ask in (small.search, small.ask):
        with pytest.raises(QueryError, match=message):
            ask(question)


@pytest.mark.parametrize(
    "question", ["???", "'; DROP TABLE", "\x00", "“”", "🐟", "a" * 500, "* OR NEAR(", "the of and everything"]
)
def test_odd_questions_are_only_questions(small: Library, question: str) -> None:
    assert small.ask(question).coverage.papers == 2


def test_passages_that_wait_for_vectors_are_met_as_they_will_be(
    small: Library, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    corpus = small.corpus
    build_fulltext(corpus, tmp_path / "index", encoder)
    waiting, done = (
        LocalEngine(index, encoder.info.dimensions) for index in (tmp_path / "index", corpus.parent / "index")
    )
    with waiting.snapshot() as before, done.snapshot() as after:
        weighed = searcher.weight_query(parse_terms("when are potholes repaired"), after, encoder)
        passages = after.store.documents.list_passages("cabinet.txt")
        assert not before.tokens([passage.passage_id for passage in passages])
        now, then = (searcher.match_tokens(weighed, passages, index, encoder) for index in (before, after))
    assert now.keys() == then.keys() != set()
    for passage_id, match in now.items():
        assert match.score_passage() == pytest.approx(then[passage_id].score_passage(), abs=1e-6), passage_id
        assert match.spans.tolist() == then[passage_id].spans.tolist()


def test_the_pieces_of_the_headings_are_there_on_demand(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "roads.txt").write_text("X COUNTY COUNCIL\n\n# Highways\n\n1. Potholes are mended.\n", encoding="utf-8")
    (corpus / "papers.csv").write_text("path,title\nroads.txt,Winter roads\n", encoding="utf-8")
    build(corpus, index, encoder)
    with LocalEngine(index).snapshot() as snapshot:
        weighed = searcher.weight_query(parse_terms("when are potholes mended"), snapshot, encoder)
        passages = [
            passage for passage in snapshot.store.documents.list_passages("roads.txt") if passage.kind != "heading"
        ]
        whole = searcher.match_tokens(weighed, passages, snapshot, encoder)
        own = snapshot.encoded_tokens(list(whole))
        assert not any((tokens.spans[:, 0] < 0).any() for tokens in snapshot.tokens(list(whole)).values())
    assert any((match.spans[:, 0] < 0).any() for match in whole.values()), "the title gave its context"
    for met, passage_id in zip(late_interaction.max_sim(weighed, list(own.values())), own, strict=True):
        assert met.best_cosines == pytest.approx(np.maximum(whole[passage_id].find_best_cosines(), 0), abs=1e-6), (
            passage_id
        )


def test_an_agenda_gives_way_to_a_report(tmp_path: Path, encoder: SentenceTransformerEncoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    papers = {
        "agenda.txt": (
            "agenda frontsheet",
            "7. To consider the sale of the second harbour tug, which the Director will report on.",
        ),
        "report.txt": ("report", "7. The harbour has sold its second tug, which brought £40,000 to the council."),
    }
    for name, (_, text) in papers.items():
        (corpus / name).write_text(f"X COUNTY COUNCIL\n\n{text}\n", encoding="utf-8")
    rows = [f"{name},{kind}" for name, (kind, _) in papers.items()]
    (corpus / "papers.csv").write_text("\n".join(["path,kind", *rows]), encoding="utf-8")
    build(corpus, index, encoder)
    first = open_library(corpus, index, encoder).search("sale of the second harbour tug")[0]
    assert first.document.doc_id == "report.txt"
