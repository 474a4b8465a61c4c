"""Forms of the names of authorities, such as "London Borough of X", "X Parish Council" and "Township of X".

Parish, town and community councils, and the municipalities of North America and Australia, are known by the form of
their names alone. A name and its form are compared without case, accents, stops and hyphens, and "&" is "and".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from paper_search.text.spans import strip_accents

_STYLE = (
    r"city and district|city and county|county borough|metropolitan borough|metropolitan district|london borough"
    r"|royal borough|metropolitan|islands|city|borough|district|county|shire|township|town|village|parish|community"
)
_STYLE_BEFORE = (
    r"city and county|county borough|metropolitan borough|metropolitan district|london borough|royal borough"
    r"|regional municipality|rural municipality|resort municipality|municipal district|municipality|charter township"
    r"|township|town|village|hamlet|city|borough|district|county|shire|region|parish|community"
)
_SAME_STYLES = {
    "metropolitan borough": "borough", "london borough": "borough", "royal borough": "borough",
    "metropolitan district": "district", "city and district": "city", "charter township": "township",
    "pc": "parish", "tc": "town", "bc": "borough", "mbc": "borough", "lbc": "borough", "dc": "district",
    "tref": "town", "cymuned": "community", "cymunedol": "community", "plwyf": "parish", "dinas": "city",
    "sir": "county", "bwrdeistref sirol": "county borough",
}  # fmt: skip
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"cyngor (?P<style>tref|cymuned|cymunedol|plwyf|dinas|sir|bwrdeistref sirol) (?P<place>.+)",
        r"lb (?:of )?(?P<place>.+)(?P<style>)",
        rf"(?P<style>{_STYLE_BEFORE}) of (?P<place>.+?)(?: (?:{_STYLE}))?(?: council)?",
        r"(?P<style>parish|town|community) council of (?P<place>.+)",
        rf"(?P<place>.+?) (?P<style>{_STYLE}) council",
        r"(?P<place>.+) (?P<style>pc|tc|bc|mbc|lbc|dc)",
        r"(?P<place>.+) (?P<style>charter township|township|shire)",
    )
)
_CORPORATION = re.compile(
    r"(?:municipal )?corporation of (?:the )?|council of (?:the )?(?=(?:city|town|township|village) of)"
)
STATE_PATTERN = re.compile(
    r",\s*(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho"
    r"|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi"
    r"|Missouri|Montana|Nebraska|Nevada|New\s+(?:Hampshire|Jersey|Mexico|York|Brunswick|South\s+Wales)"
    r"|(?:North|South)\s+(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\s+Island|Tennessee|Texas|Utah"
    r"|Vermont|(?:West\s+)?Virginia|Washington|Wisconsin|Wyoming|Ontario|Quebec|Québec|Manitoba|Saskatchewan|Alberta"
    r"|British\s+Columbia|Nova\s+Scotia|Prince\s+Edward\s+Island|Newfoundland(?:\s+and\s+Labrador)?|Yukon|Victoria"
    r"|Queensland|Tasmania|[SW]outh(?:ern)?\s+Australia|Western\s+Australia|[A-Z]{2})\.?$",
    re.IGNORECASE,
)
"""A state, province or territory behind the name of a municipality ("City of Portland, Oregon")."""
MIN_PLACE_LENGTH = 2


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name in two parts: its style, such as "parish" or "borough", and its place; the style of "X Council" is ""."""

    style: str
    place: str


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Return a name without case, accents, stops, hyphens and "the" before it; "&" is "and", "saint" is "st"."""
    plain = re.sub(r"['\u2018\u2019.]", "", strip_accents(name).casefold()).replace("&", " and ")
    words = re.sub(r"[^\w]+|_", " ", plain).split()
    words = ["st" if word == "saint" else word for word in words]
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def parse_form(name: str) -> NameForm | None:
    """Return the style and the place of an authority's name, or None for a name of no such form.

    Args:
        name: the name as printed, with or without the state or province behind it.
    """
    folded = _CORPORATION.sub("", fold_name(STATE_PATTERN.sub("", name.strip())), count=1)
    for form in _FORMS:
        match = form.fullmatch(folded)
        if match and len(match["place"]) >= MIN_PLACE_LENGTH:
            style = match["style"] or "borough"
            return NameForm(_SAME_STYLES.get(style, style), match["place"])
    short = re.fullmatch(r"(?:cyngor|comhairle) (?P<welsh>.+)|(?P<place>.+) council", folded)
    place = short and (short["welsh"] or short["place"])
    return NameForm("", place) if place and len(place) >= MIN_PLACE_LENGTH else None
