"""Frames of a written sentence: "The paper says that", "At the Cabinet of ...," and other words of the citation.

They say where the words are from, which the citation beside them says as well, and are not looked for in the span.
"""

from __future__ import annotations

from paper_search.written_answers.records import EvidenceSpan
from paper_search.written_answers.rules.lexicon import GLUE, PREPOSITIONS
from paper_search.written_answers.rules.words import TextWord, split_into_words

_PAPERS = frozenset("paper report document minutes".split())
_SAYS = frozenset("says say states state records record".split())
_DECIDED = frozenset("resolved agreed recommended noted decided ordered reported proposed".split())
_OPENINGS = frozenset("in at according".split())
_INNER = GLUE | PREPOSITIONS | {"according", "of", "its", "meeting", "paper", "report", "minutes"}


def skip_frame(words: tuple[TextWord, ...], spans: tuple[EvidenceSpan, ...]) -> int:
    """Return how many words at the beginning of a sentence only say which paper it is from.

    Args:
        words: the words of the sentence.
        spans: the spans that it cites.
    """
    forms = [word.form for word in words[:4]]
    if len(forms) == 4 and forms[0] in ("the", "this") and forms[1] in _PAPERS and forms[2] in _SAYS:
        return 4 if forms[3] == "that" else 0
    if forms[:2] == ["it", "was"] and forms[2:3] and forms[2] in _DECIDED:
        return 2
    if not forms or forms[0] not in _OPENINGS:
        return 0
    end = next((index for index, word in enumerate(words) if index and "," in word.before), 0)
    shown = {word.form for span in spans for word in split_into_words(span.header)} - _INNER
    inside = {word.form for word in words[:end]} - _INNER
    is_named = any(not form[0].isdigit() for form in inside) or words[0].form == "according"
    return end if is_named and inside <= shown else 0
