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

from paper_search.ingest.metadata.organisations import find_councils, parse_body_name, to_title_case
from paper_search.records import Document, Meeting
from paper_search.text.dates import find_date
from paper_search.text.spans import normalise

_DATE_FOLDER_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}$")
_COUNCIL_FOLDER_PATTERN = re.compile(r"council$|^(?:london|royal)[-_ ]borough|^cyngor\b", re.IGNORECASE)
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
        or from_corpus.authority
        or _find_full_name(_find_council_folder(folders, parent_folders), text)
    )
    body_index = _find_body_folder(folders, parent_folders)
    if body_index is None:
        return replace(from_corpus, authority=authority)
    names = (*parent_folders, *folders)
    return Meeting(
        authority,
        from_corpus.committee or parse_body_name(unslug(names[body_index])),
        from_corpus.held_on or find_date(names[body_index + 1]),
    )


def unify_authorities(documents: Iterable[Document], parent_folders: Folders = ()) -> tuple[Document, ...]:
    """Return the same documents with one name for each council.

    A folder may say "vale" where a document in it says "Vale County Council". The short name gives way to the full one
    that the documents in the same folder state most often. A document that names none, filed as
    authority/committee/date, gets the full name too. Nothing else changes.

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
    return {key: _choose_full_name(key, full_names, parent_folders) for key in counts}


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
    council = next((unslug(name) for name in folders if _COUNCIL_FOLDER_PATTERN.search(name)), None)
    if index is not None and index >= 2:
        return Meeting(council or unslug(folders[index - 2]), unslug(folders[index - 1]), held_on)
    return Meeting(council, None, held_on)


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
    return next((index - 1 for index in date_indices if parse_body_name(unslug(names[index - 1]))), None)


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
