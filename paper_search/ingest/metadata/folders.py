"""Council, body and date that the folders of a document state.

A folder above the corpus may be anybody's ("home/jane"). It counts only where it is plainly a body's name
("planning-committee") or short for a council that the documents name in full. Each council gets one name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from paper_search.ingest.metadata.organisations import (
    find_councils,
    parse_letterhead_council,
    parse_meeting_body,
    to_title_case,
)
from paper_search.records import Document, Meeting
from paper_search.text.authorities import choose_shown_names, find_authority, is_short_name
from paper_search.text.authority_forms import fold_name, parse_form
from paper_search.text.committees import MAIN_BODY, is_main_body
from paper_search.text.dates import find_date
from paper_search.text.spans import normalise

_DATE_FOLDER_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}$")
_COUNCIL_FOLDER_PATTERN = re.compile(
    r"(?:council|authority|corporation)$"
    r"|^(?:(?:london|royal)[-_ ]borough|city|town|township|village|county|shire|lb|cyngor|comhairle)[-_ ]",
    re.IGNORECASE,
)
_MAX_PARENT_FOLDERS = 4
"""Folders above the corpus that may state something: authority/committee/date/originals, at most."""

Folders = tuple[str, ...]
FolderAuthority = tuple[Folders, str | None]
"""The folders that a document stands in, and the authority that it states."""


def find_parent_folders(corpus: Path) -> Folders:
    """Return the names of the nearest folders that a corpus stands in, itself the last."""
    return corpus.absolute().parts[1:][-_MAX_PARENT_FOLDERS:]


def meeting_from_folders(folders: Folders, parent_folders: Folders, text: str) -> Meeting:
    """Return the meeting as the folders state it.

    Args:
        folders: the folders between the corpus and the document, outermost first.
        parent_folders: the folders that the corpus stands in, itself the last.
        text: the document's text, in which a council's full name may confirm and complete a folder's short one.
    """
    from_corpus = _meeting_from_corpus_folders(folders)
    authority = (
        _find_full_name(from_corpus.authority, text)
        or _find_registered_name(from_corpus.authority)
        or _find_full_name(_find_council_folder(folders, parent_folders), text)
        or _find_named_folder(folders, text)
    )
    body_index = _find_body_folder(folders, parent_folders)
    if body_index is None:
        return replace(from_corpus, authority=authority)
    names = (*parent_folders, *folders)
    return Meeting(
        authority,
        from_corpus.committee or _parse_body_folder(names[body_index]),
        from_corpus.held_on or find_date(names[body_index + 1]),
    )


def _find_registered_name(folder: str | None) -> str | None:
    """Return the registered name of a council that a folder names short ("Kent", "LB Lewisham"), else the folder's."""
    authority = find_authority(folder) if folder and is_short_name(folder) else None
    return authority.name if authority else folder


def _find_named_folder(folders: Folders, text: str) -> str | None:
    """Return the council in the text that is named after the place of one of the folders, or None."""
    places = {fold_name(unslug(folder)) for folder in folders}
    return next((name for name in find_councils(text) if (form := parse_form(name)) and form.place in places), None)


def unify_authorities(documents: Iterable[Document], parent_folders: Folders = ()) -> tuple[Document, ...]:
    """Return the same documents with one name for each council.

    A folder may say "vale" where a document in it says "Vale County Council". The short name gives way to the full one
    that the documents in the same folder state most often. A document that names none, filed as
    authority/committee/date, gets the full name too. Names that mean one authority by the register or by their form
    ("London Borough of Ferndale", "LB Ferndale") become the one that is printed in full most often.

    Args:
        documents: the documents.
        parent_folders: the folders that the corpus stands in, itself the last.
    """
    listed = tuple(documents)
    names = choose_authority_names(
        Counter((folders_from_source(document.source), document.meeting.authority) for document in listed),
        parent_folders,
    )
    return tuple(
        replace(
            document,
            meeting=replace(
                document.meeting, authority=names[folders_from_source(document.source), document.meeting.authority]
            ),
        )
        for document in listed
    )


def choose_authority_names(
    counts: Mapping[FolderAuthority, int], parent_folders: Folders = ()
) -> dict[FolderAuthority, str | None]:
    """Choose one name for each council.

    Args:
        counts: how many documents stand in these folders and state this authority.
        parent_folders: the folders that the corpus stands in, itself the last.

    Returns:
        The name to use for each key of ``counts``.
    """
    full_names: dict[tuple[str, str], Counter[str]] = {}
    for (folders, name), count in counts.items():
        if name is None:
            continue
        prefixes = _find_name_prefixes(name)
        for folder in {*parent_folders, *folders}:
            short = _normalise_folder(folder)
            if short in prefixes:
                full_names.setdefault((folder, short), Counter())[name] += count
    filed = {key: _choose_full_name(key, full_names, parent_folders) for key in counts}
    names = choose_shown_names(_count_printed(filed, counts))
    return {key: names[name] if name else None for key, name in filed.items()}


def _count_printed(
    filed: Mapping[FolderAuthority, str | None], counts: Mapping[FolderAuthority, int]
) -> dict[str, tuple[int, int]]:
    """Return how many documents print a name, and how many have it, a folder's name being no print, by name."""
    printed: dict[str, tuple[int, int]] = {}
    for (folders, own), name in filed.items():
        if name is None:
            continue
        is_printed = own is not None and own not in {unslug(folder) for folder in folders}
        before = printed.get(name, (0, 0))
        count = counts[folders, own]
        printed[name] = (before[0] + count * is_printed, before[1] + count)
    return printed


def folders_from_source(source: str) -> Folders:
    """Return the folders that a document stands in, by its path in the corpus."""
    path = unquote(source) if "%" in source else source
    return _split_folders(path.rpartition("/")[0])


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
    """Return the first word of a name, the first two, and so on, without the whole name."""
    words = _normalise_name(name).split(" ")
    return frozenset(" ".join(words[:count]) for count in range(1, len(words)))


@lru_cache(maxsize=65536)
def unslug(name: str) -> str:
    """Return a folder's name as words: "north-vale" is "North Vale"."""
    words = re.sub(r"[-_]+", " ", name).strip()
    return words if words != words.lower() else to_title_case(words.upper())


def _meeting_from_corpus_folders(folders: Folders) -> Meeting:
    """Return the meeting that the corpus's own folders state.

    A date or a council's name may stand anywhere; slugs stand as authority/committee/date.
    """
    index = next((position for position, name in enumerate(folders) if _is_date_folder(name)), None)
    held_on = find_date(folders[index]) if index is not None else None
    council = next((name for folder in folders if (name := _parse_council_folder(folder))), None)
    if index is None or index < 2 or _parse_council_folder(folders[index - 1]):
        return Meeting(council, None, held_on)
    committee = unslug(folders[index - 1])
    authority = council or unslug(folders[index - 2])
    return Meeting(
        None if is_main_body(authority) else authority, MAIN_BODY if is_main_body(committee) else committee, held_on
    )


def _parse_council_folder(folder: str) -> str | None:
    """Return the council that a folder is plainly named after, or None: "full_council" is a body's name."""
    return parse_letterhead_council(unslug(folder)) if _COUNCIL_FOLDER_PATTERN.search(folder) else None


def _is_date_folder(folder: str) -> bool:
    return bool(_DATE_FOLDER_PATTERN.match(folder) and find_date(folder))


def _find_body_folder(folders: Folders, parent_folders: Folders) -> int | None:
    """Return the index of a folder with a body's name just before a date, among all folders, or None."""
    names = (*parent_folders, *folders)
    date_indices = [
        index
        for index, name in enumerate(names)
        if index and index >= len(parent_folders) - 2 and _is_date_folder(name)
    ]
    return next((index - 1 for index in date_indices if _parse_body_folder(names[index - 1])), None)


def _parse_body_folder(folder: str) -> str | None:
    """Return the body that a folder is plainly named after, or None: a council's folder is no body's."""
    return None if _parse_council_folder(folder) else parse_meeting_body(unslug(folder))


def _find_council_folder(folders: Folders, parent_folders: Folders) -> str | None:
    """Return the name of the folder before a body's.

    It is a council's short name only if documents confirm it.
    """
    body_index = _find_body_folder(folders, parent_folders)
    return unslug((*parent_folders, *folders)[body_index - 1]) if body_index else None


def _find_full_name(folder: str | None, text: str) -> str | None:
    """Return the council's full name where the text gives it for the folder's short one, or None.

    For "vale" it is Vale County Council.
    """
    if not folder:
        return None
    # A sentence runs into a name ("the roads of North Vale County Council"), and "Isle of Vale" is not "Vale".
    pattern = re.compile(
        rf"(?:^|(?<!isle )(?<!city )(?<!borough )(?:of|with|and|in|on|to|by|for|the) ){re.escape(normalise(folder))} "
    )
    matches = ((name, pattern.search(normalise(name))) for name in find_councils(text))
    return next((name[match.end() - len(folder) - 1 :] for name, match in matches if match), None)


def _choose_full_name(
    key: FolderAuthority, full_names: dict[tuple[str, str], Counter[str]], parent_folders: Folders
) -> str | None:
    folders, authority = key
    short = _normalise_name(authority or _find_council_folder(folders, parent_folders) or "")
    for folder in (*parent_folders, *folders):
        names = full_names.get((folder, short))
        if names:
            return min(names, key=lambda name: (-names[name], name))
    return authority
