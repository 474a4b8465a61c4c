"""What the form of a question asks for: recent papers, each council's own, somebody's words, a decision, one word.

In: the words of a question; out: the fields of ``Asked``. Only plain forms are read, and each of them only changes the
order of what is found: a question whose form is not known is answered by its words alone.
"""

from __future__ import annotations

import re

from paper_search.records import Asked
from paper_search.retrieval.query import exact_terms as exact
from paper_search.retrieval.query.answer_type import asked_for
from paper_search.text.spans import content_words, fold

_RECENT = re.compile(
    r"\b(?:latest|newest|most\s+recent(?:ly)?|up[\s-]to[\s-]date|currently|nowadays|at\s+present)\b"
    r"|\b(?:current|present)\s+(?:position|state|status|situation|figures?|rates?|policy|plans?|level|view|forecast)\b"
    r"|\bwhere\s+(?:do|does|are|is)\b.{1,60}\b(?:now|stand)\b"
    r"|\bwhere\s+(?:has|have)\b.{1,80}\bgot\s+to\b|\bhow\s+far\s+(?:has|have)\b",
    re.IGNORECASE,
)
_EACH_AUTHORITY = re.compile(
    r"\b(?:which|what|how\s+many)\s+(?:of\s+the\s+)?(?:other\s+|local\s+|county\s+|district\s+|borough\s+|city\s+)*"
    r"(?:councils|authorities|boroughs|districts|counties)\b"
    r"|\b(?:any|every|each|other)\s+(?:other\s+|local\s+)*(?:councils?|authorit(?:y|ies)|boroughs?)\b"
    r"|\b(?:do|does|have|has|how\s+do|how\s+are)\s+(?:different\s+|the\s+|our\s+)?(?:councils|authorities)\b"
    r"|\b(?:across|between)\s+(?:the\s+)?(?:councils|authorities)\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:what|which|how|was|were|did|has|have|why|when|who)\b.{0,120}"
    r"\b(?:decide[ds]?|decisions?|resolved?|agreed?|approved?|adopted|rejected|refused|authori[sz]ed)\b",
    re.IGNORECASE,
)
_WHO = r"(?P<who>[^?,;]{2,80}?)"
_MATTER = r"(?:about|on|regarding|concerning|in\s+relation\s+to|when|to|over|of|that|in)\b"
_SAYING = (
    r"(?:say|said|saying|think|thought|tell|told|advise|advised|report|reported|comment|commented|raise|raised"
    r"|argue|argued|explain|explained|recommend|recommended|conclude|concluded|find|found|ask|asked|highlight|warn|warned"
    r"|state|stated|note|noted|feel|felt|respond|responded|reply|replied|promise|promised|confirm|confirmed|suggest)"
)
_SPEAKER = (
    re.compile(rf"\bwhat\s+(?:did|does|do|has|have|had|was|were)\s+{_WHO}\s+(?:to\s+)?{_SAYING}\b", re.IGNORECASE),
    re.compile(rf"\bhow\s+did\s+{_WHO}\s+(?:respond|reply|react)\b", re.IGNORECASE),
    re.compile(
        rf"\b{_WHO}['’]s?\s+(?:views?|opinions?|comments?|concerns?|advice|response|position|remarks|reply)\s+{_MATTER}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:views?|opinions?|comments?|concerns|advice|remarks|words)\s+(?:of|from|by)\s+"
        rf"{_WHO}\s+(?:about|on|regarding|concerning)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\baccording\s+to\s+{_WHO}(?=[?,;]|$|\s+(?:what|who|when|how|why|where|which)\b)", re.IGNORECASE),
)
_FRAME = re.compile(
    r"^(?:(?:what|which|how|why|tell\s+me|is|are|was|were|the|a|an|did|of|me|about|there|any)\s+)+", re.IGNORECASE
)
_NOBODY = re.compile(
    r"(?:it|they|he|she|we|you|i|this|that|these|those|there|anyone|anybody|people|everyone|someone|papers?|reports?|minutes)$",
    re.IGNORECASE,
)
_NOT_WHO = frozenset("the a an mr mrs ms miss dr sir dame cllr cllrs councillor councillors of for and".split())

_FORMALITIES = (
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
"""For each formality what a question says of it, and what a passage does that is one."""
_LONGEST_FORMALITY = 700
_SAID_OF_THEM = (
    ("apologies",),
    ("interest", "declarations"),
    ("exclu", "schedule", "exempt"),
    ("minutes",),
    ("webcast", "filmed", "recorded", "broadcast", "fire", "exit", "substitute", "phones"),
)
"""For each formality words of which a passage that is one holds at least one: looked for first, since a question looks
at hundreds of passages and hardly any of them is one."""


def read(question: str) -> Asked:
    """What the words of a question ask for."""
    bare = content_words(question)
    return Asked(
        phrases=exact.phrases(question),
        exacts=exact.exacts(question),
        speaker=speaker(question),
        topic=bare[0] if len(bare) == 1 and bare[0].isalpha() else None,
        wants_recent=_RECENT.search(question) is not None,
        wants_each_authority=_EACH_AUTHORITY.search(question) is not None,
        wants_decision=_DECISION.search(question) is not None,
        wants_formalities=any(asked.search(question) for asked, _ in _FORMALITIES),
        sought=asked_for(question),
    )


def speaker(question: str) -> str | None:
    """Whose words are asked for, as the question has it, or None."""
    for pattern in _SPEAKER:
        found = pattern.search(question)
        who = _FRAME.sub("", found["who"].strip()) if found else ""
        if who and not _NOBODY.match(who) and not _EACH_AUTHORITY.search(who) and named(who):
            return re.sub(r"^the\s+", "", who, flags=re.IGNORECASE)
    return None


def named(who: str) -> frozenset[str]:
    """The words of a speaker that tell him or her from others."""
    return frozenset(word for word in content_words(who) if word not in _NOT_WHO)


def is_formality(text: str) -> bool:
    """Whether a passage is of the course of meetings (apologies, declarations, minutes agreed), not of their matter."""
    if len(text) > _LONGEST_FORMALITY:
        return False
    folded = fold(text)
    return any(
        any(word in folded for word in said) and passage.search(folded)
        for said, (_, passage) in zip(_SAID_OF_THEM, _FORMALITIES, strict=True)
    )
