"""The library over an engine that keeps everything in memory: what it says hangs on the contract alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paper_search import api, engines
from paper_search.answering import service
from paper_search.answering.config import ANSWERING
from paper_search.embeddings import DEFAULT_NAME, Encoder
from paper_search.embeddings.cross_encoder import CrossEncoder
from paper_search.embeddings.model_files import find_packaged_files
from paper_search.embeddings.trained_weights import READER_WEIGHTS
from paper_search.errors import DamagedIndexError, QueryError, SettingsError, StorageError
from paper_search.export import export_pack
from paper_search.library import Library
from paper_search.records import MEMBERS, PUBLIC, Access, EncoderChoice, EncoderInfo, Filters
from paper_search.retrieval.local.engine import LocalEngine
from tests.conftest import CORPUS, OpenReader
from tests.retrieval.brute_force_engine import BruteForceEngine, Content
from tests.slow_reader import SlowReader

OFSTED = "what did Ofsted say about management oversight"
WEXMOOR = Filters(authorities=("wexmoor",))


@pytest.fixture(scope="module")
def memory(sample_index: Path) -> BruteForceEngine:
    return BruteForceEngine.copy_of(sample_index)


@pytest.fixture
def plain(memory: BruteForceEngine, encoder: Encoder, tmp_path: Path) -> Library:
    return Library(memory, encoder, corpus=CORPUS, feedback_folder=tmp_path)


def find_first(library: Library, question: str = OFSTED) -> str:
    return library.search(question, k=1)[0].passage.passage_id


QUESTIONS: list[tuple[str, Callable[[Library], object]]] = [
    ("search", lambda library: shape(library.search(OFSTED))),
    ("search within limits", lambda library: shape(library.search("potholes", WEXMOOR))),
    ("search for a phrase", lambda library: shape(library.search('"management oversight"'))),
    ("search with remarks", lambda library: library.search_with_remarks("what is the MASH?").remarks),
    ("search with a slip", lambda library: library.search_with_remarks("managment oversight").remarks),
    ("ask", lambda library: quote(library.ask(OFSTED))),
    ("ask for what is not there", lambda library: library.ask("are there any mermaids?").is_found),
    ("ask, what was searched", lambda library: library.ask(OFSTED).coverage),
    ("compare", lambda library: [quote(position) for position in library.compare("budget gap").positions]),
    ("timeline", lambda library: [event.passage for event in library.timeline(OFSTED).events]),
    ("similar", lambda library: shape(library.similar(find_first(library), elsewhere=True).hits)),
    ("cite", lambda library: library.cite(find_first(library), "markdown")),
    ("feed", lambda library: library.whats_new(OFSTED, since=date(2000, 1, 1)).passages),
    ("what is held", lambda library: (library.facets(), library.coverage(WEXMOOR), library.documents())),
    ("the state", lambda library: library.status()),
    ("a version token", lambda library: library.version_token()),
    ("evidence", lambda library: export_pack(evidence(library), "csv").content.splitlines()[1][:200]),
    ("a file", lambda library: library.file_path(library.search("potholes", k=1)[0].document.doc_id)),
]


def shape(hits: tuple) -> list[object]:  # type: ignore[type-arg]
    """Return what hits must have in common: the order, the passages, and what is printed again elsewhere."""
    return [(hit.passage, hit.document, hit.also_in, pytest.approx(hit.score, abs=1e-4)) for hit in hits]


def quote(answer: object) -> list[object]:
    return [(quoted.text, quoted.passage, quoted.citation) for quoted in answer.quotes]  # type: ignore[attr-defined]


def evidence(library: Library) -> object:
    return library.build_evidence_pack([hit.passage.passage_id for hit in library.search(OFSTED, k=3)], OFSTED)


@pytest.mark.parametrize(("name", "ask"), QUESTIONS, ids=[name for name, _ in QUESTIONS])
@pytest.mark.sampled(2)
def test_any_engine_gives_the_same_answers(
    library: Library, plain: Library, name: str, ask: Callable[[Library], object]
) -> None:
    assert ask(plain) == ask(replace(library, reader=None)), name


def test_judgements_are_kept_where_they_are_to_be(plain: Library, tmp_path: Path) -> None:
    plain.save_judgement("road repairs", find_first(plain, "road repairs"), True)
    assert [line["text"] for line in plain.load_feedback().queries] == ["road repairs"]
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_folder_no_judgements_are_kept_and_no_file_is_found(
    memory: BruteForceEngine, encoder: Encoder
) -> None:
    bare = Library(memory, encoder)
    hit = bare.search("road repairs", k=1)[0]
    assert bare.file_path(hit.document.doc_id) is None
    with pytest.raises(StorageError, match="memory: this library keeps no judgements"):
        bare.save_judgement("road repairs", hit.passage.passage_id, True)


def test_access_is_a_field_that_limits_another_copy(plain: Library, encoder: Encoder) -> None:
    document = plain.search("potholes", k=1)[0].document
    held, text = plain.engine.content.documents[document.doc_id]  # type: ignore[attr-defined]
    engine = BruteForceEngine(plain.engine.content)  # type: ignore[attr-defined]
    engine.make_members_only(document.doc_id)
    public = Library(engine, encoder, corpus=CORPUS)
    members = public.with_access(MEMBERS)
    assert (members.access, members.engine, members.corpus) == (MEMBERS, engine, CORPUS)
    assert members.reading_text(document.doc_id) == text
    assert members.document(document.doc_id) is not None
    assert public.document(document.doc_id) is None
    assert held.doc_id not in {hit.document.doc_id for hit in public.search("potholes", k=50)}
    assert held.doc_id in {hit.document.doc_id for hit in members.search("potholes", k=50)}
    assert public.version_token() != members.version_token()


@pytest.mark.parametrize(
    ("name", "message", "reason"),
    [
        ("another", "memory: the index was made with the model 'another'", "the model can be named"),
        (DEFAULT_NAME, "another precision, or another version of paper-search", "its name is the same"),
    ],
)
def test_an_index_of_another_encoder_is_refused(encoder: Encoder, name: str, message: str, reason: str) -> None:
    other = EncoderInfo(name, "its fingerprint", 3, 10)
    with pytest.raises(DamagedIndexError) as refused:
        Library(BruteForceEngine(Content(encoder=other)), encoder)
    assert message in str(refused.value), reason


@pytest.mark.parametrize("url", [Path("a:b/index"), "index", "sqlite:index"])
def test_an_address_opens_the_engine_that_ships(
    url: Path | str, sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / ("a:b/index" if isinstance(url, Path) else "index")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(sample_index)
    monkeypatch.chdir(tmp_path)
    engine = api.open_engine(url)
    assert isinstance(engine, LocalEngine)
    with engine.snapshot() as index:
        assert index.info.passages
    engine.close()


def test_an_engine_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"no engine 'mysql'\. Choose from: postgres, postgresql, sqlite") as raised:
        api.open_engine("mysql://reader:s3cret@db.example/papers")
    assert "s3cret" not in str(raised.value)


def test_another_engine_is_one_line(monkeypatch: pytest.MonkeyPatch, memory: BruteForceEngine) -> None:
    monkeypatch.setattr(engines, "ENGINES", {**engines.ENGINES, "memory": lambda place, options: memory})
    assert api.open_engine("memory:") is memory


def test_a_question_that_cannot_be_asked_is_an_error_over_any_engine(plain: Library) -> None:
    with pytest.raises(QueryError):
        plain.search("")


def test_the_reader_is_opened_where_its_weights_are_and_it_is_wanted(
    sample_index: Path, open_reader: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_open_reader", open_reader)
    assert (api.open_library(CORPUS, sample_index).reader is not None) == READER_WEIGHTS.path.is_file()
    unwanted = EncoderChoice(DEFAULT_NAME, has_reader=False)
    assert api.open_library(CORPUS, sample_index, unwanted).reader is None


def test_what_another_reader_may_answer_has_another_version(encoder: Encoder, tmp_path: Path) -> None:
    engine = BruteForceEngine(Content(encoder=encoder.info))
    weights = (replace(READER_WEIGHTS, sha256=digest * 64) for digest in "ab")
    readers = [None, *(CrossEncoder(find_packaged_files("reader", each), tmp_path) for each in weights)]
    assert len({Library(engine, encoder, reader=reader).version_token() for reader in readers}) == 3


@pytest.fixture
def counted(memory: BruteForceEngine, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> tuple[Library, list[str]]:
    """A library with a reader, and the questions for which passages were looked for."""
    searched: list[str] = []
    rank = service.rank_query

    def rank_query(text: str, *rest: Any) -> service.RankedQuery:
        searched.append(text)
        return rank(text, *rest)

    monkeypatch.setattr(service, "rank_query", rank_query)
    reader = SlowReader()
    reader.may_read.set()
    return Library(memory, encoder, reader=reader), searched  # type: ignore[arg-type]


def test_what_is_asked_without_the_reader_and_then_with_it_is_looked_for_once(
    counted: tuple[Library, list[str]],
) -> None:
    library, searched = counted
    first, settled = library.ask(OFSTED, with_reader=False), library.ask(OFSTED)
    assert searched == [OFSTED]
    assert first == replace(library, reader=None).ask(OFSTED), "as where there is no reader"
    assert settled == library.ask(OFSTED), "as where it is asked at once"
    assert all(quote.highlight is None for quote in first.quotes)
    assert all(quote.highlight is not None for quote in settled.quotes)


SECOND_QUESTIONS: list[tuple[str, dict[str, Any], tuple[Access, ...], str]] = [
    ("potholes", {}, PUBLIC, "another question"),
    (OFSTED, {"filters": WEXMOOR}, PUBLIC, "other limits"),
    (OFSTED, {"k": 3}, PUBLIC, "another number of passages"),
    (OFSTED, {"config": replace(ANSWERING, max_quotes=1)}, PUBLIC, "other settings"),
    (OFSTED, {}, MEMBERS, "somebody who may see more"),
]


@pytest.mark.parametrize(("question", "options", "access", "reason"), SECOND_QUESTIONS)
def test_nothing_is_kept_for_another_question(
    counted: tuple[Library, list[str]],
    question: str,
    options: dict[str, Any],
    access: tuple[Access, ...],
    reason: str,
) -> None:
    library, searched = counted
    library.ask(OFSTED, with_reader=False)
    library.with_access(access).ask(question, **options)
    assert searched == [OFSTED, question], reason


def test_every_highlight_lies_inside_its_quote(counted: tuple[Library, list[str]]) -> None:
    library, _ = counted
    for question in ("potholes", OFSTED, "council tax", "report to the committee", "how much is spent on roads"):
        answer = library.ask(question)
        assert answer.is_found, question
        for quote in (*answer.quotes, *answer.also):
            assert quote.highlight is not None
            start, end = quote.highlight
            assert 0 <= start < end <= len(quote.text), question
