"""Re-ranking of the best passages by the reader, a cross-encoder that tells an answer from a mention.

It reads the first few, each once though several papers print it, and what it makes of each is added to its score.
Passages that it has not read gain nothing, so reading moves nothing up but what answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from paper_search.citations.format import format_meeting_date
from paper_search.embeddings.cross_encoder import CrossEncoder, PassageReading, ReaderText
from paper_search.records import Document, Passage, RankedPassage
from paper_search.retrieval import fusion
from paper_search.retrieval.config import RANKING, RankingConfig

Readings = Mapping[str, PassageReading]
"""What the reader made of passages, by passage id."""

_MAX_LOG_ODDS = 50.0
"""Beyond these a probability is 0 or 1 to all digits that there are."""


def build_reader_text(passage: Passage, document: Document) -> ReaderText:
    """Return what the reader is given of a passage.

    Over it stand its paper, with committee, authority and date, and what it hangs from: the lead-in of an item, the
    heads of a row's columns, else its heading.
    """
    meeting = document.meeting
    place = ", ".join(part for part in (meeting.committee, meeting.authority, format_meeting_date(document)) if part)
    title = " – ".join(part for part in (document.title, place) if part)
    heading = passage.lead_in or " | ".join(passage.columns) or next(reversed(passage.headings), "")
    return ReaderText(title, heading, passage.standing_text)


def read_passages(
    question: str, ranked: Sequence[RankedPassage], reader: CrossEncoder, config: RankingConfig = RANKING
) -> dict[str, PassageReading]:
    """Return what the reader makes of the first passages.

    Args:
        question: the question.
        ranked: the passages, best first.
        reader: the reader.
        config: how many different ones it reads.

    Returns:
        A reading by passage id, of those too that print a passage read again.
    """
    texts: dict[str, ReaderText] = {}
    for _, passage, document in ranked:
        words = passage.standing_text
        if words not in texts and len(texts) == config.reader_depth:
            break
        texts.setdefault(words, build_reader_text(passage, document))
    read = dict(zip(texts, reader.read(question, list(texts.values())), strict=True))
    words_of = {passage.passage_id: passage.standing_text for _, passage, _ in ranked}
    return {passage_id: read[words] for passage_id, words in words_of.items() if words in read}


def add_reading_scores(
    ranked: Sequence[RankedPassage], readings: Readings, config: RankingConfig = RANKING
) -> list[RankedPassage]:
    """Return the passages with the probability that each answers added to its score, best first.

    Args:
        ranked: the passages, best first.
        readings: what the reader made of the first of them.
        config: the weight of a probability of 1.
    """
    gains = {
        passage_id: config.reader_weight * to_probability(reading.log_odds) for passage_id, reading in readings.items()
    }
    return fusion.reorder(ranked, fusion.add_boosts([result.candidate for result in ranked], gains))


def to_probability(log_odds: float) -> float:
    """Return the probability of which these are the log odds."""
    return 1 / (1 + math.exp(-max(min(log_odds, _MAX_LOG_ODDS), -_MAX_LOG_ODDS)))
