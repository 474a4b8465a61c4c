"""Names of councils and of the bodies that meet, as documents print them.

A name is returned as a member would write it. A post ("Chief Executive", "Cabinet Member for Roads") is no body, and
words that stand before "Council" without naming one name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.text.authorities import find_authority, has_style, is_authority_name, is_bare_place
from paper_search.text.authority_forms import STATE_PATTERN, fold_name
from paper_search.text.committees import MAIN_BODY, is_main_body
from paper_search.text.dates import MONTH_NUMBERS, WEEKDAY_PATTERN
from paper_search.text.spans import collapse_whitespace, normalise

BODY_WORD = (
    r"(?:Committee|Cabinet|Panel|Board|Sub-?\s?Committee|Council|Commission|Forum|Executive|Assembly|Authority"
    r"|Select\s+Committee|Working\s+(?:Group|Party)|Joint\s+Committee|Pwyllgor|Cabinet\s+Committee)"
)
_BOARD_BODY = (
    r"(?:Board\s+of\s+(?:County\s+)?(?:Commissioners|Supervisors|Trustees|Select(?:men|persons)"
    r"|Alder(?:men|persons)|Education|Health|Adjustment|Appeals)|Committee\s+of\s+the\s+Whole|Select\s?board)"
)
"""The bodies of counties, towns and villages of North America."""
_DISTRICT_BODY = r"(?:Municipal|Metropolitan|Area)\s+District(?:\s+of\s+[\w’'-]+(?:\s+[\w’'-]+){0,2})?"
"""The members of a council's district, who meet as a committee of it ("Municipal District of Larkford")."""
_BODY_PATTERN = re.compile(
    rf"(?:the\s+)?(?P<body>[A-Z][\w’'&,()/ –-]*?\b{BODY_WORD}\b(?:\s*\([\w\s-]+\))?|Cabinet|Executive"
    rf"|{_DISTRICT_BODY}|{_BOARD_BODY}|[A-Z][\w’'&, -]*?\s(?-i:SPC|JPC|LCDC)|Pwyllgor\s+[\w’' -]+)",
    re.IGNORECASE,
)
_NOT_BODY_PATTERN = re.compile(
    r"\b(?:Member|Director|Officer)\s+(?:for|of)\b|^Leader|\bChief\s+Executive$|^(?:minutes|agenda|notice|record|meeting)\s+(?:of|for)\b"
    r"|^(?:an?|to|receive|approve|consider|note|agree|confirm|adopt|apologies|present|chair(?:man)?)\s",
    re.IGNORECASE,
)
_LOWER_CASE_WORDS = frozenset(
    ("and", "of", "the", "for", "in", "on", "to", "with", "at", "by", "upon", "under", "a", "an")
)
COUNCIL_PATTERN = re.compile(
    r"(?<![\w’'-])(?:(?:London|Royal|Metropolitan)[^\S\n]+(?:and[^\S\n]+\w+[^\S\n]+)?Borough[^\S\n]+of[^\S\n]+[A-Z][\w’']+(?:[^\S\n]+(?:and|upon|&)[^\S\n]+[A-Z][\w’']+)*(?:[^\S\n]+Council)?"
    r"|City[^\S\n]+of[^\S\n]+[A-Z][\w’']+[^\S\n]+Council"
    r"|Cyngor[^\S\n]+(?:Sir[^\S\n]+|Bwrdeistref[^\S\n]+Sirol[^\S\n]+|Dinas[^\S\n]+)?[A-Z][\w’']+"
    r"|[A-Z][\w’'-]+(?:(?:[^\S\n]+|-)(?:(?:and|upon|on|with|of|the|le|in|&)[^\S\n]+)*[A-Z][\w’'-]+){0,4}?"
    r"[^\S\n]+(?:(?:Metropolitan|County|City|Borough|District|Town|Parish|Island)[^\S\n]+){0,3}Council\b)"
)
COUNCIL_CAPITALS_PATTERN = re.compile(
    r"(?<![\w’'-])[A-Z][A-Z’'-]+(?:[^\S\n]+(?:&|[A-Z][A-Z’'-]*)){0,6}?[^\S\n]+COUNCIL\b"
)
_OTHER_AUTHORITY_PATTERN = re.compile(
    r"[A-Z][\w’' &-]{2,60}?\s(?:Combined(?:\s+County)?|Fire(?:\s+(?:and|&)\s+Rescue)?|National\s+Park"
    r"|Waste(?:\s+Disposal)?)\s+Authority|NHS\s[A-Z][\w’' ,&-]{2,60}?\sIntegrated\s+Care\s+Board",
    re.IGNORECASE,
)
_GENERIC_COUNCIL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """the a full a county city borough district town parish this our your each every local metropolitan unitary
        fire
        and police of for budget annual special extraordinary cabinet youth combined regional national european welsh
        tier principal authority constituent shire from to by at in on with kind new former other another
        neighbouring school sports arts research community township village whole""",
    )
)
"""Words that stand before "Council" without naming one."""
_LEADING_WORDS = frozenset(
    re.findall(
        r"\w+",
        """minute minutes minuted minuites notes record records proceedings agenda agendas notice summons report
        decision
        decisions draft unconfirmed approved official public supplementary meeting meetings assembly ordinary regular
        monthly quarterly general virtual remote adjourned statutory inaugural emergency given under common seal clerk
        chairman chairwoman chair mayor members councillors councillor behalf area corporation title welcome dear re
        order orders hereby whereas between is was were as that an it its all held quorum only
        published produced prepared issued submitted made hosted sealed signed""",
    )
)
"""Words that stand before an authority's name in the head of a paper, or in a sentence that runs into it."""
_NAME_START = re.compile(
    r"(?:City|Town|Township|Village|County|Shire|Borough|Municipality|Council)\s+of\s|Cyngor\b|Comhairle\b"
    r"|(?:London|Royal|Metropolitan)\s+Borough\s+of\s|City\s+and\s|Royal\s|Police\b|Office\s+of\s+the\s+Police",
    re.IGNORECASE,
)
_MUNICIPALITY_PATTERN = re.compile(
    r"(?<![\w’'-])(?P<style>(?:City|Town|(?:Charter[^\S\n]+)?Township|Village|County|Shire|Borough"
    r"|(?:(?:Regional|Rural)[^\S\n]+)?Municipality|CITY|TOWN|(?:CHARTER[^\S\n]+)?TOWNSHIP|VILLAGE|COUNTY|SHIRE|BOROUGH"
    r"|(?:(?:REGIONAL|RURAL)[^\S\n]+)?MUNICIPALITY)[^\S\n]+(?:of|OF))"
    r"(?P<place>(?:[^\S\n]+(?:(?:and|upon|on|the|AND|UPON|ON|THE|&)[^\S\n]+)?[A-Z][\w’'-]*){1,3})"
    r"(?P<council>[^\S\n]+(?:Council|COUNCIL)\b)?"
)
"""A municipality by the form of its name ("Township of Ferndale"), as in North America and Australia."""
_NOT_PLACE_WORDS = frozenset(
    (*MONTH_NUMBERS, *re.findall(r"\w+", """monday tuesday wednesday thursday friday saturday sunday official minutes
    agenda regular special council meeting meetings notice report community committee centre center planning board
    mayor town city county public hall library police fire department by road street park present held ordinance"""))
)  # fmt: skip
_COUNCIL_KINDS = frozenset(("county", "city", "borough", "district", "council", "metropolitan"))
_COUNTY_BODY_PATTERN = re.compile(
    rf"(?P<county>(?:[A-Z][\w’'.-]*\s+){{1,2}}County)\s+(?P<body>(?:City\s+)?{_BOARD_BODY})", re.IGNORECASE
)
_MUNICIPAL_BODY_PATTERN = re.compile(
    rf"(?:{_BOARD_BODY}|(?:Town|City|Village|Township|Planning|Zoning|Library|School|Budget|Finance)\s+"
    r"(?:Board|Commission|Committee|Council))",
    re.IGNORECASE,
)
_BODY_OF_COUNCIL_PATTERN = re.compile(
    rf"(?P<body>.*?\b{BODY_WORD})(?:\s+of(?:\s+the)?|,(?:\s+the)?)\s+(?P<council>[A-Z].+)", re.IGNORECASE
)
_UNNAMED_BODY_PATTERN = re.compile(
    r"(?:regular|special|ordinary|monthly|annual|adjourned|public)\s+(?:board|committee|commission)", re.IGNORECASE
)
_COUNCIL_BODY_PATTERN = re.compile(
    r"(?:Youth|Joint|Children|Young|School|Student|Tenants?|Business|Works)\b", re.IGNORECASE
)
"""A committee that is called a council."""
_MEETING_WORDS = re.compile(
    r"^(?:(?:(?:the|an?|draft|minutes?|proceedings|record|notes?|special|extraordinary|ordinary|annual|regular|monthly|adjourned"
    r"|statutory|budget|virtual|remote|hybrid|informal|general|public)\s+){0,4}(?:\([^()]*\)\s+)?"
    r"(?:meeting|proceedings|minutes?)\s+(?:\([^()]*\)\s+)?(?:of|at)\s+)+(?:(?:the|an?)\s+)?",
    re.IGNORECASE,
)
"""Words for a meeting before the body that met ("Proceedings at Special Meeting of the …")."""
COUNCIL_DOMAIN_PATTERN = re.compile(r"[@.]([a-z0-9-]+)\.(?:gov|llyw)\.(?:uk|wales|cymru)\b", re.IGNORECASE)


def to_title_case(name: str) -> str:
    """Return a name printed in capitals in title case, and any other as printed."""
    if not name.isupper():
        return name
    first, *others = name.split()
    return " ".join(
        [
            _capitalise_word(first),
            *(word.lower() if word.lower() in _LOWER_CASE_WORDS else _capitalise_word(word) for word in others),
        ]
    )


def _capitalise_word(word: str) -> str:
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda match: match.group().capitalize(), word)


def find_councils(text: str) -> list[str]:
    """Return the full names of councils in a text, the one named most often first."""
    counts: dict[str, int] = {}
    for printed in (
        *(match.group() for match in COUNCIL_PATTERN.finditer(text)),
        *(match.group() for match in COUNCIL_CAPITALS_PATTERN.finditer(text)),
        *find_municipalities(text),
    ):
        name = strip_generic_words(to_title_case(collapse_whitespace(printed)))
        if name:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def find_other_authority_end(text: str) -> int:
    """Return the end of the name of a fire, park or other authority that a text begins with, in capitals, else 0."""
    match = _OTHER_AUTHORITY_PATTERN.match(text)
    return match.end() if match and (match.group().isupper() or match.group().startswith("NHS ")) else 0


def find_municipalities(text: str) -> Iterator[str]:
    """Yield the names of the form "Township of Ferndale" in a text, as printed."""
    yield from (name for match in _MUNICIPALITY_PATTERN.finditer(text) if (name := _trim_municipality(match)))


def match_municipality(text: str) -> str | None:
    """Return the name of the form "Township of Ferndale" that a text begins with, as printed, or None."""
    match = _MUNICIPALITY_PATTERN.match(text)
    return _trim_municipality(match) if match else None


def _trim_municipality(match: re.Match[str]) -> str | None:
    """Return the name as far as its words are a place's: in capitals where its first words are."""
    is_capitals = match["style"].isupper()
    words: list[str] = []
    for word in match["place"].split():
        is_other = word.casefold() in _NOT_PLACE_WORDS or (word.isupper() != is_capitals and len(word) > 1)
        if is_other and word.casefold() not in _LOWER_CASE_WORDS and word != "&":
            break
        words.append(word)
    after = [*match["place"].split(), *(match["council"] or "").split()][len(words) : len(words) + 1]
    while words and (words[-1].casefold() in _LOWER_CASE_WORDS or words[-1] == "&"):
        words.pop()
    council = [word for word in after if word.casefold() == "council"]
    return " ".join([match["style"], *words, *council]) if words else None


def strip_generic_words(name: str) -> str | None:
    """Return the name without leading words that name no place, or None where nothing else is left.

    A sentence that runs into a name ends in "of the" ("Given under the Common Seal of the Larkshire County Council").
    """
    words = re.split(r"\s(?:of|by|for|to|from|under|with|at|in)\s+the\s(?=(?!Isles\b)[A-Z])", name)[-1].split()
    while (
        words
        and words[0].casefold().strip(":,.") in _GENERIC_COUNCIL_WORDS | _LEADING_WORDS
        and not _is_name_start(" ".join(words))
    ):
        words.pop(0)
    return " ".join(words) if (len(words) > 1 and words[0].lower() != "council") or len(words) > 2 else None


def _is_name_start(text: str) -> bool:
    match = _NAME_START.match(text)
    return match is not None and not is_main_body(text) and text[match.end() :].strip() != ""


def parse_letterhead_council(line: str) -> str | None:
    """Return the authority where the line is its name alone or its name before a dash, or None."""
    text = re.split(r"\s+[–—-]\s+|\s*\|\s*", line)[0].strip(' .:*#"')
    before, _ = split_municipal_body(text)
    if before:
        return parse_authority_name(before) or to_title_case(before)
    of_council = _BODY_OF_COUNCIL_PATTERN.fullmatch(text)
    if of_council and find_authority(text) is None and not is_main_body(of_council["body"]):
        return parse_authority_name(of_council["council"])
    return parse_authority_name(re.sub(r"^(?:Report\s+(?:to|of)|To)\s+", "", text, flags=re.IGNORECASE))


def split_municipal_body(text: str) -> tuple[str | None, str]:
    """Return a municipality and its body where a line has both ("Town of Ferndale Town Board"), or None and the text.

    A city's area committee ("City of Ferndale Area Committee") is a body of the council around it.
    """
    county = _COUNTY_BODY_PATTERN.fullmatch(text)
    if county:
        return county["county"], county["body"]
    printed = match_municipality(text)
    rest = text[len(printed) :].strip() if printed and text.startswith(printed) else ""
    is_body = rest and (is_main_body(rest) or _MUNICIPAL_BODY_PATTERN.fullmatch(rest))
    return (printed, rest) if is_body else (None, text)


def parse_authority_name(text: str) -> str | None:
    """Return the authority whose name a text is, as printed but for capitals, or None.

    The name of a place alone, of a committee and of the meeting of all members ("County Council") is none.
    """
    name = re.sub(r"^the\s+", "", _lower_capitals(collapse_whitespace(text).strip(" ,.;:")), flags=re.IGNORECASE)
    name = STATE_PATTERN.sub("", name) if match_municipality(name) else name
    name = re.sub(r"^(?:Municipal\s+)?Corporation\s+of\s+(?:the\s+)?(?!London)", "", name, flags=re.IGNORECASE)
    if not name or len(name.split()) < 2 or is_main_body(name) or not name[0].isupper():
        return None
    if is_authority_name(name) and find_authority(name) is not None and not is_bare_place(name):
        return name
    if _OTHER_AUTHORITY_PATTERN.fullmatch(name) or _is_municipality(name) or _is_of_known_form(name):
        return name
    if abbreviated := _ABBREVIATED_PARISH.fullmatch(name):
        return f"{abbreviated['place']} {'Parish' if abbreviated['style'].upper() == 'PC' else 'Town'} Council"
    plain = re.sub(r"\bSt\.\s", "St ", name).replace("&", "and")
    stripped = strip_generic_words(plain) if COUNCIL_PATTERN.fullmatch(plain) else None
    return name if stripped and normalise(stripped) == normalise(plain) else None


def _lower_capitals(name: str) -> str:
    """Return a name in title case where any word of it is printed in capitals ("Ferndale CITY COUNCIL")."""
    has_capitals = re.search(r"\b(?:COUNCIL|BOROUGH|COUNTY|CITY|TOWN|AUTHORITY|DISTRICT|PARISH)\b", name)
    return re.sub(r"^Lb\b", "LB", to_title_case(name.upper()) if has_capitals else to_title_case(name))


_ABBREVIATED_PARISH = re.compile(r"(?P<place>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,2})\s(?P<style>P[Cc]|T[Cc])")


def _is_municipality(name: str) -> bool:
    """Return True for "City of Ferndale" and "Town of Ferndale Council"."""
    begin = match_municipality(name)
    return begin is not None and has_style(name) and fold_name(begin) == fold_name(name)


def _is_of_known_form(name: str) -> bool:
    """Return True for the forms that begin with the style ("Cyngor Tref Llanwren", "Parish Council of Wrenford")."""
    styles = r"Cyngor\s+(?:Tref|Cymuned|Plwyf)|LB|(?:Parish|Town|Community)\s+Council\s+of"
    return re.fullmatch(rf"(?:{styles})\s*(?:[A-Z][\w’'-]*\s?)+", name) is not None


def is_council_domain(domain: str, name: str) -> bool:
    """Return True for a domain such as "kent" or "surreycc" of a council whose name begins so."""
    letters = re.sub(r"[^a-z]", "", normalise(name))
    domain_letters = re.sub(r"[^a-z]", "", domain.lower())
    words = [word for word in re.findall(r"[a-z]+", normalise(name)) if word not in _LOWER_CASE_WORDS]
    place = "".join(word for word in words if word not in _COUNCIL_KINDS)
    initials = "".join(word[0] for word in words)
    return len(place) > 2 and (
        letters.startswith(domain_letters) or domain_letters.startswith(place) or domain_letters == initials
    )


def parse_body_name(text: str) -> str | None:
    """Return the name of a body where the text begins with one, as a member would write it, or None.

    The meeting of all members has one name, see ``MAIN_BODY``; an authority is no body of itself.
    """
    text = collapse_whitespace(text)
    text = text[find_other_authority_end(text) :].strip(" ,–—-") or text
    name = _cut_body(text)
    names_meeting = _MEETING_WORDS.match(text) or re.search(r"\bmeeting\W*$", text, re.IGNORECASE)
    if names_meeting and is_main_body(name):
        return MAIN_BODY
    match = _BODY_PATTERN.fullmatch(name)
    if (
        not match
        or _UNNAMED_BODY_PATTERN.fullmatch(name)
        or _NOT_BODY_PATTERN.search(name)
        or parse_authority_name(_drop_brackets(name))
    ):
        return None
    body = to_title_case(match["body"])
    if is_main_body(body):
        return MAIN_BODY
    # "Given under the Common Seal of the Ferndale Council" ends in a council, and is neither it nor a body of it.
    return (
        None if re.search(r"\bCouncil$", body) and not _COUNCIL_BODY_PATTERN.match(body) else body[0].upper() + body[1:]
    )


def parse_meeting_body(text: str) -> str | None:
    """Return the body that met, in places that name who met: there an authority's name is the meeting of all members.

    Args:
        text: words that begin with the body's name, such as "Ferndale Parish Council", or "the Council".
    """
    name = _drop_brackets(_cut_body(collapse_whitespace(text)))
    is_all_members = is_main_body(name) or re.match(r"(?:full\s+)?council\s*(?:$|[,(–-])", name, re.IGNORECASE)
    return parse_body_name(text) or (MAIN_BODY if is_all_members or parse_authority_name(name) else None)


def _drop_brackets(name: str) -> str:
    return re.sub(r"\s*\([^()]*\)$", "", name)


def _cut_body(text: str) -> str:
    """Return the part of a text that may be a body's name: without the meeting before it and the day behind it."""
    _, text = split_municipal_body(text)
    name = re.split(
        r"\s+[–—-]\s+|,?\s*(?=\d)|\s*\(\s*(?=\d)|;|,?\s+(?=(?:on|held|at)\b)", _MEETING_WORDS.sub("", text), maxsplit=1
    )[0]
    name = _drop_council(name)
    name = re.sub(rf",?\s*{WEEKDAY_PATTERN}?$", "", name.strip(" .,:–-"), flags=re.IGNORECASE)
    name = re.sub(r"(?<=\w)\s+(?:meetings?|(?-i:MINUTES|AGENDA|Minutes|Agenda))$", "", name, flags=re.IGNORECASE)
    name = re.sub(r"^(?:(?:report\s+)?to|yr?)\s+", "", name, flags=re.IGNORECASE)
    return re.sub(
        r"^(?:(?:(?:all|(?:the\s+)?chair(?:man|person)?\s+and)?\s*(?:each\s+|all\s+)?members?)\s+of\s+)?the\s+",
        "",
        name,
        flags=re.IGNORECASE,
    )


def _drop_council(name: str) -> str:
    """Return a name without the council that stands before or behind its committee."""
    before, _, after = name.partition(", ")
    if after and parse_authority_name(_MEETING_WORDS.sub("", before)):
        return after
    match = _BODY_OF_COUNCIL_PATTERN.match(name)
    if match and parse_authority_name(match["council"]):
        return match["body"]
    councils = COUNCIL_PATTERN.findall(name)
    if councils and name.endswith(councils[-1]) and name != councils[-1]:
        rest = re.sub(r"\s+of(?:\s+the)?$", "", name[: -len(councils[-1])].rstrip(" ,"))
        return rest if re.search(rf"\b{BODY_WORD}$", rest, re.IGNORECASE) else name
    return name
