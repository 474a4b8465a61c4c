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

from paper_search.ingest.metadata.organisations import find_councils, parse_body_name, to_title_case
from paper_search.records import Document, Meeting
from paper_search.text.dates import find_date
from paper_search.text.spans import normalise

_DATE_FOLDER_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}$")
_COUNCIL_FOLDER_PATTERN = re.compile(r"council$|^(?:london|royal)[-_ ]borough|^cyngor\b", re.IGNORECASE)
_MAX_PARENT_FOLDERS = 4
"""Folders above the corpus that may say something: authority/committee/date/originals, at most."""

Folders = tuple[str, ...]
FolderAuthority = tuple[Folders, str | None]
"""The folders that a paper stands in, and the authority that it states."""


def find_parent_folders(corpus: Path) -> Folders:
    """The names of the nearest folders that a corpus stands in, itself the last."""
    return corpus.absolute().parts[1:][-_MAX_PARENT_FOLDERS:]


def meeting_from_folders(folders: Folders, parent_folders: Folders, text: str) -> Meeting:
    """The meeting as the folders give it.

    Args:
        folders: those between the corpus and the paper, outermost first.
        above: those that the corpus stands in, itself the last.
        text: the paper's, in which a council's full name may confirm and complete a folder's short one.
    """
    inside = _meeting_from_corpus_folders(folders)
    authority = (
        _find_full_name(inside.authority, text)
        or inside.authority
        or _find_full_name(_find_council_folder(folders, parent_folders), text)
    )
    at = _find_body_folder(folders, parent_folders)
    if at is None:
        return replace(inside, authority=authority)
    names = (*parent_folders, *folders)
    return Meeting(
        authority, inside.committee or parse_body_name(unslug(names[at])), inside.held_on or find_date(names[at + 1])
    )


def unify_authorities(documents: Iterable[Document], parent_folders: Folders = ()) -> tuple[Document, ...]:
    """The same papers, with one name for each council.

    A folder may say "vale" where a paper in it says "Vale County Council": the short name gives way to the full one
    that the papers in the same folder state most often, and a paper that names none, filed as
    authority/committee/date, gets it too. Nothing else changes.
    """
    papers = tuple(documents)
    names = choose_authority_names(
        Counter((folders_from_source(paper.source), paper.meeting.authority) for paper in papers), parent_folders
    )
    return tuple(
        replace(
            paper,
            meeting=replace(paper.meeting, authority=names[folders_from_source(paper.source), paper.meeting.authority]),
        )
        for paper in papers
    )


def choose_authority_names(
    counts: Mapping[FolderAuthority, int], parent_folders: Folders = ()
) -> dict[FolderAuthority, str | None]:
    """For papers in these folders that state this authority, so many of each, the name that is agreed on."""
    full: dict[tuple[str, str], Counter[str]] = {}
    for (folders, name), papers in counts.items():
        if name is None:
            continue
        openings = _find_name_prefixes(name)
        for folder in {*parent_folders, *folders}:
            short = _normalise_folder(folder)
            if short in openings:
                full.setdefault((folder, short), Counter())[name] += papers
    return {each: _choose_full_name(each, full, parent_folders) for each in counts}


def folders_from_source(source: str) -> Folders:
    """The folders that a paper stands in, by its path in the corpus."""
    plain = unquote(source) if "%" in source else source
    return _split_folders(plain.rpartition("/")[0])


# The papers of a meeting stand in one folder.
@lru_cache(maxsize=65536)
def _split_folders(path: str) -> Folders:
    return tuple(part for part in path.split("/") if part and part != ".")


@lru_cache(maxsize=65536)
def _normalise_folder(folder: str) -> str:
    return normalise(unslug(folder))


@lru_cache(maxsize=65536)
def _normalise_name(name: str) -> str:
    return normalise(name)


@lru_cache(maxsize=65536)
def _find_name_prefixes(name: str) -> frozenset[str]:
    """The first word of a name, the first two, and so on, the whole name left out."""
    said = _normalise_name(name).split(" ")
    return frozenset(" ".join(said[:count]) for count in range(1, len(said)))


def unslug(name: str) -> str:
    """A folder's name as words: "north-vale" is "North Vale"."""
    words = re.sub(r"[-_]+", " ", name).strip()
    return words if words != words.lower() else to_title_case(words.upper())


def _meeting_from_corpus_folders(folders: Folders) -> Meeting:
    """What the corpus's own folders say: a date or a council's name anywhere; slugs as authority/committee/date."""
    index = next((i for i, name in enumerate(folders) if _is_date_folder(name)), None)
    held_on = find_date(folders[index]) if index is not None else None
    named = next((unslug(name) for name in folders if _COUNCIL_FOLDER_PATTERN.search(name)), None)
    if index is not None and index >= 2:
        return Meeting(named or unslug(folders[index - 2]), unslug(folders[index - 1]), held_on)
    return Meeting(named, None, held_on)


def _is_date_folder(folder: str) -> bool:
    return bool(_DATE_FOLDER_PATTERN.match(folder) and find_date(folder))


def _find_body_folder(folders: Folders, parent_folders: Folders) -> int | None:
    """Where among all the folders stands one with a body's name, just before a date of the corpus or its own folder."""
    names = (*parent_folders, *folders)
    dates = [at for at, name in enumerate(names) if at and at >= len(parent_folders) - 2 and _is_date_folder(name)]
    return next((at - 1 for at in dates if parse_body_name(unslug(names[at - 1]))), None)


def _find_council_folder(folders: Folders, parent_folders: Folders) -> str | None:
    """What the folder before a body's says, which is a council's short name only if papers confirm it."""
    at = _find_body_folder(folders, parent_folders)
    return unslug((*parent_folders, *folders)[at - 1]) if at else None


def _find_full_name(folder: str | None, text: str) -> str | None:
    """The council's full name where the text gives it for the folder's short one ("vale": Vale County Council)."""
    if not folder:
        return None
    # A sentence runs into a name ("the roads of North Vale County Council"), and "Isle of Vale" is not "Vale".
    begins = re.compile(
        rf"(?:^|(?<!isle )(?<!city )(?<!borough )(?:of|with|and|in|on|to|by|for|the) ){re.escape(normalise(folder))} "
    )
    found = ((name, begins.search(normalise(name))) for name in find_councils(text))
    return next((name[match.end() - len(folder) - 1 :] for name, match in found if match), None)


def _choose_full_name(
    key: FolderAuthority, full_names: dict[tuple[str, str], Counter[str]], parent_folders: Folders
) -> str | None:
    folders, authority = key
    short = _normalise_name(authority or _find_council_folder(folders, parent_folders) or "")
    for folder in (*parent_folders, *folders):
        names = full_names.get((folder, short))
        if names:
            return min(names, key=lambda one: (-names[one], one))
    return authority
