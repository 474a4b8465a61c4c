"""What the folders say that a paper is filed in: a council, a body, a day.

In: folder names in the corpus and above it, and what papers say of themselves; out: a ``Meeting`` of what is plain,
and one name for each council. Promised: a folder above the corpus may be anybody's ("home/jane"), so it counts only
where it is plainly a body's ("planning-committee") or short for a council that the papers name in full.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from paper_search.ingest.metadata.organisations import body, councils_named, titled
from paper_search.records import Document, Meeting
from paper_search.text.printed_dates import find_date
from paper_search.text.spans import fold

_DATE_FOLDER = re.compile(r"\d{4}-\d{2}-\d{2}$")
_COUNCIL_FOLDER = re.compile(r"council$|^(?:london|royal)[-_ ]borough|^cyngor\b", re.IGNORECASE)
_ABOVE = 4
"""Folders above the corpus that may say something: authority/committee/date/originals, at most."""

Folders = tuple[str, ...]
Filed = tuple[Folders, str | None]
"""The folders that a paper stands in, and the authority that it states."""


def folders_above(corpus: Path) -> Folders:
    """The names of the nearest folders that a corpus stands in, itself the last."""
    return corpus.absolute().parts[1:][-_ABOVE:]


def filed(folders: Folders, above: Folders, text: str) -> Meeting:
    """The meeting as the folders give it.

    Args:
        folders: those between the corpus and the paper, outermost first.
        above: those that the corpus stands in, itself the last.
        text: the paper's, in which a council's full name may confirm and complete a folder's short one.
    """
    inside = _from_folders(folders)
    authority = _full_name(inside.authority, text) or inside.authority or _full_name(_council(folders, above), text)
    at = _body_folder(folders, above)
    if at is None:
        return replace(inside, authority=authority)
    names = (*above, *folders)
    return Meeting(authority, inside.committee or body(unslug(names[at])), inside.held_on or find_date(names[at + 1]))


def agreed(documents: Iterable[Document], above: Folders = ()) -> tuple[Document, ...]:
    """The same papers, with one name for each council.

    A folder may say "vale" where a paper in it says "Vale County Council": the short name gives way to the full one
    that the papers in the same folder state most often, and a paper that names none, filed as
    authority/committee/date, gets it too. Nothing else changes.
    """
    papers = tuple(documents)
    names = agreed_names(Counter((folders_of(paper.source), paper.meeting.authority) for paper in papers), above)
    return tuple(
        replace(
            paper, meeting=replace(paper.meeting, authority=names[folders_of(paper.source), paper.meeting.authority])
        )
        for paper in papers
    )


def agreed_names(filed: Mapping[Filed, int], above: Folders = ()) -> dict[Filed, str | None]:
    """For papers in these folders that state this authority, so many of each, the name that is agreed on."""
    full: dict[tuple[str, str], Counter[str]] = {}
    for (folders, name), papers in filed.items():
        if name is None:
            continue
        openings = _openings(name)
        for folder in {*above, *folders}:
            short = _short(folder)
            if short in openings:
                full.setdefault((folder, short), Counter())[name] += papers
    return {each: _full_name_of(each, full, above) for each in filed}


def folders_of(source: str) -> Folders:
    """The folders that a paper stands in, by its path in the corpus."""
    plain = unquote(source) if "%" in source else source
    return _folders(plain.rpartition("/")[0])


# The papers of a meeting stand in one folder.
@lru_cache(maxsize=65536)
def _folders(path: str) -> Folders:
    return tuple(part for part in path.split("/") if part and part != ".")


@lru_cache(maxsize=65536)
def _short(folder: str) -> str:
    return fold(unslug(folder))


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    return fold(name)


@lru_cache(maxsize=65536)
def _openings(name: str) -> frozenset[str]:
    """The first word of a name, the first two, and so on, the whole name left out."""
    said = _folded(name).split(" ")
    return frozenset(" ".join(said[:count]) for count in range(1, len(said)))


def unslug(name: str) -> str:
    """A folder's name as words: "north-vale" is "North Vale"."""
    words = re.sub(r"[-_]+", " ", name).strip()
    return words if words != words.lower() else titled(words.upper())


def _from_folders(folders: Folders) -> Meeting:
    """What the corpus's own folders say: a date or a council's name anywhere; slugs as authority/committee/date."""
    index = next((i for i, name in enumerate(folders) if _is_date(name)), None)
    held_on = find_date(folders[index]) if index is not None else None
    named = next((unslug(name) for name in folders if _COUNCIL_FOLDER.search(name)), None)
    if index is not None and index >= 2:
        return Meeting(named or unslug(folders[index - 2]), unslug(folders[index - 1]), held_on)
    return Meeting(named, None, held_on)


def _is_date(folder: str) -> bool:
    return bool(_DATE_FOLDER.match(folder) and find_date(folder))


def _body_folder(folders: Folders, above: Folders) -> int | None:
    """Where among all the folders stands one with a body's name, just before a date of the corpus or its own folder."""
    names = (*above, *folders)
    dates = [at for at, name in enumerate(names) if at and at >= len(above) - 2 and _is_date(name)]
    return next((at - 1 for at in dates if body(unslug(names[at - 1]))), None)


def _council(folders: Folders, above: Folders) -> str | None:
    """What the folder before a body's says, which is a council's short name only if papers confirm it."""
    at = _body_folder(folders, above)
    return unslug((*above, *folders)[at - 1]) if at else None


def _full_name(folder: str | None, text: str) -> str | None:
    """The council's full name where the text gives it for the folder's short one ("vale": Vale County Council)."""
    if not folder:
        return None
    # A sentence runs into a name ("the roads of North Vale County Council"), and "Isle of Vale" is not "Vale".
    begins = re.compile(
        rf"(?:^|(?<!isle )(?<!city )(?<!borough )(?:of|with|and|in|on|to|by|for|the) ){re.escape(fold(folder))} "
    )
    found = ((name, begins.search(fold(name))) for name in councils_named(text))
    return next((name[match.end() - len(folder) - 1 :] for name, match in found if match), None)


def _full_name_of(filed: Filed, full: dict[tuple[str, str], Counter[str]], above: Folders) -> str | None:
    folders, authority = filed
    short = _folded(authority or _council(folders, above) or "")
    for folder in (*above, *folders):
        names = full.get((folder, short))
        if names:
            return min(names, key=lambda one: (-names[one], one))
    return authority
