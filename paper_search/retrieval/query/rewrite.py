"""Query rewriting: spelling corrected, acronyms expanded or contracted, and remarks that say so.

Nothing is changed silently. A word that a passage holds, a name and a word of the language are never taken for a
misspelling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from paper_search.citations.format import cite
from paper_search.embeddings import Encoder
from paper_search.records import Acronym, ParsedQuery, RewrittenQuery
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.parse import parse_terms, reword_query
from paper_search.text.acronyms import normalise_key
from paper_search.text.spans import Span, extract_content_words, strip_possessive
from paper_search.text.stemming import stem
from paper_search.text.vocabulary import ORDER_WORDS, STOP_WORDS, is_common_word

_SPECIAL_TOKEN_COUNT = 2
"""Word pieces that the encoder adds to every text."""
_QUOTATION = re.compile(r"[\"“][^\"”]*[\"”]")
_MEANING_QUESTION = re.compile(
    r"^\W*(?:(?:what|who)(?:\s+is|\s+are|['’]s)|what\s+do(?:es)?|define|meaning\s+of)\s+(?:an?\s+|the\s+)?"
    r"(?P<what>[\w&/-]+)(?:\s+(?:stand\s+for|mean|short\s+for))?(?:\s+and\b.*)?\W*$",
    re.IGNORECASE,
)


def rewrite_query(
    question: ParsedQuery, index: IndexSnapshot, encoder: Encoder, config: RankingConfig = RANKING
) -> RewrittenQuery:
    """Return the question with the wordings that it is searched for in, and remarks in plain words.

    Args:
        question: the question as typed.
        index: knows the words and acronyms of the papers.
        encoder: knows the words of the language.
        config: the settings of rewriting.
    """
    missing_words = _find_missing_words(question, index)
    corrected, corrections = _correct_spelling(question, missing_words, index, encoder)
    searched = reword_query(question, corrected, config)
    unquoted = _drop_quotations(searched)
    meanings, others = _resolve_acronyms(unquoted, index, encoder, config)
    exchanged = _expand_acronyms(corrected, meanings)
    return RewrittenQuery(
        question,
        searched,
        alternative=reword_query(question, exchanged, config) if exchanged != corrected else None,
        definitions=tuple(meanings) if _is_meaning_question(question) else (),
        missing_words=_list_missing_words(unquoted, missing_words, question, index),
        remarks=(
            *corrections,
            *_explain_acronyms(meanings, corrected, index),
            *map(_describe_other_meanings, others),
        ),
    )


def _drop_quotations(query: ParsedQuery) -> ParsedQuery:
    text = _QUOTATION.sub(" ", query.text)
    return query if text == query.text else parse_terms(text)


# -- spelling --------------------------------------------------------------------------------------------------


def _find_missing_words(question: ParsedQuery, index: IndexSnapshot) -> frozenset[str]:
    """Return the content terms that no passage holds."""
    terms = question.content_terms
    return frozenset(term for term, is_held in zip(terms, index.has_terms(terms), strict=True) if not is_held)


def _correct_spelling(
    question: ParsedQuery, missing_words: frozenset[str], index: IndexSnapshot, encoder: Encoder
) -> tuple[str, list[str]]:
    """Return the text with each misspelling corrected, and a remark on each."""
    text, remarks = question.text, list[str]()
    for start, end in reversed(_find_misspellings(question, missing_words, encoder)):
        suggestions = index.suggest_spellings(text[start:end])
        if suggestions:
            best = _choose_spelling(suggestions, index)
            remarks.insert(0, f"No paper has the word “{text[start:end]}”: searched for “{best}” instead.")
            text = text[:start] + best + text[end:]
    return text, remarks


def _choose_spelling(suggestions: Sequence[str], index: IndexSnapshot) -> str:
    """Return the nearest spelling; of two that are as long, the more frequent."""
    is_tie = len(suggestions) > 1 and len(suggestions[0]) == len(suggestions[1])
    if not is_tie:
        return suggestions[0]
    return max(suggestions[:2], key=lambda spelling: (index.frequencies([spelling])[0], spelling))


def _find_misspellings(question: ParsedQuery, missing_words: frozenset[str], encoder: Encoder) -> list[Span]:
    """Return the words that no passage holds and that are neither names nor words the encoder knows whole."""
    if not missing_words:
        return []
    text = question.text
    quoted = [match.span() for match in _QUOTATION.finditer(text)]
    spans = [
        (start, start + len(strip_possessive(text[start:end])))
        for (start, end), word in zip(question.spans, question.words, strict=True)
        if word in missing_words
    ]
    return [
        (start, end)
        for start, end in spans
        if not _is_name(text, start)
        and not any(first <= start < last for first, last in quoted)
        and not _is_known_word(text[start:end].casefold(), encoder)
    ]


def _is_known_word(word: str, encoder: Encoder) -> bool:
    """Return True if the encoder has the word as one piece."""
    return encoder.count_tokens([word])[0] <= _SPECIAL_TOKEN_COUNT + 1


def _is_name(text: str, start: int) -> bool:
    """Return True if the word there is written as a name: with a capital, and not at the beginning."""
    return start > 0 and text[start].isupper() and not text.isupper()


def _list_missing_words(
    unquoted: ParsedQuery, missing_words: frozenset[str], question: ParsedQuery, index: IndexSnapshot
) -> tuple[str, ...]:
    """Return the missing words that a text still has, as it spells them; none where nothing is held.

    Common words say little of what is asked, words such as "latest" ask for an order, figures are printed in many ways,
    and more is said of exact terms once they have been looked for.
    """
    of_exact_terms = {
        word for term in question.exact_terms for form in term.forms for word in extract_content_words(form)
    }
    spelling = {
        word: strip_possessive(unquoted.text[start:end])
        for (start, end), word in zip(unquoted.spans, unquoted.words, strict=True)
    }
    if not index.info.passages:
        return ()
    return tuple(
        spelling[term]
        for term in unquoted.content_terms
        if term in missing_words
        and term.isalpha()
        and not (term in STOP_WORDS or term in ORDER_WORDS or term in of_exact_terms or is_common_word(term))
    )


# -- acronyms --------------------------------------------------------------------------------------------------


def _resolve_acronyms(
    query: ParsedQuery, index: IndexSnapshot, encoder: Encoder, config: RankingConfig
) -> tuple[list[Acronym], list[list[Acronym]]]:
    """Return the acronyms of the question, by letters or words, one meaning each, and meanings that were not taken."""
    short_keys, long_keys = _find_short_keys(query, encoder), _find_long_keys(query.text, config.max_expansion_words)
    definitions = index.find_definitions([*short_keys, *long_keys]) if short_keys or long_keys else []
    chosen: list[Acronym] = []
    others: list[list[Acronym]] = []
    for short_key in short_keys:
        meanings = _merge_meanings([acronym for acronym in definitions if normalise_key(acronym.short) == short_key])
        best = _choose_meaning(meanings, query, config.dominant_meaning_ratio)
        chosen += [best] if best else []
        others.append([acronym for acronym in meanings if acronym is not best][: config.max_other_meanings])
    by_words = [
        acronym for acronym in definitions if normalise_key(acronym.long) in long_keys and acronym not in chosen
    ]
    # The definition of most papers comes first.
    first_by_key: dict[str, Acronym] = {}
    for acronym in by_words:
        first_by_key.setdefault(normalise_key(acronym.long), acronym)
    return _drop_contained_meanings([*chosen, *first_by_key.values()]), [meanings for meanings in others if meanings]


def _find_short_keys(query: ParsedQuery, encoder: Encoder) -> list[str]:
    """Return keys of the words written as letters; in a question without capitals, of words the encoder lacks."""
    text = query.text
    words = [strip_possessive(text[start:end]) for start, end in query.spans]
    if text == text.lower():
        is_alone = len(query.content_terms) == 1
        words = [
            word
            for word in words
            if 2 <= len(word) <= 8
            and word not in STOP_WORDS
            and word.isalpha()
            and (is_alone or not _is_known_word(word, encoder))
        ]
    else:
        words = [word for word in words if sum(letter.isupper() for letter in word) >= 2]
    plurals = [word for word in words if word.endswith("s") and (word[:-1].isupper() or len(word) > 3)]
    keys = [normalise_key(word) for word in (*words, *(word[:-1] for word in plurals))]
    return list(dict.fromkeys(keys))


def _find_long_keys(text: str, max_words: int) -> list[str]:
    """Return keys of every run of words that letters could stand for."""
    words = normalise_key(text).split()
    return [
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 2, min(first + max_words, len(words)) + 1)
    ]


def _merge_meanings(definitions: Sequence[Acronym]) -> list[Acronym]:
    """Return one meaning for all that differ in inflections and stop words, that of most papers first."""
    by_stems: dict[tuple[str, ...], list[Acronym]] = {}
    for acronym in definitions:
        by_stems.setdefault(tuple(map(stem, extract_content_words(acronym.long))), []).append(acronym)
    merged = [replace(same[0], papers=sum(acronym.papers for acronym in same)) for same in by_stems.values()]
    return sorted(merged, key=lambda acronym: (-acronym.papers, acronym.long))


def _choose_meaning(meanings: Sequence[Acronym], query: ParsedQuery, dominant_ratio: int) -> Acronym | None:
    """Return the meaning whose words the question has, else the one that is by far the most frequent."""
    if len(meanings) < 2:
        return meanings[0] if meanings else None
    terms = set(query.content_terms)
    shared = [len(terms & set(extract_content_words(acronym.long))) for acronym in meanings]
    if max(shared) > 0:
        return meanings[shared.index(max(shared))]
    return meanings[0] if meanings[0].papers >= dominant_ratio * meanings[1].papers else None


def _drop_contained_meanings(meanings: Sequence[Acronym]) -> list[Acronym]:
    """Return the meanings without those whose words are part of another's."""
    keys = [f" {normalise_key(acronym.long)} " for acronym in meanings]
    return [
        acronym
        for acronym, key in zip(meanings, keys, strict=True)
        if not any(key in other and key != other for other in keys)
    ]


def _expand_acronyms(text: str, meanings: Sequence[Acronym]) -> str:
    """Return the text with expansions in the place of letters, and the other way round."""
    for acronym in meanings:
        short, long = _compile_name_pattern(acronym.short, "s?"), _compile_name_pattern(acronym.long, "")
        has_short, has_long = short.search(text), long.search(text)
        if has_short and not has_long:
            text = short.sub(_escape_replacement(acronym.long), text)
        elif has_long and not has_short:
            text = long.sub(_escape_replacement(acronym.short), text)
    return text


def _compile_name_pattern(name: str, ending: str) -> re.Pattern[str]:
    """Return the pattern of the words of a name in a text, whatever stands between them."""
    words = r"\W+".join(map(re.escape, normalise_key(name).split()))
    return re.compile(rf"\b{words}{ending}\b", re.IGNORECASE)


def _escape_replacement(replacement: str) -> str:
    return replacement.replace("\\", r"\\")


def _is_meaning_question(question: ParsedQuery) -> bool:
    return _MEANING_QUESTION.match(question.text) is not None or len(question.spans) == 1


def _describe_other_meanings(meanings: Sequence[Acronym]) -> str:
    return f"In some papers {meanings[0].short} stands for {' or '.join(acronym.long for acronym in meanings)}."


def _explain_acronyms(meanings: Sequence[Acronym], text: str, index: IndexSnapshot) -> list[str]:
    """Return a remark on each acronym that the question did not explain itself."""
    explained = [acronym for acronym in meanings if _expand_acronyms(text, [acronym]) != text]
    passages = index.fetch([acronym.passage_id for acronym in explained]) if explained else {}
    return [
        f"{acronym.short}: {acronym.long}, as defined in {cite(*passages[acronym.passage_id]).label}."
        for acronym in explained
        if acronym.passage_id in passages
    ]
