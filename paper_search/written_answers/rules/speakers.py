"""Speakers: what someone said is not told as the paper's own word."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.written_answers.records import EvidenceSpan
from paper_search.written_answers.rules.lexicon import GLUE, REPORTING
from paper_search.written_answers.rules.use import Part, SentenceUse
from paper_search.written_answers.rules.words import split_into_words

_DROPPED = "It tells as a fact what the cited words say that someone said, thought or asked."
_MIXED = "It joins the words of two speakers."
_SAYING = REPORTING | frozenset("found finds judged concluded identified held decided agreed resolved".split())
_MAX_TAIL_WORDS = 6
_REMARKS = {
    "draft": "In a draft paper: ",
    "cancelled": "In a paper for a meeting that was cancelled: ",
    "replaced": "In a paper that was later replaced: ",
}


def check_speakers(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where words of reporting are left out, unless the speaker is put before the sentence."""
    if any(_drops_report(part) for part in use.parts):
        yield _DROPPED
    if len({part.source.speaker for part in use.parts}) > 1:
        yield _MIXED


def find_prefix(use: SentenceUse) -> str:
    """Return what is put before a sentence: the paper's standing, and the speaker where it does not name one."""
    cited = {part.source.span for part in use.parts}
    spans = [span for span in use.spans if span.number in cited]
    speakers = dict.fromkeys(span.speaker for span in spans if span.speaker and not _is_named(use, span.speaker))
    prefixes = [*dict.fromkeys(_describe(span.remark) for span in spans if span.remark)]
    if speakers:
        prefixes.append(f"{', '.join(str(speaker) for speaker in speakers)}: ")
    return "".join(prefixes)


def strip_prefix(text: str, spans: tuple[EvidenceSpan, ...]) -> str:
    """Return a sentence without what ``find_prefix`` has put before it.

    Args:
        text: the sentence.
        spans: the spans that it cites.
    """
    possible = [_describe(span.remark) for span in spans if span.remark]
    speakers = dict.fromkeys(span.speaker for span in spans if span.speaker)
    possible += [f"{speaker}: " for speaker in speakers] + [f"{', '.join(map(str, speakers))}: "]
    for prefix in possible:
        text = text.removeprefix(prefix)
    return text


def _describe(remark: str | None) -> str:
    return _REMARKS.get(remark or "", f"In a paper marked as {remark}: ")


def _is_named(use: SentenceUse, speaker: str) -> bool:
    """Return True if the sentence opens with one of the speakers, or names one beside a word of reporting."""
    own = [word.stem for word in use.words]
    for name in speaker.split(";"):
        stems = [word.stem for word in split_into_words(name) if word.form not in GLUE]
        opening = [word.stem for word in use.words if word.form not in GLUE and not word.is_figure][: len(stems)]
        if opening == stems or (set(stems) <= set(own) and use.forms & _SAYING):
            return True
    return False


def _drops_report(part: Part) -> bool:
    """Return True if words of reporting before the used ones, or behind the last comma, are left out.

    Those of the speaker, whom the prefix names, may be left out; those of somebody whom he speaks of may not.
    """
    if part.is_speaker_before:
        return False
    return any(
        part.words[index].form in REPORTING
        and (index < part.first or _is_tail(part, index) or _is_parenthesis(part, index))
        for index in {*part.find_dropped(), *part.dropped_governors}
    )


def _is_parenthesis(part: Part, index: int) -> bool:
    """Return True for ", said the Director," and ", officers said,", wherever they stand."""
    words = part.words
    following = words[index + 1] if index + 1 < len(words) else None
    opens = "," in words[index].before and following is not None and not following.before.strip()
    is_name = opens and following is not None and (following.has_capital or following.form in ("the", "a", "an"))
    closes = following is None or "," in following.before
    starts = [place for place in range(max(index - 3, 1), index) if "," in words[place].before]
    return is_name or (closes and bool(starts))


def _is_tail(part: Part, index: int) -> bool:
    """Return True for a word of a short end behind a comma: ", officers said"."""
    end = len(part.words)
    tail = part.words[part.last + 1 :]
    return (
        index > part.last and end - part.last - 1 <= _MAX_TAIL_WORDS and "," in tail[0].before and tail[0].form != "and"
    )
