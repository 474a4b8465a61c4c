"""The promises that every corpus must keep: spans, no truncation, every file accounted for."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from paper_search import api
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.indexing import builder
from paper_search.ingest.discovery import NON_DOCUMENT_NAMES
from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.library import Library
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.conftest import CORPUS, KENT, SEEDS

KENT_MEETING = KENT / "2025-03-04"
"""One meeting of three: papers of the others are read where the readers are tested."""
QUESTIONS = ("what did Ofsted say about management oversight", "budget gap", "potholes", "who decided what")


@pytest.fixture(scope="module")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("seeds")
    api.build(SEEDS, index)
    return index


@pytest.fixture(scope="module", params=[CORPUS, SEEDS, KENT_MEETING], ids=["sample", "seeds", "kent"])
def words_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, encoder: SentenceTransformerEncoder
) -> tuple[Path, Store]:
    """A corpus and its papers in a store; vectors are not needed, since reading and splitting are what is tested."""
    corpus: Path = request.param
    if not corpus.is_dir():
        pytest.skip(f"the papers of {corpus.name} are not here")
    built = {CORPUS: "sample_index", SEEDS: "seeds_index"}.get(corpus)
    if built:
        return corpus, Store(request.getfixturevalue(built) / DATABASE_FILE_NAME)
    return corpus, builder.build_fulltext(corpus, tmp_path_factory.mktemp("words"), encoder)


@pytest.mark.rare_rows("kent")
def test_every_passage_is_a_span_of_its_paper(words_of: tuple[Path, Store]) -> None:
    _, store = words_of
    for document in store.documents.list_documents():
        text = store.documents.find_reading_text(document.doc_id) or ""
        for passage in store.documents.list_passages(document.doc_id):
            assert text[passage.start : passage.end] == passage.text, passage.passage_id


def test_no_passage_is_longer_than_the_encoder_sees(
    words_of: tuple[Path, Store], encoder: SentenceTransformerEncoder
) -> None:
    _, store = words_of
    texts = [
        embedding_text(document.title, passage)
        for document in store.documents.list_documents()
        for passage in store.documents.list_passages(document.doc_id)
        if passage.kind != "heading"
    ]
    assert texts
    assert max(encoder.count_tokens(texts)) <= encoder.info.max_tokens


@pytest.mark.rare_rows("kent")
def test_every_file_is_indexed_or_listed_with_its_reason(words_of: tuple[Path, Store]) -> None:
    corpus, store = words_of
    places = {place for document in store.documents.list_documents() for place in (document.source, *document.also_at)}
    held = {re.sub(r"#page=\d+$", "", place) for place in places}
    files = {
        path.relative_to(corpus).as_posix()
        for path in corpus.rglob("*")
        if path.is_file() and path.name.lower() not in NON_DOCUMENT_NAMES
    }
    assert held | store.unread.list_unread().keys() == files
    assert all(unread.reason and unread.next_step for unread, _ in store.unread.list_unread().values())


def test_passages_stand_in_order_and_share_no_words(words_of: tuple[Path, Store]) -> None:
    _, store = words_of
    for document in store.documents.list_documents():
        split = store.documents.list_passages(document.doc_id)
        for one, two in pairwise(split):
            assert one.end <= two.start, (one.passage_id, two.passage_id)


def test_pages_lie_inside_the_paper(words_of: tuple[Path, Store]) -> None:
    _, store = words_of
    for document in store.documents.list_documents():
        for passage in store.documents.list_passages(document.doc_id):
            pages = passage.locator.pages
            if document.pages is None:
                assert pages is None
            else:
                assert pages is not None
                assert 1 <= pages[0] <= pages[1] <= document.pages


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_in_its_passage_and_its_paper(library: Library, question: str) -> None:
    answer = library.ask(question)
    for quote in answer.quotes:
        assert quote.text in quote.passage.text
        text = library.reading_text(quote.document.doc_id) or ""
        assert text[quote.start : quote.end] == quote.text
        assert quote.citation.passage_id == quote.passage.passage_id


SEED_QUESTIONS = "what did Ofsted say about management oversight"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed papers are not here")
def test_the_seed_papers_answer_as_a_careful_reader_would(seeds_index: Path) -> None:
    opened = api.open_library(SEEDS, seeds_index)
    answer = opened.ask(SEED_QUESTIONS)
    assert "frontline management oversight" in answer.quotes[0].text, "what its lead inspector said, first"
    assert any("management and supervisory oversight" in quote.text for quote in answer.quotes), "the key areas"
    assert opened.ask("are there any mermaids in Kent?").is_found is False
