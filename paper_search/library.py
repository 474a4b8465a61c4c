"""An open index with its encoder: search it, ask it, and see what it holds.

Every way in (command line, web page, assistants) is a thin layer over this class. A question sees one generation of
the index from its beginning to its end, and only what its asker may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from paper_search import feedback
from paper_search.answering import service, whats_new
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.ranked_cache import RankedQueryCache
from paper_search.citations import styles
from paper_search.embeddings import Encoder
from paper_search.embeddings.blas_threads import limit_blas_to_one_thread
from paper_search.embeddings.cross_encoder import CrossEncoder, ReaderText
from paper_search.errors import StorageError
from paper_search.export import pack, popolo
from paper_search.export.pack import EvidencePack, PageRenderer
from paper_search.feedback import FeedbackSet
from paper_search.indexing import next_steps
from paper_search.ingest.metadata.provenance import find_provenance
from paper_search.records import (
    PUBLIC,
    Access,
    Answer,
    Comparison,
    Coverage,
    Document,
    Facets,
    Filters,
    Hit,
    Passage,
    SearchResults,
    Similar,
    Status,
    Timeline,
    UnreadPart,
    WhatsNew,
)
from paper_search.records.register import RegisterQuery
from paper_search.retrieval import searcher, similar
from paper_search.retrieval.engine import Engine, IndexSnapshot, ServedEngine
from paper_search.retrieval.filters import resolve_filters
from paper_search.retrieval.index_encoder import check_encoder, open_same_encoder
from paper_search.retrieval.reachability import fetch_passages, require_councils
from paper_search.retrieval.register.reader import RegisterReader
from paper_search.written_answers.match import measure_match


@dataclass(slots=True)
class _CurrentEncoder:
    """The encoder in use: one for a library and all that are limited otherwise."""

    encoder: Encoder | None = None


@dataclass(frozen=True, slots=True)
class _OpenIndex:
    """The parts that answer a question: a generation of the index, and the encoder of its vectors."""

    snapshot: IndexSnapshot
    encoder: Encoder


@dataclass(frozen=True, eq=False)
class Library(RegisterReader):
    """An open index with its encoder. Safe for threads; the model is loaded at the first question.

    Args:
        engine: The index, wherever it is kept.
        encoder: The encoder that its vectors were made with.
        access: The levels of access whose documents may be seen, see ``with_access``.
        corpus: The folder that the documents' own files stand in; without it no file is found.
        feedback_folder: The folder that readers' judgements are kept in; without it none are kept.
        reader: The cross-encoder that reads the best passages; without it they are not read.

    Raises:
        DamagedIndexError: The index was made with another encoder.
        StoreError: The index cannot be used.
    """

    engine: Engine
    encoder: Encoder
    _: KW_ONLY
    access: tuple[Access, ...] = PUBLIC
    corpus: Path | None = None
    feedback_folder: Path | None = None
    reader: CrossEncoder | None = None
    _current: _CurrentEncoder = field(default_factory=_CurrentEncoder, repr=False)
    _ranked_queries: RankedQueryCache = field(default_factory=RankedQueryCache, repr=False)

    def __post_init__(self) -> None:
        if self._current.encoder is None:
            check_encoder(self.engine, self.encoder)
            self._current.encoder = self.encoder

    def with_access(self, access: tuple[Access, ...]) -> Library:
        """Return the same library for somebody who may see the documents with this access."""
        return replace(self, access=access)

    @property
    def has_reader(self) -> bool:
        """True if the best passages are read before a question is answered."""
        return self.reader is not None

    @property
    def has_servers(self) -> bool:
        """True if the index is kept by servers, which a question waits for."""
        return isinstance(self.engine, ServedEngine)

    @contextmanager
    def _open_snapshot(self) -> Iterator[_OpenIndex]:
        """Open the index as it is now, for all that is done inside."""
        limit_blas_to_one_thread()
        with ExitStack() as opened:
            snapshot = opened.enter_context(self.engine.snapshot(self.access))
            encoder = self._current.encoder or self.encoder
            while snapshot.encoder and snapshot.encoder.fingerprint != encoder.info.fingerprint:
                # Made anew with another encoder since the last question.
                self._current.encoder = encoder = open_same_encoder(snapshot.encoder, self.engine.name)
                opened.close()
                snapshot = opened.enter_context(self.engine.snapshot(self.access))
            yield _OpenIndex(snapshot, encoder)

    def _open_register(self) -> AbstractContextManager[IndexSnapshot]:
        return self.engine.snapshot(self.access)

    def warm(self) -> None:
        """Load the models and the vectors, so that the first question need not wait for them."""
        with self._open_snapshot() as opened:
            opened.encoder.encode_query("warm")
        if self.reader is not None:
            self.reader.read("warm", [ReaderText("", "", "warm")])

    # -- questions -------------------------------------------------------------------------------------------

    def search(self, text: str, filters: Filters = Filters(), k: int = 10) -> tuple[Hit, ...]:
        """Return the k best passages, repeats folded.

        Args:
            text: The question.
            filters: What it is limited to.
            k: How many passages at most.

        Raises:
            QueryError: The question or a filter cannot be used.
        """
        return self.search_with_remarks(text, filters, k).hits

    def search_with_remarks(self, text: str, filters: Filters = Filters(), k: int = 10) -> SearchResults:
        """Return what ``search`` finds, with remarks on how the question was read."""
        with self._open_snapshot() as opened:
            return service.search_with_remarks(text, filters, k, opened.snapshot, opened.encoder, reader=self.reader)

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        k: int = 10,
        config: AnswerConfig = ANSWERING,
        *,
        with_reader: bool = True,
    ) -> Answer:
        """Return exact quotes with citations, or "no answer found", with the k best passages.

        Args:
            question: The question.
            filters: What it is limited to.
            k: How many passages at most.
            config: The settings of ranking and answering.
            with_reader: False for the answer in the order of the search, at once. What was found for it is kept until
                the same question is asked with the reader.

        Raises:
            QueryError: The question or a filter cannot be used.
        """
        with self._open_snapshot() as opened:
            index, encoder = opened.snapshot, opened.encoder
            version = (index.generation, index.missing_councils, encoder.info.fingerprint)
            key = (*version, self.access, question, filters, k)
            ranked = self._ranked_queries.pop(key)
            if ranked is None or ranked.config is not config:
                ranked = service.rank_query(question, filters, k, index, encoder, config)
            if self.reader is not None and not with_reader:
                self._ranked_queries.add(key, ranked)
            return service.answer_ranked(ranked, index, encoder, self.reader if with_reader else None)

    def compare(
        self, question: str, filters: Filters = Filters(), k: int = ANSWERING.quotes_per_authority
    ) -> Comparison:
        """Return what each authority's documents say, with up to ``k`` quotes of each."""
        with self._open_snapshot() as opened:
            return service.compare(question, filters, k, opened.snapshot, opened.encoder, reader=self.reader)

    def timeline(self, matter: str, filters: Filters = Filters(), k: int = ANSWERING.timeline_events) -> Timeline:
        """Return up to ``k`` passages of a matter in the order of its meetings."""
        with self._open_snapshot() as opened:
            return service.timeline(matter, filters, k, opened.snapshot, opened.encoder)

    def similar(self, passage_id: str, filters: Filters = Filters(), k: int = 10, elsewhere: bool = False) -> Similar:
        """Return the k passages of other documents most like one, with ``elsewhere`` other authorities' first."""
        with self._open_snapshot() as opened:
            limits = resolve_filters(filters, opened.snapshot)
            return similar.find_similar(passage_id, limits, k, opened.snapshot, elsewhere)

    def whats_new(self, question: str, filters: Filters = Filters(), since: date | None = None) -> WhatsNew:
        """Return what came since a day or a second of UTC, of all that came in the last 90 days where none is named."""
        with self._open_snapshot() as opened:
            # What is left out of a feed or a mail is never told of later.
            require_councils(opened.snapshot, resolve_filters(filters, opened.snapshot))
            return whats_new.find_whats_new(question, filters, since, opened.snapshot, opened.encoder)

    def measure_match(self, sentence: str, texts: Sequence[str]) -> float:
        """Return how well texts meet the word of a sentence that they meet worst, from 0 to 1."""
        with self._open_snapshot() as opened:
            return measure_match(sentence, texts, opened.encoder)

    # -- what is held ----------------------------------------------------------------------------------------

    def facets(self) -> Facets:
        """Return the values that filters can take, with counts of documents."""
        with self._open_snapshot() as opened:
            return opened.snapshot.facets()

    def coverage(self, filters: Filters = Filters()) -> Coverage:
        """Return what a question with these filters searches, and what it does not."""
        with self._open_snapshot() as opened:
            return service.coverage(filters, opened.snapshot)

    def unread_parts(self, doc_id: str) -> tuple[UnreadPart, ...]:
        """Return the parts of a paper that could not be read; none where all was, or where it is not held."""
        return self.list_unread_parts([doc_id]).get(doc_id, ())

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        """Return the parts of papers that could not be read, by doc_id; only papers that were read in part are in it.

        Args:
            doc_ids: the papers, all looked up in one snapshot.
        """
        with self._open_snapshot() as opened:
            return opened.snapshot.list_unread_parts(doc_ids)

    def status(self) -> Status:
        """Return the counts of documents and passages, what is unread, the generation and the encoder."""
        with self._open_snapshot() as opened:
            return next_steps.add_next_steps(opened.snapshot.status())

    def check_servers(self) -> Mapping[str, bool]:
        """Return the servers that keep the index by their addresses, and whether each answers; none for a folder."""
        return self.engine.check_servers() if isinstance(self.engine, ServedEngine) else {}

    def version_token(self) -> str:
        """Return what stands for all that this library can answer: while it is the same, so is every answer."""
        with self._open_snapshot() as opened:
            read_by = [self.reader.fingerprint] if self.reader is not None else []
            missing = [f"without {name}" for name in opened.snapshot.missing_councils]
            return " ".join([str(opened.snapshot.generation), *self.access, *read_by, *missing])

    def document(self, doc_id: str) -> Document | None:
        """Return a document, or None when it is not held, was withdrawn, or is for others."""
        with self._open_snapshot() as opened:
            document = opened.snapshot.document(doc_id)
            if document is None:
                require_councils(opened.snapshot)
            return document

    def documents(self) -> list[Document]:
        """Return every document held, by doc_id."""
        with self._open_snapshot() as opened:
            require_councils(opened.snapshot)
            return list(opened.snapshot.documents())

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage, or None when it is not held."""
        with self._open_snapshot() as opened:
            fetched = fetch_passages([passage_id], opened.snapshot).get(passage_id)
        return fetched[0] if fetched else None

    def cite(self, passage_id: str, style: str = "text") -> str:
        """Return the citation of a passage.

        Args:
            passage_id: The passage.
            style: One of ``styles.STYLES``.

        Raises:
            QueryError: The passage is not held, or there is no such style.
        """
        with self._open_snapshot() as opened:
            fetch_passages([passage_id], opened.snapshot)
            return styles.cite(*searcher.fetch_passage(passage_id, opened.snapshot), style)

    def reading_text(self, doc_id: str) -> str | None:
        """Return the reading text that the document's passages are spans of, or None when it is not held."""
        with self._open_snapshot() as opened:
            text = opened.snapshot.reading_text(doc_id)
            if text is None:
                require_councils(opened.snapshot)
            return text

    def page_words(self, doc_id: str, page: int) -> str:
        """Return the passages on a page of a document, a line each.

        Args:
            doc_id: the document.
            page: the page of its file, from 1.
        """
        with self._open_snapshot() as opened:
            return opened.snapshot.page_words(doc_id, page)

    def file_path(self, doc_id: str) -> Path | None:
        """Return the document's own file, or None when it is not held, is for others, or its file is gone.

        Nor is a pack given out in which another document is held back: what is public of it can be read as text.
        """
        document = self.document(doc_id)
        if self.corpus is None or document is None or self.is_only_text(doc_id):
            return None
        path = (self.corpus / document.source).resolve()
        is_inside = path.is_relative_to(self.corpus.resolve())
        return path if is_inside and path.is_file() else None

    def is_only_text(self, doc_id: str) -> bool:
        """Return True for a document of a pack whose file holds something that may not be shown."""
        with self._open_snapshot() as opened:
            return opened.snapshot.is_only_text(doc_id)

    # -- what is kept elsewhere ------------------------------------------------------------------------------

    def build_evidence_pack(
        self,
        passage_ids: Sequence[str],
        question: str = "",
        picture: PageRenderer = pack.render_no_page,
        filters: Filters = Filters(),
    ) -> EvidencePack:
        """Return the passages chosen, in the order given, as an evidence pack.

        Args:
            passage_ids: The passages, 1 to ``pack.MAX_PACK_PASSAGES`` of them.
            question: The question that they were found with.
            picture: Draws the page that a passage stands on, as a PNG; None where there is none to show.
            filters: The limits of the question, by which it is said how well the papers meet it.

        Raises:
            QueryError: Too few or too many were chosen, none is held any more, or the question or a filter is wrong.
        """
        chosen = pack.validate_choice(passage_ids)
        with self._open_snapshot() as opened:
            index = opened.snapshot
            held, generation = fetch_passages(chosen, index), index.generation
            is_asked = bool(question.strip())
            answer = service.ask(question, filters, 1, index, opened.encoder, reader=self.reader) if is_asked else None
        provenance = find_provenance(self.corpus, [document for _, document in held.values()]) if self.corpus else {}
        return pack.build_pack(question, chosen, held, generation, picture, answer, provenance)

    def export_popolo(self, query: RegisterQuery = RegisterQuery()) -> popolo.PopoloDataset:
        """Return what a query lets through as Popolo objects; all of it, whatever its limit.

        Raises:
            QueryError: a filter cannot be used.
        """
        with self._ask(query) as (resolved, index):
            return popolo.build_dataset(popolo.select_entries(resolved, index))

    def save_judgement(self, question: str, passage_id: str, is_right: bool) -> None:
        """Keep that a passage is, or is not, what was looked for.

        Args:
            question: The question that the passage was found with.
            passage_id: The passage.
            is_right: True where it is what was looked for.

        Raises:
            QueryError: The passage is not held any more, or the question is none.
            StorageError: The judgement cannot be kept.
        """
        with self._open_snapshot() as opened:
            fetched = fetch_passages([passage_id], opened.snapshot).get(passage_id)
        judgement = feedback.make_judgement(question, fetched and fetched[0], is_right, datetime.now(UTC).date())
        feedback.save_judgement(self._require_feedback_folder(), judgement)

    def load_feedback(self) -> FeedbackSet:
        """Return all judgements of readers as a set to measure with."""
        judgements = feedback.load_judgements(self._require_feedback_folder())
        with self._open_snapshot() as opened:
            require_councils(opened.snapshot)
            return feedback.build_feedback_set(judgements, feedback.fetch_in_batches(opened.snapshot))

    def _require_feedback_folder(self) -> Path:
        if self.feedback_folder is None:
            raise StorageError(f"{self.engine.name}: this library keeps no judgements. Open it with a folder for them.")
        return self.feedback_folder
