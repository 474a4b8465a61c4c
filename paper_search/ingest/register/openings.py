"""The words that open a decision: "RESOLVED that", "it was agreed to", "The Committee AGREED", "Minutes were approved".

Precision comes before recall: a body that "agreed" in prose, what an earlier meeting decided and what officers
recommend open nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from paper_search.text.dates import FULL_MONTH_PATTERN

OpeningForm = Literal["formal", "label", "passive", "active", "approval", "application", "motion"]

_ADVERBS = (
    r"(?:(?:unanimously|then|further|also|therefore|duly|subsequently|accordingly|formally|UNANIMOUSLY|THEN"
    r"|FURTHER)\s+)*"
)
_AFTER = (
    r"(?:\s*,?\s*(?:unanimously|UNANIMOUSLY|by\s+(?:a\s+)?(?:majority|consensus"
    r"|general\s+consent)(?:\s+(?:vote|of\s+\d{1,3}(?:\s+to\s+\d{1,3})?))?"
    r"|by\s+\(?\d{1,3}(?:\s+votes?)?\s+to\s+\d{1,3}(?:\s+votes?)?\)?|nem\.?\s*con\.?|with\s+one\s+abstention"
    r"|accordingly|and\s+(?:agreed|AGREED)|as\s+follows)\s*,?)?"
    # "It was agreed, on the proposal of Cllr Wren, seconded by Cllr Lark, to …"
    r"(?:,?\s+(?:on|upon)\s+(?:a|the)\s+(?:proposal|proposition|motion)\s+(?:of|by|from)\s[^;:\n]{3,140}?,(?=\s+(?:that|to)\b))?"
)
_ASIDE = r"(?:\s*\((?!\w{1,4}\))[^()\n]{1,80}\))?"
# Decisions that are printed as such. The last mark, "that" or "to" is where their words begin.
_FORMAL = re.compile(
    rf"(?:(?i:and)\s+)?(?P<adverb>{_ADVERBS})"
    r"(?P<verb>RESOLVED|Resolved|RESOLUTION|Resolution|RESOLVES|AGREED|DECIDED|RECOMMENDED|NOTED|APPROVED"
    r"|DECISIONS?|PENDERFYNWYD|Penderfynwyd|ARGYMHELLWYD|Argymhellwyd|CYTUNWYD|Cytunwyd)"
    r"(?:\s+(?:[A-Z]{1,3}\.?)?\d{1,4}(?:[./-]\d{1,5}){0,2}(?=\s*[:–-]))?"
    rf"(?P<after>{_AFTER}){_ASIDE}{_AFTER}\s*[*_]*\s*(?P<mark>[:–—]+|-(?=\s)|(?<=\s)-|(?:that|THAT|That|to|TO"
    r"|fod|bod|y|i)\b|$)[*_]*\s*[:–—-]*\s*"
)
# The same words in small letters are sure only where a colon or "that … be" stands behind them.
_LABELLED = re.compile(
    rf"(?P<verb>Agreed|Recommended|Decision(?=\s+(?:made|taken)\s*:)|Decision)(?:(?<=Decision)\s+(?:made|taken))?(?P<after>{_AFTER})(?P<mark>\s*[*_]*\s*(?::[*_]*\s*[–—-]?"
    r"|[–—-])\s*|\s+that\s+)(?=[\w“\"‘'(*_])"
)
_AND = re.compile(
    rf"(?:And|AND|and)\s+(?:it\s+was\s+)?(?P<adverb>{_ADVERBS})(?P<verb>resolved"
    rf"|agreed)(?P<after>{_AFTER})\s*(?P<mark>:|that\b|to\b)\s*"
)
_WELSH = re.compile(
    r"(?P<verb>PENDERFYNWYD|Penderfynwyd|CYTUNWYD|Cytunwyd)(?P<adverb>\s+yn\s+unfrydol)?(?P<mark>\s+)(?=\w)"
)
# "RESOLVED the handbook is adopted": capitals with no mark behind them.
_CAPITALS = re.compile(r"(?P<verb>RESOLVED|AGREED)(?P<mark>\s+)(?=(?:the|an?|not|as)\s)")
# "NOW, THEREFORE, BE IT RESOLVED that …"
_BE_IT = re.compile(
    r"(?:NOW,?\s+|Now,?\s+)?(?:THEREFORE,?\s+|therefore,?\s+|Therefore,?\s+)?(?:BE\s+IT|Be\s+it|be\s+it)\s+(?P<adverb>(?:hereby|HEREBY)\s+)?"
    r"(?P<verb>RESOLVED|resolved|Resolved)(?P<after>)\s*,?\s*(?P<mark>that|THAT|by)\b\s*[:–—-]*\s*"
)
_LABEL_ALONE = re.compile(
    r"(?P<verb>Decision|DECISION|Penderfyniad)[sS]?(?:\s+(?:taken|made))?(?P<mark>\s*[*_]*\s*:)[\s*_]*$"
)
# "Agreed:" on a line of its own above what was agreed.
_AGREED_ALONE = re.compile(r"(?P<verb>Agreed|Decided)(?P<mark>\s*[*_]*\s*:)[\s*_–—-]*$")
# "Deferred to the June meeting", "Item deferred until May"
_PUT_OFF = re.compile(
    r"(?:(?:The\s+|This\s+)?(?i:item|matter|application|decision|motion)\s+(?:(?:was|is|be)\s+)?|(?=[DW]))(?P<adverb>)"
    r"(?P<verb>[Dd]eferred|DEFERRED)\b(?=[\s*_]+(?:to|until|till|for|pending)\s)"
    r"|[A-Z][\w’'-]*(?:\s+[\w’'-]+){0,7}?\s+(?:was|were)\s+(?P<record>deferred)\b"
    r"(?=\s+(?:to|until|till)\s+(?:the\s+next|a\s+(?:later|future|subsequent)|the\s+\w+\s+meeting))"
)
# "The Forward Plan was noted.": all of a sentence.
_NOTED = re.compile(
    r"(?:The|This|These|All)\s+(?:[\w’'/-]+\s+){0,7}?(?i:reports?|updates?|plan|programme|minutes|position|correspondence"
    r"|information|contents?|letters?|accounts?|statements?|dates?|presentation|list|schedule|figures|balances?"
    r"|reconciliations?)(?:\s+(?:of|for|from|on|to|in)\b[^.;:,]{1,80}?)?\s+(?:was|were)\s+(?P<adverb>(?:duly\s+)?)"
    r"(?P<verb>noted|NOTED)[\s*_]*\.?[\s*_]*$"
)
_PASSIVE = re.compile(
    rf"\b(?:[Ii]t\s+(?:was|is)|IT\s+WAS|(?:seconded|SECONDED|Seconded)\b[^;:\n]{{1,80}}?,?\s+(?:and"
    rf"|AND))\s+(?P<adverb>{_ADVERBS})"
    r"(?P<verb>RESOLVED|resolved|AGREED|agreed|decided|DECIDED|RECOMMENDED|recommended"
    rf"|DEFERRED|(?:approved|agreed)\s+and\s+resolved)(?P<after>{_AFTER})\s*(?P<mark>:|[–—-]|(?:that|THAT|to|TO|not\s+to)\b)\s*[:–—-]*\s*"
)
_BODY = (
    r"(?:Sub-?\s?Committee|Committee|Council|CC|Cabinet|Mayor|Executive|Board|Panel|Commission|Forum|Authority"
    r"|Members|Councillors|Meeting|meeting|members|councillors"
    r"|Assembly|Corporation|Trustees|Governors|Leader|Conference|Trust|committee|council)"
)
_QUALIFIERS = r"(?:(?:[A-Z][\w’'&-]{0,30}|and|of|for|the|&|members|Members)\s+){0,7}?"
_ACTIVE = re.compile(
    rf"(?:(?:(?:Having|Following|After|Accordingly|Therefore)\b[^.;:]{{0,300}}?,|Whereupon)\s+)?(?P<body>All(?=\s+agreed\s+(?:to"
    rf"|that)\b)|(?:(?:The|the|THE)\s+)?{_QUALIFIERS}{_BODY}(?:\s+[Mm]embers|\s+present)?),?\s+(?P<adverb>{_ADVERBS})"
    r"(?P<verb>RESOLVED|resolved|AGREED|agreed|RECOMMENDED|recommended|DECIDED|decided|APPROVED|approved|NOTED"
    r"|noted|REFUSED|refused|DEFERRED|deferred|ADOPTED|adopted|ENDORSED|endorsed|ACCEPTED|accepted|GRANTED"
    r"|granted|CONFIRMED|confirmed|voted)"
    rf"(?P<after>{_AFTER})(?=[\s:–—-]|$)(?P<mark>\s*[:–—-]+\s*|\s+(?:that|THAT|to|TO|not\s+to)\b\s*:?\s*)?\s*"
)
# "The Committee:-" above items each of which says what it did.
_BODY_ALONE = re.compile(rf"(?P<body>(?:(?:The|the|THE)\s+)?{_QUALIFIERS}{_BODY})\s*(?::|\s[–—-])[\s*_–—-]*$")
_LISTED = re.compile(
    r"(?:also\s+|further\s+)?(?P<verb>noted|agreed|approved|resolved|delegated|instructed|endorsed|recommended|welcomed"
    r"|requested|authorised|remitted|adopted|homologated)\b"
)
_LEADING = (
    r"(?:[Oo]n\s+the\s+(?:proposal|motion|proposition)\s+of\b[^;:\n]{1,120}?,\s+|(?:Accordingly"
    r"|Therefore),?\s+|(?P<label>[A-Z][^.;:\n]{2,60}?(?::|\s[–—-](?=\s+(?-i:[A-Z])))\s+))?"
)
_RECORD = r"(?:a\s+|an?\s+|the\s+)?(?:true|correct|accurate|proper)\b"
_APPROVAL = re.compile(
    rf"{_LEADING}(?:The\s+|the\s+)?(?:draft\s+|public\s+|previous\s+|Draft\s+)?(?:[Mm]inutes?|Notes)\b(?:[^.;]"
    rf"|\.(?=\d)){{0,260}}?"
    rf"(?:\b(?:were|was|are|be|having\s+been)\s+(?P<adverb>{_ADVERBS})(?P<verb>approved|agreed|confirmed"
    r"|accepted|adopted|APPROVED|AGREED|CONFIRMED|ACCEPTED|ADOPTED)\b"
    rf"|\b(?P<record>approved|agreed|confirmed|accepted|adopted)\s+as\s+{_RECORD})"
)
# "On the proposal of Cllr Wren, seconded by Cllr Lark, the schedule was adopted"
_PROPOSED_APPROVAL = re.compile(
    r"[Oo]n\s+the\s+(?:proposal|proposition|motion)\s+of\b[^;:\n]{3,140}?,\s+the\s+[^;:\n]{3,160}?\s+(?:was|were)\s+"
    rf"(?P<adverb>{_ADVERBS})(?P<verb>approved|adopted|agreed|accepted|confirmed|noted|deferred)\b"
)
# What a council approves of its own: never a scheme or an application, which others approve.
_OWN = (
    r"(?:(?:financial\s+)?transactions|accounts|payments|invoices|cheques|(?:asset\s+)?register|budget|precept"
    r"|policy|policies|standing\s+orders|(?:financial\s+)?regulations|code\s+of\s+conduct|risk\s+assessments?"
    r"|terms\s+of\s+reference|recommendations?|governance\s+statements?|bank\s+reconciliations?"
    r"|schedule\s+of\s+payments|expenditure|agenda|report|reports|statement\s+of\s+accounts|donation|quotation"
    r"|quote)"
)
_OWN_APPROVAL = re.compile(
    rf"{_LEADING}(?:(?:The|the|These|All|Both)\s+)?(?:[\w’'/-]+\s+){{0,6}}?{_OWN}(?:\s+(?:for|since|to|of"
    rf"|in)\b[^.;:\n]{{1,80}}?)?\s+(?:were|was)\s+(?P<adverb>{_ADVERBS})(?P<verb>approved|adopted|agreed"
    r"|accepted)\b(?!\s+(?:in|on|at)\b[^.;\n]{0,40}"
    rf"(?:(?:19|20)\d\d|{FULL_MONTH_PATTERN}))",
    re.IGNORECASE,
)
_APPLICATION = re.compile(
    r"(?:(?:The|This)\s+)?(?:(?:planning\s+)?application|APPLICATION|(?:planning|outline|full)\s+permission"
    r"|PLANNING\s+PERMISSION|PERMISSION|[Cc]onsent|Listed\s+[Bb]uilding\s+[Cc]onsent)\b[^.;:]{0,60}?\s*"
    r"(?:(?:was|were|be|is|WAS|BE)\s+)?(?P<adverb>)(?P<verb>REFUSED|refused|APPROVED|approved|GRANTED"
    r"|granted|DEFERRED|deferred|WITHDRAWN|withdrawn)\b(?!\s+(?:at|in|on)\s+(?:appeal|\d{4}))",
)
_ITEM = re.compile(
    r"(?:(?:This|The)\s+(?:agenda\s+)?(?:item|application|matter|report|motion)"
    r"|(?:Further\s+)?[Cc]onsideration\s+of\b[^.;:]{1,120}?)\s+(?:was|were)\s+(?P<adverb>)(?P<verb>withdrawn"
    r"|deferred|WITHDRAWN|DEFERRED)\b"
)
_FORMS: tuple[tuple[OpeningForm, re.Pattern[str]], ...] = (
    ("formal", _FORMAL),
    ("formal", _LABELLED),
    ("formal", _CAPITALS),
    ("formal", _BE_IT),
    ("formal", _AGREED_ALONE),
    ("application", _PUT_OFF),
    ("approval", _NOTED),
    ("formal", _AND),
    ("formal", _WELSH),
    ("label", _LABEL_ALONE),
    ("approval", _APPROVAL),
    ("approval", _PROPOSED_APPROVAL),
    ("approval", _OWN_APPROVAL),
    ("application", _APPLICATION),
    ("application", _ITEM),
    ("active", _ACTIVE),
)

# A clause before "it was agreed" that leaves it a decision of this meeting.
_INTRODUCTION = re.compile(
    r"[\W_]*(?:$|(?:After|after|[Ff]ollowing|[Ff]urther|[Hh]aving|[Ii]n\s+(?:view|discussion|light|conclusion"
    r"|response|accordance)|[Aa]s|[Ss]ubject\s+to|[Tt]herefore|[Aa]ccordingly|(?:Due|due)\s+to|[Gg]iven|[Uu]pon"
    r"|[Oo]n\s+(?:the\s+)?(?:proposal|motion|proposition)|[Oo]n\s+(?:being|a\s+(?:show|vote))"
    r"|[Ww]ith\s+(?:the\s+)?(?:permission|consent|agreement)"
    r"|[Pp]roposed|[Mm]oved|PROPOSED|MOVED|[Ii]t\s+was|Whereupon|Furthermore|Additionally|Finally|Also"
    r"|Consequently|Arising\s+from|And)\b)"
)
_INTRODUCTION_END = re.compile(r"(?:[,;:–—]|\s-|\b(?:and|AND|so|therefore))[\W_]*$")
_MAX_OBJECT_WORDS = 30
"""Words behind "The Committee noted" in a sentence that is the decision of its item."""
_MAX_INTRODUCTION = 500
"""Characters before "it was agreed" in a sentence."""
_EARLIER = re.compile(
    r"\b(?:(?:last|previous|earlier|that)\s+(?:\w+\s+)?(?:meeting|year|month|week)|at\s+(?:its|their|the"
    r"|a)\s+(?:\w+\s+){0,3}meeting\s+(?:held\s+)?(?:on|in|of)|previously|(?:had|have"
    r"|has)\s+(?:\w+\s+){0,2}(?:been|agreed|resolved|decided)"
    r"|[Mm]inute\s+(?:no\.?\s*)?\d|which\s+(?:had|it)|ago\b|in\s+(?:19|20)\d\d\b|when\s+it\s+was"
    r"|where\s+it\s+was|reminded|recalled|reported\s+that|noted\s+that|advised\s+that|stated\s+that"
    r"|said\s+that|explained\s+that|confirmed\s+that|asked\s+(?:if|whether|that|the)|if\s+it\s+(?:was|is)"
    r"|unless|whether|until|once\s+it|before\s+it|that\s+it\s+was|although|because|since\s+it|understood)\b"
)
_OPINION = re.compile(
    r"(?:(?:it|this|these|there|they|those|that|he|she|we|some|many|all|more|most|such|further)\b"
    r"|(?:\w+\s+){1,8}?)\s*(?P<verb>was|were|is|are|had|has|have|did|does|needed|remained|seemed|looked)\b"
)
_MODAL = re.compile(
    r"\b(?:be|should|would|shall|will|must|not\s+to)\b(?!\s+(?:be\s+)?(?:\w+ly\s+)?(?:impossible|possible"
    r"|difficult|better|best|useful|good|helpful|important|beneficial|necessary|interesting|unlikely|likely"
    r"|only|nice|hard|unfair|wrong|appropriate)\b)"
    r"|^\s*(?:no|the\s+following)\b"
    # What somebody is told to do: "that the Clerk obtain", "that officers bring".
    r"|^\s*(?:the\s+)?(?:Clerk|Chair(?:man)?|Officers|officers|Director|Head\s+of\s+\w+|Chief\s+Executive|Council|Convener"
    r"|Leader|Treasurer|Secretary)\s+(?:bring|write|obtain|contact|arrange|report|submit|prepare|invite|ask"
    r"|request|investigate|seek|send|respond|publish|order|place|review|draft|liaise|advertise|purchase|buy)\b"
)
_NEGATED = re.compile(r"\b(?:not|no|nothing|yet)\b")
_NARRATED = re.compile(
    r"\b(?:had|has|have|will|would|to|previously|should|until|if|being|noted|reported|advised"
    r"|said)\s+(?:\w+\s+){0,2}(?:be\s+|been\s+|was\s+|were\s+)?(?:\w+ly\s+)?\w+$|\b(?:noted|reported"
    r"|advised|said|explained|confirmed)\s+that\b",
    re.IGNORECASE,
)
_RESOLVED = frozenset({"resolved", "resolves", "penderfynwyd", "argymhellwyd", "cytunwyd"})
"""Verbs that open a decision even with nothing behind them."""
_TO_BODY = re.compile(r"\s*(?:full\s+|the\s+)*(?:council|cabinet|board|executive)", re.IGNORECASE)
_OTHERS = re.compile(
    r"\s+(?:by\s+(?!the\s+(?:committee|meeting|members|chair))"
    rf"|(?:at|on|in)\s+(?:appeal|\d|(?:{FULL_MONTH_PATTERN})))",
    re.IGNORECASE,
)
"""Who else refused or withdrew an application, or when that was."""
_NOTED_OBJECT = re.compile(
    r"(?:the|this|these|their|its|with\s+(?:interest|regret|thanks)|and\s+(?:endorsed|approved|agreed|welcomed"
    r"|accepted))\s+(?:[\w’'-]+\s+){0,5}?(?:report|reports|update|updates|information|contents?|position"
    r"|correspondence|presentation|minutes|communication|recommendations?|statement|accounts?|schedule|list"
    r"|programme|plan|budget|figures|decisions?|letter|details|progress|payments?|proposals?)\b"
)
_AGREED_OBJECT = re.compile(
    r"(?:the|this|these|their|its|all|both|to\s+the|payment|a)\s+(?:[\w’'£-]+\s+){0,6}?(?:recommendations?"
    r"|proposals?|payments?|budget|precept|minutes|report|terms|motion|amendment|application|plan|policy"
    r"|strategy|programme|accounts?|statement|expenditure|grant|request|bill|invoices?|quotation|quote"
    r"|schedule|donation|appointments?|nominations?|resolution|agenda|changes|action|draft"
    r"|terms\s+of\s+reference|calendar|dates?|annual\s+\w+)\b"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening words of a decision.

    ``start`` is where they begin in the text, ``lead_end`` where they end and what was decided begins. ``verb`` is the
    word that says it, in small letters. ``is_open`` is True where nothing of what was decided stands in the text.
    """

    form: OpeningForm
    verb: str
    start: int
    lead_end: int
    body: str | None = None
    is_capital: bool = False
    is_unanimous: bool = False
    is_open: bool = False


def match_opening(text: str, words: int) -> Opening | None:
    """Return the opening of a decision in a statement, or None.

    Args:
        text: the statement, struck words blanked.
        words: where its words begin, behind a printed number.
    """
    for form, pattern in _FORMS:
        match = pattern.match(text, words)
        if match and _is_sure(opening := _make_opening(form, match, _find_start(match)), match):
            return opening
    return _match_passive(text, words)


def match_listed(text: str, words: int, item: str) -> Opening | None:
    """Return the opening "The Committee:-", where the first of the items beneath it says what it decided.

    Args:
        text: the statement, struck words blanked.
        words: where its words begin, behind a printed number.
        item: the words of the next statement.
    """
    match = _BODY_ALONE.match(text, words)
    if match is None or not _LISTED.match(item):
        return None
    return Opening("formal", "", match.start(), match.end(), match["body"], is_open=True)


def read_listed(words: str) -> str:
    """Return the verb that all items have beneath "The Committee:-", else the most general one, "agreed"."""
    found = re.findall(rf"(?:^|\n|;)[\W_]*(?:\w{{1,4}}[.)]\s+)?(?:and\s+)?{_LISTED.pattern}", words)
    verbs = set(found)
    return next(iter(verbs)) if len(verbs) == 1 else "agreed"


def _match_passive(text: str, words: int) -> Opening | None:
    """Return the opening "it was agreed", which may stand behind a clause."""
    match = _PASSIVE.search(text, words)
    if match is None:
        return None
    before = text[words : match.start()]
    if len(before) > _MAX_INTRODUCTION or _EARLIER.search(before) or not _is_introduction(before):
        return None
    is_behind_name = re.fullmatch(r"[^.;,]{1,60}:[\s*_]*", before)
    opening = _make_opening("passive", match, match.start() if is_behind_name else words)
    is_advice = opening.verb == "recommended" and not opening.is_capital and not _TO_BODY.match(text, opening.lead_end)
    return opening if not is_advice and _is_decided(opening, text) else None


def _is_introduction(before: str) -> bool:
    return bool(_INTRODUCTION.match(before) or _INTRODUCTION_END.search(before))


def _find_start(match: re.Match[str]) -> int:
    """Return where an opening begins, behind the label of its line: "Standing Orders – The orders were adopted"."""
    return match.end("label") if match.groupdict().get("label") else match.start()


def _is_sure(opening: Opening, match: re.Match[str]) -> bool:
    """Return False for words that only look like an opening."""
    if opening.form == "active":
        return _is_active_decision(opening, match)
    if opening.form in {"approval", "application"}:
        return _is_own_approval(opening, match)
    return opening.form == "label" or _is_formal_decision(opening, match)


def _is_own_approval(opening: Opening, match: re.Match[str]) -> bool:
    """Return False for an approval that is told of others or of an earlier day."""
    text = match.string
    if opening.form == "application":
        is_printed = opening.is_capital or opening.verb in {"withdrawn", "deferred"} or " be " in match[0]
        if not is_printed or _OTHERS.match(text, match.end()):
            return False
    return not (_NARRATED.search(match[0]) or _NEGATED.search(match[0]) or text.rstrip().endswith("?"))


def _is_formal_decision(opening: Opening, match: re.Match[str]) -> bool:
    """Return False for a word such as "Resolution" or "AGREED" that heads or names something."""
    mark, printed = match["mark"].strip().lower(), match["verb"]
    if not mark and opening.verb not in _RESOLVED:
        return opening.is_open and printed.isupper()
    if opening.verb in {"decision", "resolution"}:
        return ":" in match[0] or (opening.is_open and mark != "to")
    return printed != "Recommended" or mark in {"that", "to"}


def _make_opening(form: OpeningForm, match: re.Match[str], start: int) -> Opening:
    text, end = match.string, match.end()
    groups = match.groupdict()
    lead_end = end
    rest = text[end:].strip(" \n\t*_:–—-.")
    verb = (match["verb"] or match["record"]).replace("DECISIONS", "DECISION")
    extra = f"{groups.get('adverb') or ''} {groups.get('after') or ''}".lower()
    return Opening(
        form,
        verb.lower(),
        start,
        lead_end,
        groups.get("body"),
        verb.isupper(),
        bool(re.search(r"unanim|nem", extra)),
        not rest and form not in {"approval", "application"},
    )


def _is_active_decision(opening: Opening, match: re.Match[str]) -> bool:
    """Return False for what a body says or thinks: "The Committee agreed that the roads were bad"."""
    text = match.string
    rest, mark = text[match.end() :], (match["mark"] or "").strip(" :–—-").lower()
    is_list = text.rstrip().endswith((":", ":-", ":–"))
    if _EARLIER.search(text[match.start() : match.end()]) or _EARLIER.search(rest[:120].split(",")[0]):
        return False
    if opening.verb in {"resolved", "recommended", "decided", "voted"}:
        return mark == "to" if opening.verb == "voted" else bool(mark) or is_list
    if mark:
        is_agreed = opening.verb == "agreed" and (mark != "that" or _is_decided(opening, text))
        return is_agreed or (mark == "that" and opening.verb == "noted" and opening.is_capital)
    if opening.is_capital or (is_list and opening.verb == "agreed"):
        return True
    objects = _NOTED_OBJECT if opening.verb == "noted" else _AGREED_OBJECT
    return len(rest.split()) <= _MAX_OBJECT_WORDS and bool(objects.match(rest)) and not _OPINION.match(rest)


def _is_decided(opening: Opening, text: str) -> bool:
    """Return False for an opinion: "it was agreed that this was important"."""
    rest = text[opening.lead_end :]
    if opening.is_capital or opening.verb == "resolved" or opening.is_open:
        return True
    mark = text[: opening.lead_end].rstrip(" \n\t:–—-").lower()
    if mark.endswith("to"):
        return True
    opinion = _OPINION.match(rest)
    modal = _MODAL.search(rest)
    if modal is None or (opening.form == "active" and modal[0] == "will"):
        return False
    return opinion is None or modal.start() < opinion.start("verb")
