"""An engine in memory that does everything the plain way: what the engine that ships is held against.

Every cosine is worked out, BM25 is FTS5's formula over postings kept here, and documents are entries of a dictionary.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from rapidfuzz.distance import OSA

from paper_search.embeddings import Rows, Tokens
from paper_search.embeddings.token_codec import EncodedTokens, decode
from paper_search.records import (
    HELD_BACK_CODES,
    MEMBERS,
    PUBLIC,
    Access,
    Acronym,
    Arrival,
    Candidates,
    Coverage,
    Document,
    EncoderInfo,
    Facet,
    Facets,
    Filters,
    ParsedQuery,
    Passage,
    ScoredPassage,
    Status,
    UnreadFile,
    UnreadPart,
)
from paper_search.records.documents import TEXTLESS_PAGE
from paper_search.records.index import PartlyReadDocument
from paper_search.records.register import (
    Attendance,
    Decision,
    EntryList,
    EntryT,
    HeldEntry,
    MatterLink,
    MeetingFact,
    MeetingList,
    PersonList,
    RegisterEntries,
    RegisterEntry,
    RegisterQuery,
    Role,
    Vote,
)
from paper_search.retrieval.engine import EngineInfo, IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query.exact_terms import compile_term_matcher
from paper_search.storage.fulltext import build_fulltext_columns
from paper_search.storage.register_rows import list_all_entries, list_names
from paper_search.text import acronyms
from paper_search.text.names import may_be_same_person, normalise_person
from paper_search.text.spans import find_words, normalise
from paper_search.text.stemming import stem

K1, B = 1.2, 0.75
"""The parameters of FTS5's ``bm25``."""
MIN_IDF = 1e-6
"""What FTS5 counts a word with that more than half of the rows hold."""
BODY = 2
"""The column of the passage's own text."""


@dataclass(frozen=True)
class IndexedPassage:
    """A passage with all that is derived from it; only one with an embedding text can be found."""

    passage: Passage
    document: Document
    embedding_text: str | None
    vector: Rows | None = None
    tokens: EncodedTokens | None = None

    @cached_property
    def columns(self) -> tuple[list[str], ...]:
        """The stems of the title, the headings and the body."""
        return tuple(map(tokenise, build_fulltext_columns(self.document.title, self.passage)))

    @cached_property
    def length(self) -> int:
        return sum(map(len, self.columns))

    def count(self, phrase: Sequence[str], columns: Sequence[int] = (0, 1, 2)) -> int:
        """Return how often words stand in a row in these columns."""
        size = len(phrase)
        return sum(
            list(phrase) == words[place : place + size]
            for words in (self.columns[column] for column in columns)
            for place in range(len(words) - size + 1)
        )


def tokenise(text: str) -> list[str]:
    """Return the tokens of FTS5's ``porter unicode61 remove_diacritics 2``."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in plain).lower().split()
    # The tokenizer leaves what is shorter as it is.
    return [stem(word) if len(word) > 2 else word for word in words]


@dataclass(frozen=True)
class Content:
    """All that is held at one generation."""

    generation: int = 0
    documents: dict[str, tuple[Document, str]] = field(default_factory=dict)
    passages: dict[str, IndexedPassage] = field(default_factory=dict)
    arrivals: dict[str, Arrival] = field(default_factory=dict)
    register: dict[str, RegisterEntries] = field(default_factory=dict)
    unread: tuple[UnreadFile, ...] = ()
    unread_sources: frozenset[str] = frozenset()
    encoder: EncoderInfo | None = None
    built_at: str | None = None
    examples: tuple[str, ...] = ()

    def limit_to(self, access: tuple[Access, ...]) -> Content:
        """Return the content without the documents that may not be seen, so that nothing counts them."""
        if all(document.access in access for document, _ in self.documents.values()):
            return self
        return replace(
            self,
            documents={key: held for key, held in self.documents.items() if held[0].access in access},
            passages={key: entry for key, entry in self.passages.items() if entry.document.access in access},
        )

    @cached_property
    def findable(self) -> dict[str, IndexedPassage]:
        return {key: entry for key, entry in self.passages.items() if entry.embedding_text is not None}

    @cached_property
    def postings(self) -> dict[str, Counter[str]]:
        """How often each stem stands in each passage."""
        postings: dict[str, Counter[str]] = {}
        for passage_id, entry in self.findable.items():
            for words in entry.columns:
                for word in words:
                    postings.setdefault(word, Counter())[passage_id] += 1
        return postings

    @cached_property
    def mean_length(self) -> float:
        return sum(entry.length for entry in self.findable.values()) / max(len(self.findable), 1)

    def occurrences(self, phrase: Sequence[str], columns: Sequence[int] = (0, 1, 2)) -> Counter[str]:
        """Return how often words stand in a row in each passage that holds them so."""
        if not phrase:
            return Counter()
        if len(phrase) == 1 and len(columns) == len(("title", "headings", "body")):
            return self.postings.get(phrase[0], Counter())
        candidates = set.intersection(*(set(self.postings.get(word, ())) for word in phrase))
        counts = {passage_id: self.findable[passage_id].count(phrase, columns) for passage_id in candidates}
        return Counter({passage_id: count for passage_id, count in counts.items() if count})

    def score_bm25(self, phrases: Sequence[Counter[str]]) -> dict[str, float]:
        """Return the BM25 of every passage that holds one of the phrases."""
        scores: dict[str, float] = {}
        for holding in phrases:
            rows = len(holding)
            idf = max(math.log((len(self.findable) - rows + 0.5) / (rows + 0.5)), MIN_IDF) if rows else 0.0
            for passage_id, count in holding.items():
                share = self.findable[passage_id].length / self.mean_length
                gain = idf * count * (K1 + 1) / (count + K1 * (1 - B + B * share))
                scores[passage_id] = scores.get(passage_id, 0.0) + gain
        return scores


def load_entries(index: IndexSnapshot, doc_id: str) -> RegisterEntries:
    """Return the entries of a paper as an index holds them."""
    query = RegisterQuery(doc_ids=(doc_id,), limit=10_000)

    def load(kind: type[EntryT]) -> tuple[EntryT, ...]:
        return tuple(held.entry for held in index.list_entries(kind, query).entries)

    return RegisterEntries(
        load(MeetingFact), load(Attendance), load(Decision), load(Vote), load(Role), load(MatterLink)
    )


class BruteForceEngine:
    """An engine over what it was given, all of it in memory. Safe for threads: content is replaced, never changed."""

    def __init__(self, content: Content = Content()) -> None:
        self.content = content

    @property
    def name(self) -> str:
        return "memory"

    @classmethod
    def copy_of(cls, folder: Path) -> BruteForceEngine:
        """Return an engine with all that an index folder holds."""
        with LocalEngine(folder).snapshot(MEMBERS) as index:
            content = Content(encoder=index.encoder, built_at=index.built_at)
            engine = cls(content)
            for document in index.documents():
                passages = index.store.documents.list_passages(document.doc_id)
                keys = [passage.passage_id for passage in passages]
                engine.add(
                    document,
                    index.reading_text(document.doc_id) or "",
                    passages,
                    [index.embedding_text(keys).get(key) for key in keys],
                    index.vectors(keys),
                    index.encoded_tokens(keys),
                    index.arrivals([document.doc_id])[document.doc_id],
                    load_entries(index, document.doc_id),
                )
            files = index.store.unread.list_files()
            engine.content = replace(
                engine.content,
                generation=index.generation,
                unread=index.status().unread,
                unread_sources=frozenset(files.values()),
                examples=index.list_examples(),
            )
        return engine

    def add(
        self,
        document: Document,
        text: str,
        passages: Sequence[Passage],
        embedding_texts: Sequence[str | None],
        vectors: dict[str, Rows],
        tokens: dict[str, EncodedTokens] | None = None,
        arrival: Arrival | None = None,
        register: RegisterEntries | None = None,
    ) -> None:
        """Hold a document; its passages are found by meaning once they have vectors."""
        content = self.content
        entries = {
            passage.passage_id: IndexedPassage(
                passage,
                document,
                embedding_text,
                vectors.get(passage.passage_id),
                (tokens or {}).get(passage.passage_id),
            )
            for passage, embedding_text in zip(passages, embedding_texts, strict=True)
        }
        self.content = replace(
            content,
            generation=content.generation + 1,
            documents=content.documents | {document.doc_id: (document, text)},
            passages=content.passages | entries,
            arrivals=content.arrivals | ({document.doc_id: arrival} if arrival else {}),
            register=content.register | {document.doc_id: register or RegisterEntries()},
        )

    def remove(self, doc_id: str) -> None:
        """Hold a document no more."""
        content = self.content
        self.content = replace(
            content,
            generation=content.generation + 1,
            documents={key: held for key, held in content.documents.items() if key != doc_id},
            passages={key: entry for key, entry in content.passages.items() if entry.document.doc_id != doc_id},
        )

    def make_members_only(self, doc_id: str) -> None:
        """Hold a document for members alone from now on."""
        content = self.content
        document = replace(content.documents[doc_id][0], access="members")
        passages = {
            key: replace(entry, document=document) if entry.document.doc_id == doc_id else entry
            for key, entry in content.passages.items()
        }
        documents = content.documents | {doc_id: (document, content.documents[doc_id][1])}
        self.content = replace(content, generation=content.generation + 1, documents=documents, passages=passages)

    @contextmanager
    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Iterator[BruteForceSnapshot]:
        yield BruteForceSnapshot(self.content, access)

    def read_encoder_info(self) -> EncoderInfo | None:
        return self.content.encoder

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class BruteForceSnapshot:
    """The content of one generation, as somebody with one access sees it."""

    content: Content
    access: tuple[Access, ...]

    @cached_property
    def visible(self) -> Content:
        """What may be seen: everything is counted among this alone."""
        return self.content.limit_to(self.access)

    @property
    def generation(self) -> int:
        return self.content.generation

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("memory", self.generation, len(self.visible.findable))

    @property
    def encoder(self) -> EncoderInfo | None:
        return self.content.encoder

    @property
    def built_at(self) -> str | None:
        return self.content.built_at

    @property
    def missing_councils(self) -> tuple[str, ...]:
        return ()

    @property
    def has_register(self) -> bool:
        return True

    def _allows(self, document: Document, filters: Filters) -> bool:
        meeting, held_on = document.meeting, document.meeting.held_on
        arrival = self.content.arrivals.get(document.doc_id)
        return (
            document.access in self.access
            and (not filters.authorities or meeting.authority in filters.authorities)
            and (not filters.committees or meeting.committee in filters.committees)
            and (not filters.kinds or document.kind in filters.kinds)
            and (filters.since is None or (held_on is not None and held_on >= filters.since))
            and (filters.until is None or (held_on is not None and held_on <= filters.until))
            and (filters.indexed_since is None or _came_at(arrival) >= filters.indexed_since.isoformat())
            and (filters.indexed_before is None or "" < _came_at(arrival) < f"{filters.indexed_before:%FT%TZ}")
        )

    # -- candidates ------------------------------------------------------------------------------------------

    def retrieve(self, query: ParsedQuery, vector: Rows, depth: int) -> Candidates:
        allowed = {
            passage_id: entry
            for passage_id, entry in self.visible.findable.items()
            if self._allows(entry.document, query.filters)
        }
        terms = [self.visible.occurrences(tokenise(term)) for term in query.content_terms]
        if query.phrases:
            matchers = [compile_term_matcher(phrase) for phrase in query.phrases]
            allowed = {
                passage_id: entry
                for passage_id, entry in allowed.items()
                if all(matches(entry.passage.text) for matches in matchers)
            }
            forms = [
                self.visible.occurrences(tokenise(form), [BODY]) for phrase in query.phrases for form in phrase.forms
            ]
            # The engine that ships names each form twice: as what must stand there and as what is ranked by.
            terms = [*forms, *forms, *terms]
        scores = self.visible.score_bm25(terms)
        cosines = {
            passage_id: float((entry.vector.astype(np.float64) * vector).sum())
            for passage_id, entry in allowed.items()
            if entry.vector is not None
        }
        lexical = {passage_id: scores[passage_id] for passage_id in allowed if passage_id in scores}
        return Candidates(_best(cosines, depth), _best(lexical, depth))

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return [len(self.visible.occurrences(tokenise(term))) for term in terms]

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        return [frequency > 0 for frequency in self.frequencies(terms)]

    def suggest_spellings(self, word: str) -> list[str]:
        slip = normalise(word)
        if len(slip) < 5 or not slip.isalpha():
            return []
        max_distance = 2 if len(slip) >= 9 else 1
        distances = {other: OSA.distance(slip, other) for other in self._words if other[0] == slip[0]}
        near = [(distance, other) for other, distance in distances.items() if distance <= max_distance]
        return [other for _, other in sorted(near)]

    @cached_property
    def _words(self) -> set[str]:
        words: set[str] = set()
        for entry in self.visible.findable.values():
            for column in build_fulltext_columns(entry.document.title, entry.passage):
                text = normalise(column)
                words |= {text[start:end] for start, end in find_words(text) if text[start:end].isalpha()}
        return words

    def find_definitions(self, keys: Sequence[str]) -> list[Acronym]:
        groups: dict[tuple[str, str], list[tuple[bool, Acronym, str]]] = {}
        for entry in self._visible_passages():
            for acronym in acronyms.find_definitions(entry.passage.text):
                pair = acronyms.normalise_key(acronym.short), acronyms.normalise_key(acronym.long)
                if set(pair) & set(keys):
                    is_label = entry.passage.kind in ("front matter", "heading")
                    defined = replace(acronym, passage_id=entry.passage.passage_id)
                    groups.setdefault(pair, []).append((is_label, defined, entry.document.doc_id))
        found = []
        for pair, definitions in groups.items():
            _, first, _ = min(definitions, key=lambda definition: definition[0])
            found.append((pair, replace(first, papers=len({doc_id for *_, doc_id in definitions}))))
        return [acronym for _, acronym in sorted(found, key=lambda item: (-item[1].papers, item[0]))]

    def _visible_passages(self) -> Iterator[IndexedPassage]:
        return iter(self.visible.findable.values())

    # -- passages --------------------------------------------------------------------------------------------

    def _entries(self, passage_ids: Sequence[str]) -> dict[str, IndexedPassage]:
        held = self.content.passages
        return {passage_id: held[passage_id] for passage_id in passage_ids if passage_id in held}

    def fetch(self, passage_ids: Sequence[str]) -> dict[str, tuple[Passage, Document]]:
        entries = self._entries(passage_ids)
        return {
            passage_id: (entry.passage, entry.document)
            for passage_id, entry in entries.items()
            if entry.document.access in self.access
        }

    def neighbours(self, passage_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        return {passage_id: self._neighbours(entry) for passage_id, entry in self._entries(passage_ids).items()}

    def _neighbours(self, entry: IndexedPassage) -> tuple[str, ...]:
        everything = list(self.content.passages.values())
        own = [other for other in everything if other.document.doc_id == entry.document.doc_id]
        place = own.index(entry)
        before = [other for other in own[:place] if other.embedding_text is not None][-1:]
        behind = [other for other in own[place + 1 :] if other.embedding_text is not None][:1]
        return tuple(
            other.passage.passage_id
            for other in (*before, *behind)
            if not entry.passage.kind == other.passage.kind == "bullet"
        )

    def embedding_text(self, passage_ids: Sequence[str]) -> dict[str, str]:
        entries = self._entries(passage_ids)
        return {key: entry.embedding_text for key, entry in entries.items() if entry.embedding_text is not None}

    def tokens(self, passage_ids: Sequence[str], *, with_context: bool = False) -> dict[str, Tokens]:
        whole = {
            key: decode(tokens.data).shift_spans(tokens.context_length)
            for key, tokens in self.encoded_tokens(passage_ids).items()
        }
        return whole if with_context else {key: _drop_context(tokens) for key, tokens in whole.items()}

    def encoded_tokens(self, passage_ids: Sequence[str]) -> dict[str, EncodedTokens]:
        entries = self._entries(passage_ids)
        return {key: entry.tokens for key, entry in entries.items() if entry.tokens is not None}

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Rows]:
        entries = self._entries(passage_ids)
        return {key: entry.vector for key, entry in entries.items() if entry.vector is not None}

    # -- documents -------------------------------------------------------------------------------------------

    def document(self, doc_id: str) -> Document | None:
        held = self.content.documents.get(doc_id)
        return held[0] if held and held[0].access in self.access else None

    def documents(self) -> Iterator[Document]:
        held = sorted(self.content.documents.items())
        return (document for _, (document, _) in held if document.access in self.access)

    def list_unread_parts(self, doc_ids: Iterable[str]) -> Mapping[str, tuple[UnreadPart, ...]]:
        documents = filter(None, map(self.document, doc_ids))
        parts = {
            document.doc_id: tuple(UnreadPart(page, TEXTLESS_PAGE) for page in document.textless_pages)
            for document in documents
        }
        return {doc_id: found for doc_id, found in parts.items() if found}

    def reading_text(self, doc_id: str) -> str | None:
        return self.content.documents[doc_id][1] if self.document(doc_id) else None

    def list_passages(self, doc_id: str) -> list[Passage]:
        held = [entry.passage for entry in self.content.passages.values() if entry.document.doc_id == doc_id]
        return sorted(held, key=lambda passage: passage.start) if self.document(doc_id) else []

    def page_words(self, doc_id: str, page: int) -> str:
        return "\n".join(passage.text for passage in self.list_passages(doc_id) if passage.is_on_page(page))

    def is_only_text(self, doc_id: str) -> bool:
        held = self.content.documents.get(doc_id)
        if held is None:
            return False
        others = (document for document, _ in self.content.documents.values() if document.source == held[0].source)
        is_restricted = any(document.access not in self.access for document in others)
        return is_restricted or held[0].source in self.content.unread_sources

    def arrivals(self, doc_ids: Sequence[str]) -> dict[str, Arrival]:
        held = self.content.arrivals
        return {doc_id: held[doc_id] for doc_id in doc_ids if doc_id in held}

    def list_examples(self) -> tuple[str, ...]:
        return self.content.examples

    # -- the register ----------------------------------------------------------------------------------------

    def list_entries(self, kind: type[EntryT], query: RegisterQuery) -> EntryList[EntryT]:
        found = [
            HeldEntry(entry, self.content.passages[entry.source.passage_id].passage, document)
            for document in self.documents()
            if self._allows(document, query.filters) and (query.doc_ids is None or document.doc_id in query.doc_ids)
            for entry in list_all_entries(self.content.register.get(document.doc_id, RegisterEntries()))
            if isinstance(entry, kind) and self._lets_through(entry, query)
        ]
        found.sort(key=lambda held: (_rank_meeting(held.document), held.document.doc_id, held.entry.source.start))
        return EntryList(tuple(found[query.offset : query.offset + query.limit]), len(found))

    def _lets_through(self, entry: RegisterEntry, query: RegisterQuery) -> bool:
        source, stems = entry.source, set(tokenise(query.words))
        covered = [
            {word for column in held.columns for word in column}
            for held in self.content.findable.values()
            if held.passage.doc_id == source.doc_id
            and held.passage.start < source.end
            and held.passage.end > source.start
        ]
        key = normalise_person(query.person)
        return (
            (not query.outcomes or getattr(entry, "outcome", None) in query.outcomes)
            and (not stems or any(words >= stems for words in covered))
            and (not key or any(may_be_same_person(normalise_person(name), key) for _, name in list_names(entry)))
        )

    def list_meetings(self, query: RegisterQuery) -> MeetingList:
        raise NotImplementedError

    def list_people(self, query: RegisterQuery) -> PersonList:
        raise NotImplementedError

    def find_papers_by_title(self, title: str, authority: str | None) -> list[Document]:
        raise NotImplementedError

    # -- the index as a whole --------------------------------------------------------------------------------

    def coverage(self, filters: Filters) -> Coverage:
        visible = list(self.documents())
        searched = [document for document in visible if self._allows(document, filters)]
        days = [document.meeting.held_on for document in searched if document.meeting.held_on]
        names = {document.meeting.authority for document in searched if document.meeting.authority}
        doc_ids = {document.doc_id for document in searched}
        entries = self.visible.findable.values()
        held_back = sum(unread.code in HELD_BACK_CODES for unread in self.content.unread)
        return Coverage(
            papers=len(searched),
            passages=sum(entry.document.doc_id in doc_ids for entry in entries),
            authorities=tuple(sorted(names)),
            since=min(days, default=None),
            until=max(days, default=None),
            undated=len(searched) - len(days),
            outside_filters=len(visible) - len(searched),
            unread=len(self.content.unread) - held_back,
            held_back=held_back + len(self.content.documents) - len(visible),
            waiting=sum(entry.vector is None for entry in entries),
        )

    def facets(self) -> Facets:
        documents = list(self.documents())
        days = [document.meeting.held_on for document in documents if document.meeting.held_on]
        return Facets(
            _count_values(document.meeting.authority for document in documents),
            _count_values(document.meeting.committee for document in documents),
            _count_values(document.kind for document in documents),
            min(days, default=None),
            max(days, default=None),
        )

    def status(self) -> Status:
        return Status(
            papers=len(self.visible.documents),
            passages=len(self.visible.findable),
            waiting=sum(entry.vector is None for entry in self.visible.findable.values()),
            generation=self.generation,
            encoder=self.encoder,
            unread=self.content.unread,
            built_at=self.built_at,
            read_in_part=tuple(
                PartlyReadDocument(document.doc_id, self.list_unread_parts([document.doc_id])[document.doc_id])
                for document in self.documents()
                if document.textless_pages
            ),
            examples=self.list_examples(),
        )


def _rank_meeting(document: Document) -> tuple[int, str, str]:
    meeting = document.meeting
    return -(meeting.held_on.toordinal() if meeting.held_on else 0), meeting.authority or "", meeting.committee or ""


def _best(scores: dict[str, float], depth: int) -> tuple[ScoredPassage, ...]:
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ScoredPassage(passage_id, score) for passage_id, score in ordered[:depth])


def _drop_context(tokens: Tokens) -> Tokens:
    own = tokens.spans[:, 0] >= 0
    return Tokens(tokens.rows[own], tokens.spans[own])


def _count_values(values: Iterator[str | None]) -> tuple[Facet, ...]:
    counts = Counter(value for value in values if value)
    return tuple(Facet(value, count) for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _came_at(arrival: Arrival | None) -> str:
    return arrival.changed_at if arrival is not None else ""
