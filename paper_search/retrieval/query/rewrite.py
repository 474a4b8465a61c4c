"""A question as typed in, the question as it is searched for out: slips mended, letters and words exchanged.

In: a query and an engine; out: the query with what its words ask for, and remarks that say what was changed and which
words no paper has. Promised: nothing is changed silently; a word that a passage holds, a name and a word of the
language are never taken for slips.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from paper_search.citations.format import cite
from paper_search.embeddings import Encoder
from paper_search.records import Acronym, Query, QuestionFeatures
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query import intent
from paper_search.text import acronyms, vocabulary
from paper_search.text.spans import STOP_WORDS, Span, extract_content_words, find_words, normalise, strip_possessive
from paper_search.text.stemming import stem

_SPECIAL_TOKEN_COUNT = 2
"""Word pieces that the encoder adds to every text."""
_MAX_EXPANSION_WORDS = 8
"""Words that letters may stand for."""
_MAX_OTHER_MEANINGS = 3
_DOMINANT_MEANING_RATIO = 2
"""Of two meanings the one that so many times as many papers give is meant, where the question does not tell."""
_QUOTATION = re.compile(r"[\"“][^\"”]*[\"”]")
_MEANING_QUESTION = re.compile(
    r"^\W*(?:(?:what|who)(?:\s+is|\s+are|['’]s)|what\s+do(?:es)?|define|meaning\s+of)\s+(?:an?\s+|the\s+)?"
    r"(?P<what>[\w&/-]+)(?:\s+(?:stand\s+for|mean|short\s+for))?(?:\s+and\b.*)?\W*$",
    re.IGNORECASE,
)


def rewrite_query(query: Query, engine: IndexSnapshot, encoder: Encoder) -> tuple[Query, tuple[str, ...]]:
    """The query as it is searched for, and remarks in plain words."""
    asked = intent.detect_features(query.text)
    missing = _find_missing_words(query.text, engine)
    mended, slips = _correct_spelling(query.text, missing, engine, encoder)
    meant, others = _resolve_acronyms(_QUOTATION.sub(" ", mended), engine, encoder)
    otherwise = _expand_acronyms(mended, meant)
    asked = replace(asked, alternative_text=otherwise if otherwise != mended else None)
    if _is_meaning_question(query.text):
        asked = replace(asked, definitions=tuple(meant))
    return replace(query, text=mended, features=asked), (
        *slips,
        *_report_missing_words(mended, missing, asked, engine),
        *_explain_acronyms(meant, mended, engine),
        *map(_describe_other_meanings, others),
    )


# -- slips -----------------------------------------------------------------------------------------------------


def _find_missing_words(text: str, engine: IndexSnapshot) -> frozenset[str]:
    """The words of a question, folded, that no passage holds."""
    terms = extract_content_words(text)
    return frozenset(term for term, is_held in zip(terms, engine.has_terms(terms), strict=True) if not is_held)


def _correct_spelling(
    text: str, missing_words: frozenset[str], engine: IndexSnapshot, encoder: Encoder
) -> tuple[str, list[str]]:
    """The text with each slip mended, and what is said of it."""
    remarks: list[str] = []
    for start, end in reversed(_find_misspellings(text, missing_words, encoder)):
        near = engine.suggest_spellings(text[start:end])
        if near:
            best = max(near[:2], key=lambda each: (engine.frequencies([each])[0], each)) if _is_tie(near) else near[0]
            remarks.insert(0, f"No paper has the word “{text[start:end]}”: searched for “{best}” instead.")
            text = text[:start] + best + text[end:]
    return text, remarks


def _is_tie(suggestions: Sequence[str]) -> bool:
    return len(suggestions) > 1 and len(suggestions[0]) == len(suggestions[1])


def _find_misspellings(text: str, missing_words: frozenset[str], encoder: Encoder) -> list[Span]:
    """Words that no passage holds and that are neither names nor words the encoder knows whole."""
    spans = (
        [(start, start + len(strip_possessive(text[start:end]))) for start, end in find_words(text)]
        if missing_words
        else []
    )
    quoted = [match.span() for match in _QUOTATION.finditer(text)]
    return [
        (start, end)
        for start, end in spans
        if extract_content_words(text[start:end])[0] in missing_words
        and not _is_name(text, start)
        and not any(first <= start < last for first, last in quoted)
        and encoder.count_tokens([text[start:end].casefold()])[0] > _SPECIAL_TOKEN_COUNT + 1
    ]


def _is_name(text: str, start: int) -> bool:
    """Whether the word there is written as a name: with a capital, not at the beginning, or with figures in it."""
    return start > 0 and text[start].isupper() and not text.isupper()


def _report_missing_words(
    text: str, missing_words: frozenset[str], features: QuestionFeatures, engine: IndexSnapshot
) -> list[str]:
    """What is said of the missing words that a text still has. Everyday ones say little of what is asked, figures are
    printed in many ways, and of what is to stand exactly so more is said once it has been looked for."""
    exactly = {word for each in features.exact_terms for form in each.forms for word in extract_content_words(form)}
    bare = _QUOTATION.sub(" ", text)
    spelt = {normalise(word): word for word in (strip_possessive(bare[start:end]) for start, end in find_words(bare))}
    unheld = [
        f"“{spelt[term]}”"
        for term in extract_content_words(bare)
        if term in missing_words
        and term.isalpha()
        and not (term in STOP_WORDS or term in exactly or vocabulary.background_frequency(term))
    ]
    if not unheld or not engine.info.passages:
        return []
    *first, last = unheld
    return [f"No paper has the words {', '.join(first)} and {last}." if first else f"No paper has the word {last}."]


# -- letters and what they stand for ---------------------------------------------------------------------------


def _resolve_acronyms(text: str, engine: IndexSnapshot, encoder: Encoder) -> tuple[list[Acronym], list[list[Acronym]]]:
    """The acronyms that the question names by their letters or by their words, one meaning each; and the meanings of
    letters that were not taken to be meant."""
    shorts, longs = _find_short_keys(text, encoder), _find_long_keys(text)
    defined = engine.find_definitions([*shorts, *longs]) if shorts or longs else []
    chosen: list[Acronym] = []
    others: list[list[Acronym]] = []
    for short in shorts:
        meanings = _merge_meanings([each for each in defined if acronyms.normalise_key(each.short) == short])
        best = _choose_meaning(meanings, text)
        chosen += [best] if best else []
        others.append([each for each in meanings if each is not best][:_MAX_OTHER_MEANINGS])
    by_name = [each for each in defined if acronyms.normalise_key(each.long) in longs and each not in chosen]
    for long in dict.fromkeys(acronyms.normalise_key(each.long) for each in by_name):
        chosen.append(next(each for each in by_name if acronyms.normalise_key(each.long) == long))
    return _drop_contained_meanings(chosen), [each for each in others if each]


def _find_short_keys(text: str, encoder: Encoder) -> list[str]:
    """Keys of the words written as letters; in a question without capitals, of what is no word of the language."""
    spelt = [strip_possessive(text[start:end]) for start, end in find_words(text)]
    if text == text.lower():
        spelt = [each for each in spelt if 2 <= len(each) <= 8 and each not in STOP_WORDS and each.isalpha()]
        bare = len(extract_content_words(text)) == 1
        found = [each for each in spelt if bare or encoder.count_tokens([each])[0] > _SPECIAL_TOKEN_COUNT + 1]
    else:
        found = [each for each in spelt if sum(letter.isupper() for letter in each) >= 2]
    keys = [acronyms.normalise_key(each) for each in found]
    return list(dict.fromkeys([*keys, *(key[:-1] for key in keys if key.endswith("s") and len(key) > 2)]))


def _find_long_keys(text: str) -> list[str]:
    """Keys of every run of words that letters could stand for."""
    parts = acronyms.normalise_key(text).split()
    return [
        " ".join(parts[first:last])
        for first in range(len(parts))
        for last in range(first + 2, min(first + _MAX_EXPANSION_WORDS, len(parts)) + 1)
    ]


def _merge_meanings(definitions: Sequence[Acronym]) -> list[Acronym]:
    """One meaning for all that differ in inflections and small words, of all their papers, in the order of those."""
    alike: dict[tuple[str, ...], list[Acronym]] = {}
    for each in definitions:
        alike.setdefault(tuple(map(stem, extract_content_words(each.long))), []).append(each)
    gathered = [replace(same[0], papers=sum(each.papers for each in same)) for same in alike.values()]
    return sorted(gathered, key=lambda each: (-each.papers, each.long))


def _choose_meaning(meanings: Sequence[Acronym], text: str) -> Acronym | None:
    """Of several meanings the one whose words the question has, else the one that is by far the most frequent."""
    if len(meanings) < 2:
        return meanings[0] if meanings else None
    spoken = set(extract_content_words(text))
    shared = [len(spoken & set(extract_content_words(each.long))) for each in meanings]
    if max(shared) > 0:
        return meanings[shared.index(max(shared))]
    return meanings[0] if meanings[0].papers >= _DOMINANT_MEANING_RATIO * meanings[1].papers else None


def _drop_contained_meanings(meanings: Sequence[Acronym]) -> list[Acronym]:
    """Without those whose words are part of another's."""
    keys = [f" {acronyms.normalise_key(each.long)} " for each in meanings]
    return [
        each
        for each, key in zip(meanings, keys, strict=True)
        if not any(key in other and key != other for other in keys)
    ]


def _expand_acronyms(text: str, meanings: Sequence[Acronym]) -> str:
    """The text with, in the place of letters, what they stand for, and the other way round."""
    for each in meanings:
        has_short, has_long = (
            _compile_name_pattern(each.short, "s?").search(text),
            _compile_name_pattern(each.long, "").search(text),
        )
        if has_short and not has_long:
            text = _compile_name_pattern(each.short, "s?").sub(_escape_replacement(each.long), text)
        elif has_long and not has_short:
            text = _compile_name_pattern(each.long, "").sub(_escape_replacement(each.short), text)
    return text


def _compile_name_pattern(name: str, ending: str) -> re.Pattern[str]:
    """The words of a name in a text, whatever stands between them."""
    together = r"\W+".join(map(re.escape, acronyms.normalise_key(name).split()))
    return re.compile(rf"\b{together}{ending}\b", re.IGNORECASE)


def _escape_replacement(replacement: str) -> str:
    """What puts these words in the place of a match."""
    return replacement.replace("\\", r"\\")


def _is_meaning_question(text: str) -> bool:
    return _MEANING_QUESTION.match(text) is not None or len(find_words(text)) == 1


def _describe_other_meanings(meanings: Sequence[Acronym]) -> str:
    return f"In some papers {meanings[0].short} stands for {' or '.join(each.long for each in meanings)}."


def _explain_acronyms(meanings: Sequence[Acronym], text: str, engine: IndexSnapshot) -> list[str]:
    """What is said of each acronym that the question did not explain itself."""
    explained = [each for each in meanings if _expand_acronyms(text, [each]) != text]
    held = engine.fetch([each.passage_id for each in explained]) if explained else {}
    return [
        f"{each.short}: {each.long}, as defined in {cite(*held[each.passage_id]).label}."
        for each in explained
        if each.passage_id in held
    ]
