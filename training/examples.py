"""Training examples: a question, a passage that answers it, and one of the same matter that does not.

Every question stands with both labels, so that nothing about the question alone tells whether it is answered. A model
that was trained on questions of which some are always answered, and others never, learns their style (SQuAD 2.0 has
the same weakness; see Clark, Yatskar and Zettlemoyer, "Don't Take the Easy Way Out", EMNLP 2019).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from paper_search.embeddings.pair_input import ReaderText
from paper_search.text.spans import Span, split_sentences
from paper_search.text.stemming import stem

SLOT_PATTERN = re.compile(r"\[\[(\d+)\|([^|\]]*)\|([^|\]]*)\]\]")
"""A slot of a passage, ``[[number|side A|side B]]``: two wordings, of which a question is answered by one."""
HELD_OUT_SHARE = 0.1
"""The share of groups that are measured on and never trained on."""
_OTHER_SLOTS_CHANGE_SHARE = 0.3
"""The share of twins in which other slots than the question's own differ too, so that they are not always alike."""
_PLAIN_SHARE = 0.3
"""The share of passages that stand without a sentence put into them, so that such a sentence says nothing."""
_NEAREST_PASSAGES = 3
"""Passages of a paper of which one is drawn, those that share the most words with a question."""
_ANSWER_PATTERN = re.compile(r"\{\{(.+?)\}\}")

Record = Mapping[str, Any]
Sides = Mapping[str, str]
QuestionBias = Mapping[tuple[str, str], float]
"""The log odds of a question by its style, by passage and question."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage that answers it.

    Attributes:
        question: the question.
        answering: the passage that answers it.
        answer: the span of the answer in that passage, in characters.
        other: its twin, a passage of the same matter that does not answer it; None where there is none.
        other_place: where in the twin what differs begins, in characters; None where it is another passage.
        other_question: what the twin is asked; None where it is asked the same.
        bias: the log odds that the two questions are answered, by their style alone.
        source: the kind of data.
        group: what it was made from; groups are held out whole.
    """

    question: str
    answering: ReaderText
    answer: tuple[int, int]
    other: ReaderText | None
    source: str
    group: str
    other_place: int | None = None
    other_question: str | None = None
    bias: tuple[float, float] = (0.0, 0.0)


def read_records(path: Path) -> Iterator[Record]:
    """Return the records of a file of JSON lines, compressed by gzip or not."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8").split("\n")
    return (json.loads(line) for line in lines if line.strip())


def is_held_out(group: str) -> bool:
    """Return True if a group is measured on, which its name settles for good."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 1000 < 1000 * HELD_OUT_SHARE


def choose_records(records: Sequence[Record], name: str, held_out: bool) -> list[Record]:
    """Return the records that are held out, or the others, by the field that names their group."""
    return [record for record in records if is_held_out(record[name]) == held_out]


# -- parts of passages -------------------------------------------------------------------------------------------


def crop_example(example: Example, max_words: int, rng: random.Random) -> Example:
    """Return an example with parts of its passages, each of whole sentences.

    The part that answers holds the answer, that of the twin the place where it differs, so that neither is known by
    where it was cut.

    Args:
        example: the example.
        max_words: words of a part; a longer sentence stays whole.
        rng: draws how much stands before and behind.
    """
    start, end = _choose_part(example.answering.passage, example.answer, max_words, rng)
    part = replace(example.answering, passage=example.answering.passage[start:end])
    answer = example.answer[0] - start, example.answer[1] - start
    if example.other is None:
        return replace(example, answering=part, answer=answer)
    passage = example.other.passage
    place = rng.randrange(len(passage)) if example.other_place is None else min(example.other_place, len(passage) - 1)
    start, end = _choose_part(passage, (place, place + 1), max_words, rng)
    return replace(
        example, answering=part, answer=answer, other=replace(example.other, passage=passage[start:end]), other_place=0
    )


def _choose_part(passage: str, inside: Span, max_words: int, rng: random.Random) -> Span:
    """Return the span of whole sentences around a span, each next one drawn from before or behind."""
    sentences = split_sentences(passage)
    touching = [number for number, (start, end) in enumerate(sentences) if end > inside[0] and start < inside[1]]
    if not touching:
        return 0, len(passage)
    first, last = touching[0], touching[-1]
    while True:
        wider = [(first - 1, last)] * (first > 0) + [(first, last + 1)] * (last < len(sentences) - 1)
        fitting = [
            (low, high)
            for low, high in wider
            if _count_words(passage, sentences[low][0], sentences[high][1]) <= max_words
        ]
        if not fitting:
            return sentences[first][0], sentences[last][1]
        first, last = rng.choice(fitting)


def _count_words(passage: str, start: int, end: int) -> int:
    return passage.count(" ", start, end) + 1


# -- passages with slots ---------------------------------------------------------------------------------------


def fill_slots(text: str, sides: Sides) -> str:
    """Return a text with the chosen side of each slot."""
    return SLOT_PATTERN.sub(lambda slot: _choose(slot, sides), text)


def _choose(slot: re.Match[str], sides: Sides) -> str:
    return slot[2] if sides[slot[1]] == "A" else slot[3]


def draw_sides(record: Record, rng: random.Random) -> dict[str, str]:
    """Return a side of each slot of a passage, its title and its heading."""
    fields = _list_fields(record)
    slots = sorted({slot[1] for field in fields for slot in SLOT_PATTERN.finditer(field)})
    return {slot: rng.choice("AB") for slot in slots}


def _fill_text(record: Record, sides: Sides) -> ReaderText:
    return ReaderText(*(fill_slots(field, sides) for field in _list_fields(record)))


def _list_fields(record: Record) -> tuple[str, str, str]:
    return record["title"], record.get("heading") or "", record["passage"]


def make_slot_examples(record: Record, rng: random.Random) -> Iterator[Example]:
    """Return each question of a passage with slots once, the sides of the other slots drawn anew.

    Args:
        record: ``group``, ``title``, ``heading``, ``passage`` and ``questions``, each with ``q``, ``slot``, ``side``
            and ``answer``.
        rng: draws the sides.
    """
    for question in record["questions"]:
        own, side = str(question["slot"]), question["side"]
        drawn = draw_sides(record, rng)
        others = draw_sides(record, rng) if rng.random() < _OTHER_SLOTS_CHANGE_SHARE else drawn
        right, wrong = drawn | {own: side}, others | {own: "B" if side == "A" else "A"}
        answering, other = (_fill_text(record, sides) for sides in (right, wrong))
        span = _find_answer(question["answer"], answering.passage, _find_slot(record["passage"], own, right))
        place = _find_slot(record["passage"], own, wrong)
        if span is not None:
            start = place[0] if place else span[0]
            yield Example(question["q"], answering, span, other, "slots", record["group"], start)


def make_side_examples(record: Record, sides: Sides) -> Iterator[tuple[Example, str]]:
    """Return the questions of a passage with slots that its sides answer, each without a twin, with its slot.

    Args:
        record: as for ``make_slot_examples``.
        sides: of each slot.
    """
    answering = _fill_text(record, sides)
    for question in record["questions"]:
        own = str(question["slot"])
        if question["side"] != sides[own]:
            continue
        span = _find_answer(question["answer"], answering.passage, _find_slot(record["passage"], own, sides))
        if span is not None:
            yield Example(question["q"], answering, span, None, "slots", record["group"]), own


def make_slot_paper_examples(records: Sequence[Record], rng: random.Random) -> Iterator[Example]:
    """Return the answered questions of a paper whose passages have slots; the twin is another passage of it.

    Args:
        records: the passages of one paper, as for ``make_slot_examples``.
        rng: draws the sides, and one of the nearest passages.
    """
    drawn = [(record, draw_sides(record, rng)) for record in records]
    texts = [_fill_text(record, sides) for record, sides in drawn]
    examples = [[example for example, _ in make_side_examples(record, sides)] for record, sides in drawn]
    yield from _pair_with_neighbours(texts, examples, rng)


def _find_slot(passage: str, number: str, sides: Sides) -> tuple[int, int] | None:
    """Return where a slot stands in the filled passage, None where it is in the title or heading."""
    for slot in SLOT_PATTERN.finditer(passage):
        if slot[1] == number:
            start = len(fill_slots(passage[: slot.start()], sides))
            return start, start + len(_choose(slot, sides))
    return None


def _find_answer(answer: str, passage: str, near: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return where an answer stands: of several places the first that touches its slot."""
    places = [match.span() for match in re.finditer(re.escape(answer), passage)]
    touching = [place for place in places if near and place[0] < near[1] and place[1] > near[0]]
    return next(iter([*touching, *places]), None)


# -- other data ------------------------------------------------------------------------------------------------


def make_twin_examples(record: Record) -> Iterator[Example]:
    """Return the questions of a pair of passages, each answered by one of them."""
    title, heading = record["title"], record.get("heading") or ""
    for question in record["questions"]:
        name = question["answered_by"]
        right, wrong = record[name], record["second" if name == "first" else "first"]
        span = question["start"], question["start"] + len(question["answer"])
        answering, other = ReaderText(title, heading, right), ReaderText(title, heading, wrong)
        yield Example(question["question"], answering, span, other, "twins", record["id"])


def make_text(record: Record) -> ReaderText:
    """Return the passage of a record without a twin."""
    return ReaderText(*_list_fields(record))


def make_passage_examples(record: Record) -> Iterator[Example]:
    """Return the answered questions of a passage, each without a twin."""
    text = make_text(record)
    for question in record["answerable"]:
        span = question["start"], question["start"] + len(question["answer"])
        yield Example(question["question"], text, span, None, "passages", record["group"])


def make_near_miss_examples(record: Record, bias: QuestionBias, rng: random.Random) -> Iterator[Example]:
    """Return the answered questions of a passage, each beside a near miss of the same passage.

    The two are different questions, so each comes with what its style gives away.

    Args:
        record: the passage.
        bias: the log odds of its questions by their style; a passage without them has no examples.
        rng: draws the near misses.
    """
    misses = list(record["near_misses"])
    rng.shuffle(misses)
    for example, miss in zip(make_passage_examples(record), misses, strict=False):
        keys = (record["id"], example.question), (record["id"], miss)
        if all(key in bias for key in keys):
            yield replace(
                example,
                other=example.answering,
                source="near misses",
                other_question=miss,
                bias=(bias[keys[0]], bias[keys[1]]),
            )


# -- twins made of passages without one ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Insertion:
    """A sentence that answers a near miss where it is put into its passage.

    Attributes:
        sentence: its words.
        answer: the span of the answer in them.
    """

    sentence: str
    answer: Span


def parse_insertion(marked: str) -> Insertion:
    """Return the sentence whose answer stands in double braces."""
    answer = _ANSWER_PATTERN.search(marked)
    if answer is None:
        raise ValueError(f"No {{{{answer}}}} is marked in {marked!r}; mark the words that answer.")
    sentence = marked[: answer.start()] + answer[1] + marked[answer.end() :]
    return Insertion(sentence, (answer.start(), answer.start() + len(answer[1])))


def make_insertion_examples(
    record: Record, insertions: Mapping[int, Insertion], rng: random.Random
) -> Iterator[Example]:
    """Return the near misses of a passage, each answered once a sentence is put into it.

    The twin has another sentence put into it, or is the passage as it stands.

    Args:
        record: the passage.
        insertions: by the number of the near miss that it answers.
        rng: draws the places and the twins.
    """
    text = make_text(record)
    for number, insertion in insertions.items():
        inserted = insert_sentence(text, insertion.sentence, rng)
        others = [other for key, other in insertions.items() if key != number]
        is_plain = not others or rng.random() < _PLAIN_SHARE
        other = (
            _Inserted(text, inserted.start, (0, 0))
            if is_plain
            else insert_sentence(text, rng.choice(others).sentence, rng)
        )
        question, span = record["near_misses"][number], inserted.place_answer(insertion)
        yield Example(question, inserted.text, span, other.text, "insertions", record["group"], other.start)


def make_deletion_examples(
    record: Record, insertions: Mapping[int, Insertion], rng: random.Random
) -> Iterator[Example]:
    """Return the answered questions of a passage; the twin lacks the sentence with the answer.

    Either may have a sentence put into it that answers another question.

    Args:
        record: the passage.
        insertions: sentences to put into it.
        rng: draws them and their places.
    """
    for example in make_passage_examples(record):
        rest = delete_sentence(example.answering, example.answer)
        if rest is None or record["passage"][slice(*example.answer)].lower() in rest.passage.lower():
            continue
        answering, span = example.answering, example.answer
        if insertions and rng.random() > _PLAIN_SHARE:
            rest = insert_sentence(rest, rng.choice(list(insertions.values())).sentence, rng).text
        if insertions and rng.random() < _PLAIN_SHARE:
            inserted = insert_sentence(answering, rng.choice(list(insertions.values())).sentence, rng)
            answering = inserted.text
            span = inserted.shift_span(span)
        place = min(example.answer[0], len(rest.passage))
        yield replace(example, answering=answering, answer=span, other=rest, source="deletions", other_place=place)


def make_neighbour_examples(records: Sequence[Record], rng: random.Random) -> Iterator[Example]:
    """Return the answered questions of a paper's passages; the twin is another passage of it that shares many words.

    Args:
        records: the passages of one paper.
        rng: draws one of the nearest.
    """
    texts = [make_text(record) for record in records]
    yield from _pair_with_neighbours(texts, [list(make_passage_examples(record)) for record in records], rng)


def _pair_with_neighbours(
    texts: Sequence[ReaderText], examples: Sequence[Sequence[Example]], rng: random.Random
) -> Iterator[Example]:
    """Return the examples of each passage of a paper, beside one of the others that share the most words with it."""
    stems = [find_stems(f"{text.passage} {text.heading}") for text in texts]
    for own, of_passage in enumerate(examples):
        for example in of_passage:
            asked = find_stems(example.question)
            answer = example.answering.passage[slice(*example.answer)].lower()
            others = [
                (-len(asked & stems[index]), index)
                for index, text in enumerate(texts)
                if index != own and answer not in text.passage.lower()
            ]
            if others:
                _, chosen = rng.choice(sorted(others)[:_NEAREST_PASSAGES])
                yield replace(example, other=texts[chosen], source="neighbours")


def find_stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words."""
    return frozenset(stem(word) for word in re.findall(r"\w+", text.lower()))


@dataclass(frozen=True, slots=True)
class _Inserted:
    """A text with a sentence put into it.

    Attributes:
        start: where the sentence begins.
        resumes: where what stood behind it began before, and begins now.
    """

    text: ReaderText
    start: int
    resumes: tuple[int, int]

    def place_answer(self, insertion: Insertion) -> Span:
        """Return the place of the answer of the sentence that was put in."""
        return self.start + insertion.answer[0], self.start + insertion.answer[1]

    def shift_span(self, span: Span) -> Span:
        """Return the place of a span of the text as it was."""
        before, now = self.resumes
        shift = now - before if span[0] >= before else 0
        return span[0] + shift, span[1] + shift


def insert_sentence(text: ReaderText, sentence: str, rng: random.Random) -> _Inserted:
    """Return a text with a sentence put between two of it, or at an end."""
    passage = text.passage
    starts = [start for start, _ in split_sentences(passage)]
    place = rng.choice([*starts, len(passage)])
    lead = f"{passage[:place].rstrip()} " if passage[:place].strip() else ""
    behind = len(lead) + len(sentence) + 1
    whole = f"{lead}{sentence} {passage[place:]}".rstrip()
    return _Inserted(replace(text, passage=whole), len(lead), (place, behind))


def delete_sentence(text: ReaderText, answer: Span) -> ReaderText | None:
    """Return a text without the sentences that an answer stands in; None where nothing is left."""
    kept = [span for span in split_sentences(text.passage) if span[1] <= answer[0] or span[0] >= answer[1]]
    return replace(text, passage=" ".join(text.passage[slice(*span)] for span in kept)) if kept else None
