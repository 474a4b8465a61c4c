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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_search.embeddings.pair_input import ReaderText

SLOT_PATTERN = re.compile(r"\[\[(\d+)\|([^|\]]*)\|([^|\]]*)\]\]")
"""A slot of a passage, ``[[number|side A|side B]]``: two wordings, of which a question is answered by one."""
HELD_OUT_SHARE = 0.1
"""The share of groups that are measured on and never trained on."""
_OTHER_SLOTS_CHANGE_SHARE = 0.3
"""The share of twins in which other slots than the question's own differ too, so that they are not always alike."""

Record = Mapping[str, Any]
Sides = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a passage that answers it.

    Attributes:
        question: the question.
        answering: the passage that answers it.
        answer: the span of the answer in that passage, in characters.
        other: its twin, a passage of the same matter that does not answer it; None where one is drawn from elsewhere.
        source: the kind of data.
        group: what it was made from; groups are held out whole.
    """

    question: str
    answering: ReaderText
    answer: tuple[int, int]
    other: ReaderText | None
    source: str
    group: str


def read_records(path: Path) -> Iterator[Record]:
    """Return the records of a file of JSON lines, compressed by gzip or not."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8").split("\n")
    return (json.loads(line) for line in lines if line.strip())


def is_held_out(group: str) -> bool:
    """Return True if a group is measured on, which its name settles for good."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 1000 < 1000 * HELD_OUT_SHARE


# -- passages with slots ---------------------------------------------------------------------------------------


def fill_slots(text: str, sides: Sides) -> str:
    """Return a text with the chosen side of each slot."""
    return SLOT_PATTERN.sub(lambda slot: _choose(slot, sides), text)


def _choose(slot: re.Match[str], sides: Sides) -> str:
    return slot[2] if sides[slot[1]] == "A" else slot[3]


def make_slot_examples(record: Record, rng: random.Random) -> Iterator[Example]:
    """Return each question of a passage with slots once, the sides of the other slots drawn anew.

    Args:
        record: ``id``, ``title``, ``heading``, ``passage`` and ``questions``, each with ``q``, ``slot``, ``side`` and
            ``answer``.
        rng: draws the sides.
    """
    fields = (record["title"], record.get("heading") or "", record["passage"])
    slots = sorted({slot[1] for field in fields for slot in SLOT_PATTERN.finditer(field)})
    for question in record["questions"]:
        own, side = str(question["slot"]), question["side"]
        drawn = {slot: rng.choice("AB") for slot in slots}
        others = {slot: rng.choice("AB") for slot in slots} if rng.random() < _OTHER_SLOTS_CHANGE_SHARE else drawn
        right, wrong = drawn | {own: side}, others | {own: "B" if side == "A" else "A"}
        answering, other = (ReaderText(*(fill_slots(field, sides) for field in fields)) for sides in (right, wrong))
        span = _find_answer(question["answer"], answering.passage, _find_slot(record["passage"], own, right))
        if span is not None:
            yield Example(question["q"], answering, span, other, "slots", record["id"])


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
    return ReaderText(record["title"], record.get("heading") or "", record["passage"])


def make_passage_examples(record: Record) -> Iterator[Example]:
    """Return the answered questions of a passage without a twin.

    Its near misses are measured with and never trained on: they stand with one label only.
    """
    text = make_text(record)
    for question in record["answerable"]:
        span = question["start"], question["start"] + len(question["answer"])
        yield Example(question["question"], text, span, None, "passages", record["group"])
