"""Query intent: recent papers, each council's own, somebody's words, a decision, one word.

Only plain forms are read, and each of them only changes the order of what is found: a question whose form is not known
is answered by its words alone.
"""

from __future__ import annotations

import re

from paper_search.records import Intent, ParsedQuery
from paper_search.text.spans import extract_content_words, fold_text, normalise
from paper_search.text.stemming import stem

_RECENT_PATTERN = re.compile(
    r"\b(?:latest|newest|most\s+recent(?:ly)?|up[\s-]to[\s-]date|currently|nowadays|at\s+present)\b"
    r"|\b(?:current|present)\s+(?:position|state|status|situation|figures?|rates?|policy|plans?|level|view|forecast)\b"
    r"|\bwhere\s+(?:do|does|are|is)\b.{1,60}\b(?:now|stand)\b"
    r"|\bwhere\s+(?:has|have)\b.{1,80}\bgot\s+to\b|\bhow\s+far\s+(?:has|have)\b",
    re.IGNORECASE,
)
_EACH_AUTHORITY_PATTERN = re.compile(
    r"\b(?:which|what|how\s+many)\s+(?:of\s+the\s+)?(?:other\s+|local\s+|county\s+|district\s+|borough\s+|city\s+)*"
    r"(?:councils|authorities|boroughs|districts|counties)\b"
    r"|\b(?:any|every|each|other)\s+(?:other\s+|local\s+)*(?:councils?|authorit(?:y|ies)|boroughs?)\b"
    r"|\b(?:do|does|have|has|how\s+do|how\s+are)\s+(?:different\s+|the\s+|our\s+)?(?:councils|authorities)\b"
    r"|\b(?:across|between)\s+(?:the\s+)?(?:councils|authorities)\b",
    re.IGNORECASE,
)
_DECISION_PATTERN = re.compile(
    r"\b(?:what|which|how|was|were|did|has|have|why|when|who)\b.{0,120}"
    r"\b(?:decide[ds]?|decisions?|resolved?|agreed?|approved?|adopted|rejected|refused|authori[sz]ed)\b",
    re.IGNORECASE,
)
_WHO_GROUP = r"(?P<who>[^?,;]{2,80}?)"
_ABOUT_WORD = r"(?:about|on|regarding|concerning|in\s+relation\s+to|when|to|over|of|that|in)\b"
_SPEECH_VERB = (
    r"(?:say|said|saying|think|thought|tell|told|advise|advised|report|reported|comment|commented|raise|raised"
    r"|argue|argued|explain|explained|recommend|recommended|conclude|concluded|find|found|ask|asked|highlight|warn|warned"
    r"|state|stated|note|noted|feel|felt|respond|responded|reply|replied|promise|promised|confirm|confirmed|suggest)"
)
_SPEAKER_PATTERNS = (
    re.compile(
        rf"\bwhat\s+(?:did|does|do|has|have|had|was|were)\s+{_WHO_GROUP}\s+(?:to\s+)?{_SPEECH_VERB}\b", re.IGNORECASE
    ),
    re.compile(rf"\bhow\s+did\s+{_WHO_GROUP}\s+(?:respond|reply|react)\b", re.IGNORECASE),
    re.compile(
        rf"\b{_WHO_GROUP}['’]s?\s+(?:views?|opinions?|comments?|concerns?|advice|response|position|remarks|reply)\s+{_ABOUT_WORD}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:views?|opinions?|comments?|concerns|advice|remarks|words)\s+(?:of|from|by)\s+"
        rf"{_WHO_GROUP}\s+(?:about|on|regarding|concerning)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\baccording\s+to\s+{_WHO_GROUP}(?=[?,;]|$|\s+(?:what|who|when|how|why|where|which)\b)", re.IGNORECASE
    ),
)
_QUESTION_FRAME = re.compile(
    r"^(?:(?:what|which|how|why|tell\s+me|is|are|was|were|the|a|an|did|of|me|about|there|any)\s+)+", re.IGNORECASE
)
_NON_SPEAKER = re.compile(
    r"(?:it|they|he|she|we|you|i|this|that|these|those|there|anyone|anybody|people|everyone|someone|papers?|reports?|minutes)$",
    re.IGNORECASE,
)
_TITLE_WORDS = frozenset("the a an mr mrs ms miss dr sir dame cllr cllrs councillor councillors of for and".split())

_FORMALITY_PATTERNS = (
    (
        re.compile(r"\bapolog(?:y|ies)\b", re.IGNORECASE),
        re.compile(
            r"\bapologies\s+(?:for\s+(?:absence|lateness)|(?:were|was|had\s+been|have\s+been)\s+(?:received|submitted|given))"
            r"|^\W*(?:\d+[.)]?\s*)?apologies\b.{0,80}$",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\b(?:declar\w+|interests?)\b", re.IGNORECASE),
        re.compile(
            r"\b(?:declarations?\s+of\s+(?:\w+\s+){0,3}interests?|no\s+(?:\w+\s+){0,3}(?:interests?|declarations)\s+(?:\w+\s+){0,2}(?:declared|made)"
            r"|disclosable\s+pecuniary\s+interests?|declared\s+an?\s+(?:\w+[\s-]+){0,3}interest)\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\b(?:exclu\w+|exempt\w*|press|private|closed|part\s+(?:2|ii|two))\b", re.IGNORECASE),
        re.compile(
            r"\b(?:exclu(?:de|ded|sion\s+of)\s+(?:the\s+)?(?:press|public)|(?:press|public)\s+(?:and\s+(?:press|public)\s+)?be\s+excluded"
            r"|schedule\s+12a|likely\s+disclosure\s+of\s+exempt)\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\b(?:minutes|record|previous|last\s+meeting)\b", re.IGNORECASE),
        re.compile(
            r"\bminutes\b.{0,160}\b(?:correct(?:ly)?\s+record(?:ed)?|(?:true|accurate)\s+record|signed\s+by\s+the\s+chair\w*)\b"
            r"|\bminutes\b.{0,100}\bbe\s+(?:agreed|approved|confirmed|signed)\b",
            re.IGNORECASE | re.DOTALL,
        ),
    ),
    (
        re.compile(
            r"\b(?:webcast\w*|record(?:ed|ing)|film\w*|emergency|evacuat\w*|fire|substitut\w*)\b", re.IGNORECASE
        ),
        re.compile(
            r"\b(?:meeting\s+(?:is|was|will\s+be|may\s+be)\s+(?:being\s+)?(?:webcast|filmed|recorded|broadcast)|fire\s+(?:alarm|evacuation)"
            r"|nearest\s+(?:fire\s+)?exits?|named\s+substitutes?|mobile\s+(?:tele)?phones\s+(?:be|are|to))\b",
            re.IGNORECASE,
        ),
    ),
)
"""For each formality what a question says of it, and what a passage says that is one."""
_FORMALITY_KEYWORDS = (
    ("apologies",),
    ("interest", "declarations"),
    ("exclu", "schedule", "exempt"),
    ("minutes",),
    ("webcast", "filmed", "recorded", "broadcast", "fire", "exit", "substitute", "phones"),
)
"""For each formality words of which a passage that is one has at least one. They are looked for first, since a question
looks at hundreds of passages and hardly any of them is one."""
_ALL_FORMALITY_KEYWORDS = tuple(keyword for keywords in _FORMALITY_KEYWORDS for keyword in keywords)


def find_intent(query: ParsedQuery) -> Intent:
    """Return the intent of a question whose words have been parsed."""
    text, terms = query.text, query.content_terms
    speaker = find_speaker(text)
    is_one_word = len(terms) == 1 and terms[0].isalpha()
    return Intent(
        speaker=speaker,
        speaker_stems=frozenset(map(stem, find_name_words(speaker))) if speaker else frozenset(),
        topic_stem=query.content_stems[0] if is_one_word else None,
        wants_recent=_RECENT_PATTERN.search(text) is not None,
        wants_each_authority=_EACH_AUTHORITY_PATTERN.search(text) is not None,
        wants_decision=_DECISION_PATTERN.search(text) is not None,
        wants_formalities=any(in_question.search(text) for in_question, _ in _FORMALITY_PATTERNS),
    )


def find_speaker(text: str) -> str | None:
    """Return whose words a question asks for, as it has the name, or None."""
    for pattern in _SPEAKER_PATTERNS:
        match = pattern.search(text)
        name = _QUESTION_FRAME.sub("", match["who"].strip()) if match else ""
        is_somebody = name and not _NON_SPEAKER.match(name) and not _EACH_AUTHORITY_PATTERN.search(name)
        if is_somebody and find_name_words(name):
            return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    return None


def find_name_words(speaker: str) -> frozenset[str]:
    """Return the words that tell a speaker from others."""
    return frozenset(word for word in extract_content_words(speaker) if word not in _TITLE_WORDS)


def is_formality(text: str, max_characters: int) -> bool:
    """Return True if a passage is of the course of meetings (apologies, declarations, minutes agreed).

    Args:
        text: the passage.
        max_characters: a longer passage is of the matter of a meeting.
    """
    if len(text) > max_characters:
        return False
    if not any(map(fold_text(text).__contains__, _ALL_FORMALITY_KEYWORDS)):
        return False
    normalised = normalise(text)
    return any(
        in_passage.search(normalised) is not None
        for keywords, (_, in_passage) in zip(_FORMALITY_KEYWORDS, _FORMALITY_PATTERNS, strict=True)
        if any(keyword in normalised for keyword in keywords)
    )
