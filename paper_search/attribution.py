"""Who is reported as speaking: "Officers explained that…", "The Leader made the following comments:".

In: a sentence, or a passage's text with its lead-in and headings; out: the speaker as printed, or None. Promised:
precision before recall. A name is given only where a reporting verb follows it and it names a person, an office
or a body; a pronoun, a report or a listener ("Members heard that…") is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search import numbering
from paper_search.text import fold, sentences, squeeze

_VERBS = (
    r"(?:said|says|explained|noted|notes|stated|states|advised|confirmed|highlighted|stressed|reported|reports|added"
    r"|clarified|commented|outlined|informed|asked|questioned|queried|felt|agreed|proposed|requested|expressed"
    r"|responded|replied|emphasised|emphasized|reminded|told|acknowledged|raised|discussed|concluded|found|finds"
    r"|judged|identified|recognised|recommended|warned|argued|suggested|observed|remarked|indicated|assured"
    r"|described|reiterated|recalled|announced|challenged|urged|apologised|summarised|welcomed\s+(?:the|this|that)"
    r"|(?:was|were)\s+(?:concerned|pleased|disappointed|of\s+the\s+(?:view|opinion))"
    r"|(?:made|gave|provided|offered|presented)\s+(?:the\s+following|(?:an?|the|further)?\s*(?:\w+\s+){0,2}"
    r"(?:updates?|summary|overview|assurances?|explanation|statement|outline|comments?|points?|observations?|remarks)))"
)
_JOINS = r"of|for|and|the|to|in|on|at|with|from|&|-|–"
_TOKEN = rf"(?:{_JOINS}|\(?[A-Z0-9][\w’'./&()-]*)"
_SUBJECT = rf"(?:[Tt]he\s+|A\s+|An\s+|One\s+|Some\s+)?[A-Z][\w’'.&-]*(?:,?\s+{_TOKEN}){{0,18}}?"
_SUBJECT_LONG = _SUBJECT.removesuffix("?")
"""The same, but as long as it can be: where the verb stands before the speaker."""
_ADVERBS = (
    r"(?:(?:also|then|further|again|briefly|additionally|subsequently|jointly|both|strongly|formally|has|have|had)\s+)*"
)
_ACTIVE = re.compile(rf"(?P<who>{_SUBJECT}),?\s+(?:who\s+\w+[^,]*,\s+)?{_ADVERBS}{_VERBS}\b")
_PEOPLE = r"members?|officers?|inspectors?|auditors?|councillors?|chair\w*|speakers?|residents?|witness(?:es)?"
_ROLE_LOWER = re.compile(
    rf"(?P<who>(?:The|A|An|Some|Several|One)\s+(?:[a-z]+\s+){{0,2}}(?:{_PEOPLE})(?:\s+of\s+(?:the\s+)?{_SUBJECT})?)"
    rf"\s+{_ADVERBS}{_VERBS}\b"
)
_PASSIVE = re.compile(
    rf"(?i:it\s+was\s+(?:also\s+|further\s+|then\s+)?\w+ed|(?:a|the)?\s*(?:\w+\s+){{0,4}}?(?:points?|comments?|questions?"
    rf"|issues?|concerns?)(?:\s+(?:was|were))?\s+(?:made|raised|given|noted|asked|put))\s+by\s+(?P<who>(?:the\s+)?{_SUBJECT_LONG})"
    r"(?=\s+(?:that|to|were|was|are|is|as|in|about|on|and)\b|\s*[,:;.]|\s*$)"
)
_ACCORDING = re.compile(rf"According\s+to\s+(?P<who>(?:the\s+)?{_SUBJECT})\s*,")
_OPENING = re.compile(
    r"(?:(?:Furthermore|However|Additionally|Finally|Moreover|Also|Subsequently|Similarly|Nevertheless|Firstly|Secondly),"
    r"|In\s+(?:response|reply|answer|addition|introduction|conclusion|presenting|introducing|summary)\b[^,]{0,120},"
    r"|On\s+[^,]{3,60},|With\s+regard\s+to\s+[^,]{3,80},|Following\s+[^,]{3,80},|Responding\s+to\s+[^,]{3,80},)\s+",
)
_BODY = re.compile(
    r"\b(?:officers?|members?|councillors?|cllrs?|leaders?|chair\w*|vice-chair\w*|directors?|heads?\s+of|chief|cabinet|"
    r"committee|sub-committee|panel|board|council|ofsted|estyn|inspect\w+|auditors?|commissioner|mayor|minister|government|"
    r"solicitor|monitoring\s+officer|manager|treasurer|witness\w*|residents?|applicant|objectors?|speakers?|mr|mrs|ms|"
    r"miss|dr|sir|dame|professor|cqc|care\s+quality\s+commission|healthwatch|ombudsman|department|partners|"
    r"headteachers?|police|general\s+counsel|representatives?|planning\s+inspectorate|secretary\s+of\s+state|"
    r"trust|authority|partnership|aelod\w*|swyddog\w*)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:It|This|That|There|They|He|She|We|These|Those|Which|In|At|On|As|For|If|When|While|Where|Although|However"
    r"|(?:The|This|A|An)\s+(?:[\w’'-]+\s+){0,4}(?:report|paper|plan|review|strategy|policy|programme|table|appendix|figures?"
    r"|budget|decision|meeting|minutes|recommendations?|proposals?|data|audit|agenda|presentation|update|meetings|work"
    r"|consultation|assessment|service|services))$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"(?:comments?|statements?|views?|responses?|remarks|update)\s+(?:of|by|from)\s+(?P<who>(?:the\s+)?{_SUBJECT})\s*:?$",
    re.IGNORECASE,
)
_MOST = 4


def speaker(sentence: str) -> str | None:
    """Who one sentence reports as speaking, as printed, or None."""
    squeezed = squeeze(sentence)
    label = numbering.label(squeezed)
    plain = _OPENING.sub("", squeezed[label.end if label else 0 :], count=1).lstrip("“\"'‘ ")
    for pattern in (_ROLE_LOWER, _ACTIVE, _ACCORDING, _PASSIVE):
        found = pattern.match(plain)
        if found and _is_someone(found["who"]):
            return found["who"].strip(" ,")
    return None


def attribution(text: str, lead_in: str | None = None, headings: Sequence[str] = ()) -> str | None:
    """Who a passage reports: from its own sentences, else its lead-in, else its innermost heading.

    Where its sentences report several, each is named once, in order, with "; " between them, so that nobody is
    given another's words; more than four are left unsaid.
    """
    own = [who for who in (speaker(text[start:end]) for start, end in sentences(text)) if who]
    distinct = list({fold(who): who for who in reversed(own)}.values())[::-1]
    if own:
        return "; ".join(distinct) if len(distinct) <= _MOST else None
    if lead_in and (who := speaker(lead_in)):
        return who
    found = _HEADING.search(headings[-1]) if headings else None
    return found["who"] if found and _is_someone(found["who"]) else None


def _is_someone(who: str) -> bool:
    return bool(_BODY.search(who)) and not _NOBODY.match(who.strip(" ,"))
