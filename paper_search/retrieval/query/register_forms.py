"""The forms of questions that the register answers, each with a pattern of the whole question.

A form without a note is plain. The names of groups say what they hold: ``topic``, ``body`` (also a person that decided,
or a council by its place), ``role``, ``person`` and ``outcome`` (what became of the topic, as said or asked). Whether a
body is one is seen by the papers, not by its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from paper_search.records.register import AttendanceKind
from paper_search.retrieval.query.meeting_time import BODY_WORD

RegisterQuestionKind = Literal["role holder", "roles of a person", "attendance", "decision", "vote", "meeting"]
"""The kinds of questions that the register answers."""
AskedPart = Literal[
    "words", "mover", "seconder", "day", "counts", "for", "against", "abstaining", "time", "place", "cancelled"
]
"""The part of an entry that is asked for: of a decision, a vote or a meeting."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A form of question: the kind of entry that answers, the part of it, and the pattern of the whole question."""

    kind: RegisterQuestionKind
    pattern: re.Pattern[str]
    part: AskedPart = "words"
    attendance: tuple[AttendanceKind, ...] = ()


_NAMED_BODY = rf"(?P<body>(?:(?:the|its|their)\s+)?(?:[\w&'\u2019,-]+\s+){{0,9}}?{BODY_WORD}(?:\s+meetings?)?)"
TRAILING_BODY = re.compile(
    rf"\s+(?:at|by|(?:in|of)\s+the\s+(?:meeting|minutes)\s+of)\s+(?P<body>(?:(?:the|its|their)\s+)?(?:(?!at\b|by\b)[\w&'\u2019-]+\s+){{0,6}}?"
    rf"{BODY_WORD}(?:\s+meetings?)?)$",
    re.IGNORECASE,
)
"""A body at the end of a topic: "... at the Planning Committee"."""

_WHO = r"(?P<body>(?!(?:he|she|i|you|we|people|residents|anyone|everyone)\b)[^?;:]{2,90}?)"
_ABOUT = (
    r"(?:about|on|upon|regarding|concerning|over|with|for|of|in\s+(?:relation|respect|regard)\s+(?:to|of)"
    r"|with\s+regard\s+to|as\s+to|to\s+do\s+(?:about|with))"
)
_ABOUT_MATTER = r"(?:about|on|upon|regarding|concerning|over|for|in\s+(?:relation|respect|regard)\s+(?:to|of))"
_TOPIC = r"(?P<topic>.+)"
_DECIDE = r"(?:decided?|agreed?|resolved?|determined?|approved?|conclude[d]?)"
_DECIDED = (
    r"(?:decided|agreed|resolved|determined|approved|adopted|rejected|refused|granted|deferred|carried|called\s+in"
    r"|authori[sz]ed|endorsed)"
)
_DO = (
    r"(?:decided?|agreed?(?!\s+with\b)|resolved?|approved?|adopt(?:ed)?|reject(?:ed)?|refused?|grant(?:ed)?|defer(?:red)?"
    r"|authori[sz]ed?|endorsed?|vote[d]?\s+to)"
)
_OUTCOME = rf"(?P<outcome>{_DECIDED})"
_DO_OUTCOME = rf"(?P<outcome>{_DO})"
_BE = r"(?:is|was|were|are|has\s+been|have\s+been)"
_VOTED_FOR = r"(?:for|in\s+favou?r\s+of|in\s+support\s+of)"
_TITLE = r"(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lady|Lord|Prof(?:essor)?|Rev(?:erend)?)\.?"
_NAME_WORD = r"(?:(?!(?:hold|have|has|do|does|in|on|at|for)\b)[A-Za-z][\w.'\u2019-]*)"
_PERSON = rf"(?P<person>{_TITLE}\s+{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}}?)"
_FULL_NAME = r"(?P<person>(?!(?:the|an?|to|on|in|at)\b)[a-z][\w'\u2019-]+(?:\s+[a-z]\.?)?\s+[a-z][\w'\u2019-]+?)"
"""A name without a title; whether it is anybody's is seen by the register."""
ROLE_NOUN = (
    r"(?:(?:vice[\s-]?|deputy[\s-])?chair(?:man|woman|person|s)?|(?:deputy\s+)?leader|(?:deputy\s+|lord\s+)?mayor|provost"
    r"|cabinet\s+(?:member|support)|executive\s+(?:member|councillor)|portfolio\s+holder|lead\s+member|chief\s+executive"
    r"|(?:\w+\s+){0,3}?director|(?:\w+\s+){0,2}?clerk|head|chief\s+(?:\w+\s+)?officer|(?:[\w&]+\s+){1,3}?officer|treasurer"
    r"|president|convenor|convener|sheriff|lord\s+lieutenant|(?:\w+\s+)?solicitor|(?:\w+\s+)?secretary"
    r"|spokes(?:person|man|woman)|representative|champion)"
)
_NO_CLAUSE = (
    r"(?!.*\b(?:who|that|which|whom|responsible|when|if|whether|because|by|said|says|say|to|leaving|stepping|going|taking"
    r"|retiring|next|new|future)\b)"
)
"""A title is asked for without a clause; who comes next is news, not a role that papers print."""
_ROLE = (
    rf"(?P<role>{_NO_CLAUSE}(?:(?:interim|acting|joint|corporate|strategic|assistant|deputy|shadow|former|borough|county"
    rf"|district|city|town|parish|council['\u2019]?s?)\s+)*{ROLE_NOUN}\b.{{0,90}})"
)
_PLACE_OF = r"(?:\s+(?:at|for|from|of|to|in|on|during)\s+(?P<body>.+))"
_MEMBERS = r"(?:councillors?|cllrs?|members|people|officers|persons)"
_INTEREST = r"(?:an?|any)?\s*(?:[\w-]+\s+){0,3}?interests?"


def _list_forms(
    kind: RegisterQuestionKind, part: AskedPart, *patterns: str, attendance: tuple[AttendanceKind, ...] = ()
) -> tuple[QuestionForm, ...]:
    """Return a form for each pattern, since a name of a group may stand once in a pattern."""
    return tuple(
        QuestionForm(kind, re.compile(rf"^(?:{pattern})$", re.IGNORECASE), part, attendance) for pattern in patterns
    )


_VOTE_FORMS = (
    *_list_forms(
        "vote",
        "counts",
        rf"how\s+did\s+the\s+(?:\w+\s+)?vot(?:e|ing)\s+go(?:\s+{_ABOUT}\s+{_TOPIC})?",
        rf"how\s+did\s+the\s+(?:\w+\s+)?vot(?:e|ing)\s+{_ABOUT}\s+(?P<topic>.+?)\s+go",
        rf"how\s+(?:did|was|were)\s+(?P<person>{_TITLE}\s+[\w.'\u2019-]+(?:\s+[\w.'\u2019-]+)?)\s+vote\s+{_ABOUT}\s+{_TOPIC}",
        rf"how\s+(?:did|has|have)\s+{_WHO}\s+(?:vote|voted|divide)\s+{_ABOUT}\s+{_TOPIC}",
        rf"(?:what|how)\s+{_BE}\s+the\s+(?:result|outcome|count|split|figures?)\s+of\s+the\s+(?:\w+\s+)?(?:vote|ballot|division|poll)"
        rf"(?:\s+{_ABOUT}\s+{_TOPIC})?",
        rf"how\s+(?:was|were)\s+the\s+votes?\s+{_ABOUT}\s+(?P<topic>.+?)(?:\s+split)?",
        rf"{_BE}\s+the\s+(?:\w+\s+)?(?:vote|decision)\s+{_ABOUT}\s+(?P<topic>.+?)\s+unanimous",
        rf"{_BE}\s+(?P<topic>(?:the\s+)?(?:motion|amendment).*?)\s+(?:carried|lost|passed|defeated)",
        rf"how\s+many\s+(?:\w+\s+){{0,3}}?(?:voted|abstained|votes\s+were\s+cast|votes\s+were\s+there)\s+(?:{_VOTED_FOR}|against|on|over|from)\s+{_TOPIC}",
        rf"did\s+(?P<person>{_TITLE}\s+[\w.'\u2019-]+(?:\s+[\w.'\u2019-]+)?)\s+vote\s+(?:{_VOTED_FOR}|against|on)\s+{_TOPIC}",
    ),
    *_list_forms(
        "vote", "for", rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+(?:voted\s+{_VOTED_FOR}|supported)\s+{_TOPIC}"
    ),
    *_list_forms("vote", "against", rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+voted\s+against\s+{_TOPIC}"),
    *_list_forms(
        "vote",
        "abstaining",
        rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+abstained(?:\s+(?:on|from|over|in)\s+{_TOPIC})?",
    ),
)
_MOTION = r"(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,3}?(?:motion|amendment|resolution)\b.*"
_DECISION_FORMS = (
    *_list_forms(
        "decision",
        "mover",
        rf"(?:who|which\s+{_MEMBERS})\s+(?:proposed|moved|tabled|put\s+forward)\s+(?P<topic>{_MOTION})",
        rf"who\s+moved\s+{_TOPIC}",
        rf"who\s+was\s+the\s+(?:proposer|mover)\s+of\s+{_TOPIC}",
        r"by\s+whom\s+was\s+(?P<topic>.+?)\s+(?:proposed|moved)",
    ),
    *_list_forms(
        "decision",
        "seconder",
        rf"(?:who|which\s+{_MEMBERS})\s+seconded\s+{_TOPIC}",
        rf"who\s+was\s+the\s+seconder\s+of\s+{_TOPIC}",
        r"by\s+whom\s+was\s+(?P<topic>.+?)\s+seconded",
    ),
    *_list_forms(
        "decision",
        "day",
        rf"when\s+{_BE}\s+(?P<topic>.+?)\s+{_OUTCOME}(?:\s+by\s+(?P<body>.+))?",
        rf"when\s+did\s+{_WHO}\s+{_DO_OUTCOME}\s+(?:on\s+|to\s+|about\s+)?{_TOPIC}",
    ),
    *_list_forms(
        "decision",
        "words",
        rf"(?:has|have)\s+(?P<topic>.+?)\s+been\s+{_OUTCOME}(?:\s+by\s+(?P<body>.+))?",
        rf"what\s+(?:exactly\s+|precisely\s+)?(?:did|has|have|had)\s+{_WHO}\s+(?:\w+ly\s+)?{_DECIDE}(?:\s+{_ABOUT}\s+{_TOPIC})?",
        rf"what\s+(?:exactly\s+)?{_BE}\s+(?:the\s+)?{_DECIDED}(?:\s+by\s+(?P<body>.+?))?\s+{_ABOUT}\s+{_TOPIC}",
        rf"what\s+{_BE}\s+{_DECIDED}\s+(?:at|by)\s+{_NAMED_BODY}(?:\s+{_ABOUT}\s+{_TOPIC})?",
        rf"what\s+{_BE}\s+(?:the\s+)?(?:\w+\s+)?(?:decisions?|resolutions?)(?:\s+of\s+{_NAMED_BODY})?\s+{_ABOUT_MATTER}\s+{_TOPIC}",
        rf"what\s+{_BE}\s+the\s+outcome\s+of\s+(?P<topic>(?:the\s+)?(?:[\w-]+\s+){{0,3}}?(?:motion|amendment|application|petition|call-in)\b.*)",
        rf"what\s+{_BE}\s+{_NAMED_BODY}['\u2019]s?\s+decision\s+{_ABOUT}\s+{_TOPIC}",
        rf"(?:did|has|have)\s+{_WHO}\s+{_DO_OUTCOME}\s+(?:on\s+|to\s+|about\s+|that\s+)?{_TOPIC}",
        rf"{_BE}\s+(?P<topic>.+?)\s+{_OUTCOME}(?:\s+by\s+(?P<body>.+))?",
    ),
)
_APOLOGIES = r"apolog(?:ies|ys?|eis|ises?)"
"""Also misspelt, where the words beside it say what is meant."""
_ATTENDANCE_FORMS = (
    *_list_forms(
        "attendance",
        "words",
        rf"who(?:se)?\s+(?:else\s+)?(?:sent|gave|submitted|made|tendered|offered)\s+(?:(?:their|his|her|any)\s+)?{_APOLOGIES}(?:\s+for\s+absence)?{_PLACE_OF}?",
        rf"(?:who|which\s+{_MEMBERS})\s+apologi[sz]ed(?:\s+for\s+(?:\w+\s+)?absence)?{_PLACE_OF}?",
        rf"whose\s+{_APOLOGIES}\s+(?:were|had\s+been)\s+(?:received|noted|given|accepted|recorded){_PLACE_OF}?",
        rf"(?:who|what|which)\s+were\s+the\s+{_APOLOGIES}(?:\s+for\s+absence)?{_PLACE_OF}?",
        rf"(?:were|was)\s+there\s+(?:any\s+)?{_APOLOGIES}(?:\s+for\s+absence)?{_PLACE_OF}?",
        rf"apologies(?:\s+for\s+absence)?{_PLACE_OF}",
        attendance=("apologies",),
    ),
    *_list_forms(
        "attendance",
        "words",
        rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+(?:was|were)\s+(?:absent|missing){_PLACE_OF}?",
        rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+(?:did\s+not|didn['\u2019]t)\s+attend(?P<body>\s+.+)?",
        attendance=("absent", "apologies"),
    ),
    *_list_forms(
        "attendance",
        "words",
        rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+(?:substituted|stood\s+in|deputi[sz]ed)(?:\s+for\s+(?P<person>(?:{_TITLE}\s+)?[A-Z][\w'\u2019-]+(?:\s+[A-Z][\w'\u2019-]+)?))?{_PLACE_OF}?",
        rf"who\s+(?:was|were)\s+(?:the\s+|a\s+)?substitutes?(?:\s+members?)?(?:\s+for\s+(?P<person>{_TITLE}\s+[\w'\u2019-]+))?{_PLACE_OF}?",
        rf"(?:named\s+)?substitutes?(?:\s+members?)?{_PLACE_OF}",
        attendance=("substitute",),
    ),
    *_list_forms(
        "attendance",
        "words",
        rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+(?:declared|registered|disclosed)\s+{_INTEREST}(?:\s+(?:in|about|on|regarding)\s+{_TOPIC})?",
        rf"(?:who|which\s+(?:\w+\s+)?{_MEMBERS})\s+(?:declared|registered|disclosed)\s+{_INTEREST}\s+(?:at|during)\s+(?P<body>.+)",
        rf"(?:what|which|were\s+(?:there\s+)?any)\s+(?:declarations\s+of\s+)?interests?\s+(?:were\s+)?(?:declared|made|disclosed){_PLACE_OF}?",
        r"declarations?\s+of\s+(?:members['\u2019]?\s+)?interests?\s+(?:at|for|from|of)\s+(?P<body>.+)",
        attendance=("declaration",),
    ),
    *_list_forms(
        "attendance",
        "words",
        r"(?:who|which)\s+officers?\s+(?:attended|(?:was|were)\s+(?:present|in\s+attendance))(?:\s+(?:at|for))?(?P<body>\s+.+)?",
        attendance=("officer",),
    ),
    *_list_forms(
        "attendance",
        "words",
        rf"(?:who|which\s+(?:\w+\s+)?(?:councillors?|cllrs?|members))\s+(?:was|were)\s+(?:present|there|in\s+attendance){_PLACE_OF}?",
        rf"who\s+(?:was|were)\s+at\s+{_NAMED_BODY}",
        rf"(?:who|which\s+(?:\w+\s+)?(?:councillors?|cllrs?|members))\s+attended\s+{_NAMED_BODY}",
        rf"(?:members\s+)?(?:present|attendance){_PLACE_OF}",
        attendance=("present",),
    ),
)
_MEETING_FORMS = (
    *_list_forms(
        "meeting",
        "place",
        rf"where\s+(?:does|did|do|has)\s+{_NAMED_BODY}\s+(?:meet|met)",
        rf"where\s+(?:is|was|were)\s+{_NAMED_BODY}(?:\s+of\s+.+?)?\s+held",
        rf"what\s+(?:is|was)\s+the\s+venue\s+(?:of|for)\s+{_NAMED_BODY}",
    ),
    *_list_forms(
        "meeting",
        "time",
        rf"(?:(?:at\s+)?what\s+time|when)\s+(?:does|did|do|has)\s+{_NAMED_BODY}\s+(?:last\s+)?(?:meet|met|start|begin|sit)",
        rf"(?:(?:at\s+)?what\s+time|when)\s+(?:is|was|were)\s+{_NAMED_BODY}(?:\s+of\s+.+?)?\s+held",
        rf"when\s+was\s+the\s+(?:last|latest)\s+(?:meeting\s+of\s+)?{_NAMED_BODY}",
    ),
    *_list_forms(
        "meeting",
        "cancelled",
        r"which\s+(?:of\s+the\s+)?(?P<body>(?:[\w&-]+\s+){0,6}?meetings)(?:\s+of\s+.+?)?\s+(?:were|was|have\s+been|had\s+been|got)\s+cancell?ed",
        rf"(?:was|were|has)\s+{_NAMED_BODY}(?:\s+been)?\s+cancell?ed",
    ),
)
_ROLE_FORMS = (
    *_list_forms(
        "role holder",
        "words",
        rf"who(?:['\u2019]s|\s+(?:is|was|are|were))\s+(?:currently\s+|now\s+)?(?:(?:the|our|its|their)\s+)?(?:current\s+|present\s+)?{_ROLE}",
        rf"who\s+(?P<role>chairs|chaired|leads)\s+{_NAMED_BODY}",
        rf"(?P<role>{_NO_CLAUSE}(?:cabinet\s+member|portfolio\s+holder|lead\s+member)\s+for\s+.{{3,80}})",
    ),
    *_list_forms(
        "roles of a person",
        "words",
        rf"what\s+(?:is|was|are|were)\s+{_PERSON}['\u2019]s?\s+(?:role|roles|position|title|job|portfolio|post)",
        rf"(?:what|which)\s+(?:role|position|portfolio|post|office|title|job)s?\s+(?:does|did)\s+{_PERSON}\s+(?:hold|have|held)",
        rf"who\s+(?:is|was)\s+{_PERSON}",
        rf"what\s+(?:is|was)\s+{_FULL_NAME}['\u2019]s?\s+(?:role|position|title|job|portfolio|post)",
        rf"who\s+(?:is|was)\s+{_FULL_NAME}",
    ),
)
FORMS: tuple[QuestionForm, ...] = (
    *_VOTE_FORMS,
    *_ATTENDANCE_FORMS,
    *_MEETING_FORMS,
    *_DECISION_FORMS,
    *_ROLE_FORMS,
)
"""The first that fits is meant."""
