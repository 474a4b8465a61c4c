"""Two questions of one passage, of which it answers one.

Other twins show one question with two passages, most of which the words that carry meaning tell apart ("clinic close").
Here the passage is the same, and with written pairs so are most of those words ("When did the clinic close?", "Why did
the clinic close?"): what is asked has to be read.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from training.examples import (
    Example,
    Record,
    delete_sentence,
    draw_sides,
    find_stems,
    insert_sentence,
    make_side_examples,
    make_text,
    parse_insertion,
)

_CHANGED_SHARE = 0.5
"""The share of written pairs in which the passage answers the second question and not the first."""
_ALIKE_SHARE = 0.5
"""The share of slots' questions that are paired with the one that shares most words; the others with any."""


def make_written_pair_examples(record: Record, rng: random.Random) -> Iterator[Example]:
    """Return a passage with a question that it answers and one that it does not, in nearly the same words.

    In half of the draws it is the other way round: the sentence that answers the first has gone, and one that answers
    the second is put in. So both questions stand with both labels.

    Args:
        record: ``group``, ``title``, ``heading``, ``passage``, ``question``, ``answer``, ``start``, ``other_question``
            and ``sentence``, which answers that one.
        rng: draws which.
    """
    text, span = make_text(record), (record["start"], record["start"] + len(record["answer"]))
    first, second = record["question"], record["other_question"]
    rest = delete_sentence(text, span) if rng.random() < _CHANGED_SHARE else None
    if rest is None or record["answer"].lower() in rest.passage.lower():
        yield Example(first, text, span, text, "written pairs", record["group"], span[0], second)
        return
    insertion = parse_insertion(record["sentence"])
    inserted = insert_sentence(rest, insertion.sentence, rng)
    place = inserted.place_answer(insertion)
    yield Example(second, inserted.text, place, inserted.text, "written pairs", record["group"], place[0], first)


def make_written_insertion_examples(record: Record, rng: random.Random) -> Iterator[Example]:
    """Return the second question of a written pair, answered once its sentence is put in; the twin lacks it.

    Args:
        record: as for ``make_written_pair_examples``.
        rng: draws where it is put.
    """
    text, insertion = make_text(record), parse_insertion(record["sentence"])
    inserted = insert_sentence(text, insertion.sentence, rng)
    place = inserted.place_answer(insertion)
    yield Example(
        record["other_question"], inserted.text, place, text, "written insertions", record["group"], record["start"]
    )


def make_slot_pair_examples(record: Record, rng: random.Random) -> Iterator[Example]:
    """Return the questions that a passage with slots answers, each beside one that the other side of its slot answers.

    Args:
        record: as for ``make_slot_examples``.
        rng: draws the sides and the other questions.
    """
    questions = defaultdict(list)
    for question in record["questions"]:
        questions[str(question["slot"]), question["side"]].append(question["q"])
    sides = draw_sides(record, rng)
    for example, slot in make_side_examples(record, sides):
        others = questions[slot, "B" if sides[slot] == "A" else "A"]
        if others:
            other = _choose_other(example.question, others, rng)
            yield replace(
                example,
                other=example.answering,
                other_place=example.answer[0],
                other_question=other,
                source="slot pairs",
            )


def _choose_other(question: str, others: list[str], rng: random.Random) -> str:
    if rng.random() >= _ALIKE_SHARE:
        return rng.choice(others)
    stems = find_stems(question)
    return max(others, key=lambda other: len(stems & find_stems(other)) / len(stems | find_stems(other)))
