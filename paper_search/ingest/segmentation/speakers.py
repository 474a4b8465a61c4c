"""Attribution of reported speech: "Officers explained that…", "The Leader made the following comments:".

Precision comes before recall. A name is given only where a reporting verb follows it and it names a person, an office
or a body; a pronoun, a report or a listener ("Members heard that…") is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.ingest.segmentation import numbering
from paper_search.text.spans import collapse_whitespace, normalise, split_sentences

_REPORTING_VERBS = (
    r"(?:said|says|explained|noted|notes|stated|states|advised|confirmed|highlighted|stressed|reported|reports|added"
    r"|clarified|commented|outlined|informed|asked|questioned|queried|felt|agreed|proposed|requested|expressed"
    r"|responded|replied|(?:re-?)?emphasised|emphasized|elaborated|reminded|told|acknowledged|raised|discussed|concluded|found|finds"
    r"|judged|identified|recognised|recommended(?!\s+for)|warned|argued|suggested|observed|remarked|indicated|assured"
    r"|described|reiterated|recalled|announced|challenged|urged|apologised|summarised|welcomed\s+(?:the|this|that)"
    r"|thanked|introduced|spoke|moved|seconded|objected|praised|commended|congratulated|declared|rated|disagreed"
    r"|enquired|inquired|presented(?!\s+with)|claimed|opposed|supported|cautioned|estimates?|estimated|doubted|undertook|updated|invited"
    r"|voiced|conveyed|(?:maintained|submitted|reflected)\s+that|insisted|contended|complained|echoed|admitted|conceded|predicted"
    r"|briefed|accepted|rejected|refuted|shared\s+(?:his|her|their|the|concerns)|asserted|disputed|detailed|set\s+out|remained\s+(?:concerned|confident)"
    r"|speculated|clarifies|advises|warns|believes|believed|considers|recommends|suggests|argues|informs|read\s+out"
    r"|called\s+for|referred\s+to|addressed\s+the|went\s+on\s+to|paid\s+tribute|gave\s+(?:assurance|an\s+assurance)"
    r"|pointed\s+out|drew\s+attention|sought\s+(?:clarification|assurance)|(?:considered|thought|believed)\s+that"
    r"|(?:was|were)\s+(?:concerned|pleased|confident|disappointed|of\s+the\s+(?:view|opinion))"
    r"|(?:made|gave|provided|offered|presented)\s+(?:the\s+following|(?:an?|the|further)?\s*(?:\w+\s+){0,2}"
    r"(?:updates?|summary|overview|assurances?|explanation|statement|outline|comments?|points?|observations?|remarks)))"
)
_NAME_JOINERS = r"of|for|and|the|to|in|on|at|with|from|&|-|–"
_NAME_TOKEN = rf"(?:{_NAME_JOINERS}|\(?[A-Z0-9][\w’'./&()-]*)"
_SUBJECT = rf"(?:[Tt]he\s+|A\s+|An\s+|One\s+|Some\s+|Several\s+|Two\s+)?[A-Z][\w’'.&-]*(?:,?\s+{_NAME_TOKEN}){{0,18}}?"
_SUBJECT_LONG = _SUBJECT.removesuffix("?")
"""The same, but as long as it can be: where the verb stands before the speaker."""
_ADVERBS = (
    r"(?:(?:also|then|further|again|briefly|additionally|subsequently|jointly|both|strongly|formally|has|have|had)\s+)*"
)
_ASIDE = r"(?:(?:who|in|seconded\s+by|as|speaking)\s+\w+[^,]{0,60},\s+)?"
_NO_PARTICIPLE = r"\b(?!\s+by\b)"
"""A verb followed by its agent ("supported by the grant") states an action, not a speaker."""
_ACTIVE_PATTERN = re.compile(rf"(?P<who>{_SUBJECT}),?\s+{_ASIDE}{_ADVERBS}{_REPORTING_VERBS}{_NO_PARTICIPLE}")
_PEOPLE = (
    r"members?|officers?|inspectors?|auditors?|councillors?|chair\w*|speakers?|residents?|witness(?:es)?"
    r"|agents?|consultants?|barristers?|actuar(?:y|ies)|valuers?|clerk|coroner|witness(?:es)?|petitioner|students?|pupils?"
    r"|speaker|representatives?|carers?|parents?|tenants?|petitioners?|objectors?|applicants?|headteachers?|governors?"
)
_PLURAL_PEOPLE = (
    r"members|officers|inspectors|auditors|councillors|residents|representatives|witnesses|carers|parents|tenants"
)
_ROLE = (
    rf"(?:[Tt]he|A|An|Some|Several|One(?:\s+of\s+the)?|Two|Three|Many|Most|Another|Other)\s+(?:[a-z’']+\s+){{0,2}}"
    rf"(?:{_PEOPLE})"
)
_ROLE_PATTERN = re.compile(
    rf"(?P<who>(?:{_ROLE}|(?:{_PLURAL_PEOPLE}))(?:,?\s+(?:of|from|for)\s+(?:the\s+)?{_SUBJECT}|,\s+{_SUBJECT}(?=,))?)"
    rf",?\s+{_ASIDE}{_ADVERBS}{_REPORTING_VERBS}{_NO_PARTICIPLE}"
)
_PASSIVE_PATTERN = re.compile(
    rf"(?i:(?:the\s+)?\w+\s+(?:was|were)\s+(?:told|assured|informed|advised|reminded)\s+by\s+)(?P<told>(?:the\s+)?"
    rf"{_SUBJECT_LONG}|(?:the\s+)?(?:{_PLURAL_PEOPLE}))(?=\s+(?:that|about|of|to)\b)"
    rf"|(?i:it\s+was\s+(?:also\s+|further\s+|then\s+)?\w+ed|(?:a|the)?\s*(?:\w+\s+){{0,4}}?(?:points?|comments?|questions?"
    rf"|issues?|concerns?)(?:\s+(?:was|were))?\s+(?:made|raised|given|noted|asked|put(?:\s+forward)?|expressed))\s+by\s+(?P<who>(?:the\s+)?{_SUBJECT_LONG}|(?:the\s+)?(?:{_PLURAL_PEOPLE}))"
    r"(?=\s+(?:that|to|were|was|are|is|as|in|about|on|and)\b|\s*[,:;.]|\s*$)"
)
_ACCORDING_TO_PATTERN = re.compile(
    rf"According\s+to\s+(?P<who>(?:the\s+)?{_SUBJECT})\s*,"
    rf"|As\s+(?P<whose>(?:the\s+)?{_SUBJECT})\s+(?:pointed\s+out|said|explained|noted|put\s+it)\s*,"
)
_QUOTED_SPEAKER_PATTERN = re.compile(rf"[,.?!]”\s+(?:said|added|asked|explained)\s+(?P<who>(?:the\s+)?{_SUBJECT_LONG})")
_WELSH_PATTERN = re.compile(
    r"(?:Dywedodd|Esboniodd|Eglurodd|Gofynnodd|Nododd|Adroddodd|Cadarnhaodd|Diolchodd|Cyflwynodd)\s+"
    r"(?P<who>(?:yr?\s+)?[A-ZÂÊÎÔÛŴŶ][\w’'-]*(?:\s+(?:[A-Z][\w’'-]*|dros|ar|gyfer|y|yr|a|ac)(?=\s))*?)"
    r"(?=\s+(?:fod|bod|y|yr|na|nad|am|i|sut|pam|beth|a)\b|\s*[,:.])"
)
_OPENING_PHRASE_PATTERN = re.compile(
    r"(?:(?:Furthermore|However|Additionally|Finally|Moreover|Also|Subsequently|Similarly|Nevertheless|Firstly|Secondly),"
    r"|In\s+(?:response|reply|answer|addition|introduction|conclusion|presenting|introducing|summary)\b[^,]{0,120},"
    r"|In\s+(?:response|reply)(?=\s+(?:the|The|Cllr|Mr|Mrs|Ms|officers)\b)"
    r"|(?:On|At)\s+[^,]{3,60},|(?:With|In)\s+(?:regard|respect|relation)\s+to\s+[^,]{3,80},|Regarding\s+[^,]{3,80},|Following\s+[^,]{3,80},|Further\s+to\s+[^,]{3,80},|Responding\s+to\s+[^,]{3,80},)\s+",
)
_SPEAKER_NOUN_PATTERN = re.compile(
    r"\b(?:officers?|members?|councillors?|cllrs?|leaders?|chair\w*|vice-chair\w*|directors?|heads?\s+of|chief|cabinet|"
    r"committee|sub-committee|panel|board|council|ofsted|estyn|inspect\w+|auditors?|commissioner|mayor|minister|government|"
    r"solicitor|monitoring\s+officer|manager|treasurer|witness\w*|residents?|applicant|objectors?|speakers?|mr|mrs|ms|"
    r"miss|dr|sir|dame|professor|cqc|care\s+quality\s+commission|healthwatch|ombudsman|department|partners|"
    r"headteachers?|police|general\s+counsel|representatives?|planning\s+inspectorate|secretary\s+of\s+state|"
    r"trust|authority|partnership|england|agency|network\s+rail|nhs|union|association|federation|forum|regulator|clerk|"
    r"executive|commission|spokes\w+|superintendent|sergeant|constable|planner|independent\s+person|group|office\s+for|hmic\w*|ofqual|agents?|consultants?|lieutenant|coroner|statistics|lead|"
    r"parents?|carers?|tenants?|petitioners?|governors?|barrister|counsel|judge|speaker|aelod\w*|swyddog\w*|arweinydd|"
    r"cynghorydd|cadeirydd|cyfarwyddwr|pennaeth|prif\s+weithredwr)\b",
    re.IGNORECASE,
)
_CLAUSE_OPENING_PATTERN = re.compile(
    r"(?:It|This|That|There|They|He|She|We|These|Those|Which|In|At|On|As|For|If|When|While|Where|Although|However|Once"
    r"|Because|Since|Should|Unless|Until|After|Before|By|With|From|To|Not|No)\b",
)
_THING_PATTERN = re.compile(
    r"\b(?:report|paper|plan|review|strategy|policy|programme|table|appendix|figures?|budget|decision|meeting|minutes"
    r"|recommendations?|proposals?|data|audit|agenda|presentation|update|meetings|work|consultation|assessment|service"
    r"|services|record|constitution|act|regulations?|guidance|survey|scheme|process|form|letter|statement|motion|vote"
    r"|question|questions|response|comments?|section|paragraph|option|register|framework|inspection|investigation)$",
    re.IGNORECASE,
)
"""A noun that is no person, office or body, however many of those are named beside it."""
_POSSESSED_THING_PATTERN = re.compile(
    r"[’']s?\s+(?:\w+\s+){0,3}(?:report|paper|plan|review|strategy|policy|budget|decision|letter|statement|constitution"
    r"|response|comments?|recommendations?|proposals?|presentation|assessment|inspection|record|findings)$"
)
"""The same, where it belongs to somebody: "the Director’s report"."""
_HEAD_NOUN_END_PATTERN = re.compile(r",|\s\(|\s+(?:of|for|to|in|on|at|with|from|and|&|[-–])\s+")
_HEADING_SPEAKER_PATTERN = re.compile(
    rf"\b(?:comments?|statements?|views?|responses?|remarks|update)\s+(?:of|by|from)\s+(?P<who>(?:the\s+)?{_SUBJECT})\s*:?$",
    re.IGNORECASE,
)
_MAX_SPEAKERS = 4


def find_speaker(sentence: str) -> str | None:
    """Return the speaker that one sentence reports, as printed, or None."""
    text = collapse_whitespace(sentence)
    label = numbering.parse_label(text)
    words = _OPENING_PHRASE_PATTERN.sub("", text[label.end if label else 0 :], count=1).lstrip("“\"'‘ ")
    for pattern in (_ROLE_PATTERN, _ACTIVE_PATTERN, _ACCORDING_TO_PATTERN, _PASSIVE_PATTERN, _WELSH_PATTERN):
        match = pattern.match(words)
        speaker = next(filter(None, match.groups()), "") if match else ""
        if _is_someone(speaker):
            return speaker.strip(" ,")
    quotation = _QUOTED_SPEAKER_PATTERN.search(text)
    return quotation["who"].rstrip(".") if quotation and _is_someone(quotation["who"]) else None


def find_attribution(text: str, lead_in: str | None = None, headings: Sequence[str] = ()) -> str | None:
    """Return the speakers that a passage reports.

    They come from its own sentences, else its lead-in, else its innermost heading. Where its sentences report
    several, each is named once, in order, with "; " between them, so that nobody is given another's words; more than
    four give None.

    Args:
        text: the passage's text.
        lead_in: the sentence that introduces it.
        headings: its heading path, outermost first.
    """
    speakers = [
        speaker for speaker in (find_speaker(text[start:end]) for start, end in split_sentences(text)) if speaker
    ]
    distinct = list({normalise(speaker): speaker for speaker in reversed(speakers)}.values())[::-1]
    if speakers:
        return "; ".join(distinct) if len(distinct) <= _MAX_SPEAKERS else None
    if lead_in and (speaker := find_speaker(lead_in)):
        return speaker
    match = _HEADING_SPEAKER_PATTERN.search(headings[-1]) if headings else None
    return match["who"] if match and _is_someone(match["who"]) else None


def _is_someone(name: str) -> bool:
    """Return True if the words name a person, an office or a body.

    Their head noun decides, not what belongs to it.
    """
    stripped = name.strip(" ,")
    head = _HEAD_NOUN_END_PATTERN.split(stripped, maxsplit=1)[0]
    is_thing = _THING_PATTERN.search(head) or _POSSESSED_THING_PATTERN.search(stripped)
    is_title = stripped.isupper() and len(stripped.split()) > 2
    return (
        bool(_SPEAKER_NOUN_PATTERN.search(stripped))
        and not is_title
        and not is_thing
        and not _CLAUSE_OPENING_PATTERN.match(stripped)
    )
