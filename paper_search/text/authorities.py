"""Register of authorities: the principal councils and other public bodies of Britain and Ireland by all their names.

It stands in ``data/authorities.csv``: councils of today and former ones with their Welsh, Gaelic, Irish and short
names, combined, fire and national park authorities, commissioners and integrated care boards. A body that is not in it
is known by the form of its name. Two names mean one authority where their keys are equal.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import resources

from paper_search.text.authority_forms import fold_name, parse_form

_COUNCIL_KINDS = frozenset(
    ("district", "unitary", "metropolitan borough", "london borough", "city corporation", "county or city")
)
_PLACE_PATTERN = re.compile(
    r"(?:(?:London|Royal|Metropolitan)\s+Borough|City|Borough)\s+of\s+(?P<after>.+?)"
    r"(?:\s+(?:Council|Corporation|Metropolitan\s+District\s+Council))?"
    r"|(?:Cyngor|Comhairle)\s+(?P<own>.+)"
    r"|(?P<before>.+?)(?:\s+(?:City\s+and\s+(?:District|County)|County\s+Borough|Metropolitan\s+Borough|City|Borough"
    r"|District|County|Islands))?\s+Council"
)
_LOWER_STYLES = ("borough", "district", "metropolitan borough", "metropolitan district")
_RANKS = 4
"""Kinds of names: an entry's own, its aliases, those by rule, and those by rule of a former council."""
_ABBREVIATED = re.compile(r"LB\b|.*\b(?:[A-Z]{2,}|ICB|PCC)$")
_CELTIC_PATTERN = re.compile(r"(?:Cyngor|Comhairle|Awdurdod|Comisiynydd)\b")
_BODY_WORD = re.compile(
    r"\b(?:council|authority|commissioner|board|corporation|service|assembly|cyngor|comhairle|awdurdod"
    r"|(?:borough|city|town|township|village|county|shire|municipality) of)\b",
    re.IGNORECASE,
)
_MIN_DOMAIN_LENGTH = 4
_MIN_LIKENESS = 0.93
"""Likeness of two names, from 0 to 1, of which one is the other misread."""
_NOT_PLACES = frozenset(("city of london", "city", "isles of scilly"))


@dataclass(frozen=True, slots=True)
class Authority:
    """An entry of the register.

    ``aliases`` are other names that no rule derives from ``name``; ``within`` is the authority whose area its own is a
    part of; ``until`` is the year in which it was abolished, and ``successor`` the authority that has its area now.
    """

    name: str
    kind: str
    nation: str
    aliases: tuple[str, ...] = ()
    within: str | None = None
    until: int | None = None
    successor: str | None = None

    @property
    def place(self) -> str | None:
        """The place that a council is named after, such as "Lewisham"; None for a body that is no council."""
        match = _PLACE_PATTERN.fullmatch(self.name) if self.kind in {*_COUNCIL_KINDS, "county"} else None
        return match and (match["after"] or match["own"] or match["before"])


@lru_cache(maxsize=1)
def load_register() -> tuple[Authority, ...]:
    """Return all entries of the register, in its order."""
    text = resources.files("paper_search.text").joinpath("data/authorities.csv").read_text(encoding="utf-8")
    return tuple(
        Authority(
            name=row["name"],
            kind=row["kind"],
            nation=row["nation"],
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
            within=row["within"] or None,
            until=int(row["until"]) if row["until"] else None,
            successor=row["successor"] or None,
        )
        for row in csv.DictReader(text.splitlines())
    )


def find_authority(name: str) -> Authority | None:
    """Return the entry that a name means, also where it is a place alone ("Lewisham"), or None.

    A name that may mean two entries means none.
    """
    return _load_names().get(fold_name(name))


def is_bare_place(name: str) -> bool:
    """Return True if a name is a registered council's place alone: a council, or the town that is named."""
    authority = find_authority(name)
    return authority is not None and fold_name(authority.place or "") == fold_name(name)


@lru_cache(maxsize=65536)
def authority_key(name: str) -> str:
    """Return a key that is the same for all names of one authority, never for showing."""
    authority = find_authority(name)
    if authority is not None:
        return f"={authority.name}"
    form = parse_form(name)
    return f"{form.style} of {form.place}" if form else fold_name(name)


def is_authority_name(name: str) -> bool:
    """Return True for a name that says that it is an authority's: registered or of a known form, no place alone."""
    return _BODY_WORD.search(name) is not None and (find_authority(name) is not None or has_style(name))


def has_style(name: str) -> bool:
    """Return True for a name of a form that tells what kind of council it is ("Ferndale Parish Council")."""
    form = parse_form(name)
    return form is not None and bool(form.style)


def is_short_name(name: str) -> bool:
    """Return True for a name that is not printed in full: "Lewisham", "LB Lewisham", "KCC", "Ferndale Council"."""
    authority = find_authority(name)
    if authority is not None and fold_name(authority.name) == fold_name(name):
        return False
    form = parse_form(name)
    is_own = authority is not None and fold_name(name) in map(fold_name, authority.aliases)
    is_bare_council = form is not None and not form.style and fold_name(name).endswith(" council") and not is_own
    is_abbreviated = not name.isupper() and _ABBREVIATED.match(name) is not None
    return is_bare_council or is_abbreviated or _BODY_WORD.search(name) is None


def is_misread(name: str, registered: str) -> bool:
    """Return True for a name that is not registered and differs in few letters from one that is."""
    if find_authority(name) is not None or find_authority(registered) is None:
        return False
    return SequenceMatcher(None, fold_name(name), fold_name(registered)).ratio() >= _MIN_LIKENESS


def find_by_domain(domain: str) -> Authority | None:
    """Return the council whose internet domain has this label ("lewisham", "surreycc", "eastsussex"), or None."""
    label = re.sub(r"[^a-z]", "", domain.casefold())
    domains = _load_domains()
    shorter = re.sub(r"(?:council|dc|bc|cc|mbc|city)$", "", label)
    return domains.get(label) or domains.get(shorter)


def choose_shown_names(counts: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Choose the name to show for each of several names, the same for all that mean one authority.

    Args:
        counts: by name, how many documents print it, and how many have it.

    Returns:
        The name to show for each: the one printed in full most often, in English before another language; where none
        is in full, the one of the register, or else the most frequent. "Ferndale Council" means the only council of
        that place that is named in full.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        groups[authority_key(name)].append(name)
    _join_bare_councils(groups)
    shown: dict[str, str] = {}
    for names in groups.values():
        best = _choose_shown(names, counts)
        authority = find_authority(best)
        is_bare = is_short_name(best) and not fold_name(best).endswith(" council")
        shown |= dict.fromkeys(names, authority.name if authority and is_bare else best)
    return shown


def _choose_shown(names: list[str], counts: Mapping[str, tuple[int, int]]) -> str:
    """Return the best of the names of one authority; of two that differ in signs alone, the register's own."""
    totals = {
        folded: (sum(counts[name][0] for name in names if fold_name(name) == folded),
                 sum(counts[name][1] for name in names if fold_name(name) == folded))
        for folded in map(fold_name, names)
    }  # fmt: skip

    def rank(name: str) -> tuple[bool, bool, int, int, bool, int, str]:
        printed, held = totals[fold_name(name)]
        authority = find_authority(name)
        is_own = authority is not None and authority.name == name
        is_celtic = _CELTIC_PATTERN.match(name) is not None and not is_own
        return is_short_name(name), is_celtic, -printed, -held, not is_own, -counts[name][1], name

    return min(names, key=rank)


def _join_bare_councils(groups: dict[str, list[str]]) -> None:
    """Join the group of "Ferndale Council" to that of the only council of the place whose kind is known."""
    by_place: dict[str, list[str]] = defaultdict(list)
    for key, names in groups.items():
        form = parse_form(names[0])
        if form and form.style:
            by_place[form.place].append(key)
    for key in [key for key in groups if key.startswith(" of ")]:
        full_keys = by_place.get(key.removeprefix(" of "), [])
        if len(full_keys) == 1:
            groups[full_keys[0]] += groups.pop(key)


# -- names of an entry ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _load_names() -> dict[str, Authority]:
    """Return the entry of every folded name; one that two entries of the same rank share means none."""
    names: dict[str, Authority | None] = {}
    for rank in range(_RANKS):
        found: dict[str, set[Authority]] = defaultdict(set)
        for authority in load_register():
            for alias in _list_names(authority, rank):
                found[alias].add(authority)
        for alias, holders in found.items():
            names.setdefault(alias, next(iter(holders)) if len(holders) == 1 else None)
    return {alias: authority for alias, authority in names.items() if alias and authority}


def _list_names(authority: Authority, rank: int) -> Iterator[str]:
    """Yield the folded names of an entry: its own first, then its aliases, those by rule, and those of a former one."""
    if rank == 0:
        yield fold_name(authority.name)
    elif rank == 1:
        yield from map(fold_name, authority.aliases)
    elif (rank == 2) == (authority.until is None):
        yield from derive_names(authority)


def derive_names(authority: Authority) -> frozenset[str]:
    """Return the folded names that follow from an entry's own name by the usage of its kind."""
    name = fold_name(authority.name)
    place = fold_name(authority.place) if authority.place else None
    if authority.kind == "county" and place:
        return frozenset((place, f"{place} council", f"{place} cc", f"{place} county", f"county council of {place}"))
    if place:
        return frozenset(_derive_council_names(authority, name, place))
    return frozenset(_derive_other_names(authority, name))


def _derive_council_names(authority: Authority, name: str, place: str) -> Iterator[str]:
    styles = ["", *_LOWER_STYLES]
    if re.search(r"\bcity\b", name):
        styles.append("city")
        yield f"{place} cc"
    if authority.nation in {"Wales", "Ireland"} and authority.until is None and " city council" not in name:
        styles += ["county", "county borough", "city and county"] if authority.nation == "Wales" else []
    if authority.kind == "london borough":
        styles += ["london borough", "royal borough", "rb"]
        yield f"lb {place}"
        yield f"lb of {place}"
        yield f"{place} lbc"
    if authority.nation == "Ireland":
        styles = [style for style in styles if style in {"", "city"}]
    if place not in _NOT_PLACES:
        yield place
    for style in styles:
        yield " ".join(f"{place} {style} council".split())
        if style:
            yield f"{style} of {place}"
            yield f"{style} of {place} council"
    yield from (f"{place} {short}" for short in ("bc", "dc", "mbc") if authority.nation != "Ireland")


def _derive_other_names(authority: Authority, name: str) -> Iterator[str]:
    if authority.kind == "police and crime commissioner":
        post, _, area = name.partition(" for ")
        for title in (post, "pcc" if "fire" not in post else "pfcc"):
            yield f"{area} {title}"
            yield f"{title} for {area}"
            yield f"office of the {title} for {area}"
            yield f"{area} office of the {title}"
    elif authority.kind == "integrated care board":
        area = name.removeprefix("nhs ").removesuffix(" integrated care board")
        yield from (f"{area} integrated care board", f"{area} icb", f"nhs {area} icb", f"nhs {area}")
    elif authority.kind == "fire authority":
        for known in (name, *map(fold_name, authority.aliases)):
            area = re.sub(r" (?:combined )?fire (?:and rescue )?(?:authority|service)$", "", known)
            for body in ("authority", "service"):
                yield from (f"{area} fire {body}", f"{area} fire and rescue {body}")
            yield f"{area} combined fire authority"
    elif name.endswith(" authority"):
        yield name.removesuffix(" authority").removesuffix(" combined") + " ca" if "combined" in name else name
        if name.endswith("national park authority"):
            yield name.removesuffix(" authority")
            yield name.replace("national park authority", "npa")


@lru_cache(maxsize=1)
def _load_domains() -> dict[str, Authority]:
    """Return the councils by the letters of their places and short names, in which most of their domains begin."""
    found: dict[str, set[Authority]] = defaultdict(set)
    for authority in load_register():
        short_names = [alias for alias in authority.aliases if "ouncil" not in alias and "yngor" not in alias]
        for name in (authority.place, *short_names) if authority.place and authority.until is None else ():
            words = fold_name(name or "").split()
            found["".join(words)].add(authority)
            found["".join(word for word in words if word != "and")].add(authority)
    return {
        label: next(iter(holders))
        for label, holders in found.items()
        if len(holders) == 1 and len(label) >= _MIN_DOMAIN_LENGTH
    }
