"""The document that a person means by a path, by a part of a file or by a SHA-256.

A name that cannot be told for certain is refused, and the message says that what was meant is still shown.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from paper_search.access import decisions
from paper_search.errors import CorpusError
from paper_search.indexing.enforcement import list_places
from paper_search.ingest.held_pages import parse_name
from paper_search.records import Document
from paper_search.storage.store import Store

_MAX_NAMED = 5
_NO_FILE = "0" * 64
"""The SHA-256 of a paper that is withdrawn, and of which no file is left."""


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """The file that a person means: its place in the corpus ("" where only the content was named) and its SHA-256."""

    name: str
    place: str
    sha256: str

    @property
    def places(self) -> tuple[str, ...]:
        """The place, none where only the content was named."""
        return (self.place,) if self.place else ()


class UnknownPaperError(CorpusError):
    """There is no paper of the name that was given."""


def find_named_document(
    corpus: Path, store: Store | None, name: str, consequence: str = "What you mean is STILL SHOWN."
) -> NamedDocument:
    """Return the document that a name stands for.

    Args:
        corpus: the corpus folder.
        store: the index, None where there is none.
        name: its path, in the corpus or from here, ``#part`` behind it for one document of a pack; or its SHA-256.
        consequence: what follows where there is none, for the message.

    Raises:
        UnknownPaperError: there is none; the message names those that may be meant.
        CorpusError: its file cannot be read.
    """
    if re.fullmatch(r"[0-9a-fA-F]{64}", name):
        return NamedDocument(name, "", name.lower())
    place = _find_place(corpus, store, name)
    if place is None:
        raise _make_unknown_error(corpus, store, name, consequence)
    file, part = decisions.split_place(place)
    documents = _list_documents_at(store, place)
    if part and store is not None:
        _check_part(store, name, place, documents, consequence)
    if (corpus / file).is_file():
        return NamedDocument(name, place, _hash_file(corpus / file))
    if documents:
        return NamedDocument(name, place, documents[0].sha256)
    listed = store.unread.find_unread(place) if store else None
    if listed is not None and listed[0].code == "withdrawn":
        return NamedDocument(name, place, _NO_FILE)
    raise _make_unknown_error(corpus, store, name, consequence)


def _is_unlisted_part(store: Store, place: str) -> bool:
    """Return True for pages, or a part of a file, that the index does not hold apart from the rest."""
    is_known = store.documents.find_document(place) or store.unread.find_unread(place)
    return bool(decisions.split_place(place)[1]) and not is_known


def _list_documents_at(store: Store | None, place: str) -> list[Document]:
    """Return the documents of the file that a place names, whichever of its places they are known by."""
    file = decisions.split_place(place)[0]
    summaries = store.build_state.find_affected_documents((file, place), (), ()) if store else []
    return [summary.document for summary in summaries if {file, place} & set(list_places(summary.document))]


def _check_part(store: Store, name: str, place: str, documents: list[Document], consequence: str) -> None:
    """Raise UnknownPaperError for a part of a file of which the index has documents, and which has no such part."""
    file, part = decisions.split_place(place)
    pages, count = parse_name(part), max((document.pages or 0 for document in documents), default=0)
    if (
        not _is_unlisted_part(store, place)
        or not documents
        or (pages and 1 <= pages[0] <= pages[1] and pages[0] <= count)
    ):
        return
    parts = [document.doc_id for document in documents if document.part_pages or document.is_attachment]
    listed = f" Its parts are {_join(parts)}." if parts else ""
    raise UnknownPaperError(
        f"{name}: {file} has no such part, and nothing was decided. {consequence}{listed} Name"
        f" one of its parts, its pages as {file}#pages=3-4, or the whole file, {file}."
    )


def _find_place(corpus: Path, store: Store | None, name: str) -> str | None:
    """Return the place in the corpus, of a name given there or from the working folder; None for one outside."""
    place = _to_corpus_place(corpus, name)
    if place is None:
        return None
    if _is_place(corpus, store, place):
        return place
    # A name typed on another system may have its accents apart from its letters.
    same = [other for form in ("NFC", "NFD") if _is_place(corpus, store, other := unicodedata.normalize(form, place))]
    return same[0] if same else place


def _to_corpus_place(corpus: Path, name: str) -> str | None:
    """Return the place that a name leads to, None for one outside the corpus."""
    if "\0" in name:
        return None
    root = Path(os.path.abspath(corpus))  # noqa: PTH100
    inside = os.path.normpath(root / name)
    if not Path(name).is_absolute() and Path(inside).is_relative_to(root):
        is_there = (corpus / decisions.split_place(Path(inside).relative_to(root).as_posix())[0]).is_file()
        if is_there or not Path(decisions.split_place(name)[0]).exists():
            return Path(inside).relative_to(root).as_posix()
    # The folders are resolved, the file itself may be a link and is not.
    path, root = Path(name).parent.resolve() / Path(name).name, corpus.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


def _is_place(corpus: Path, store: Store | None, place: str) -> bool:
    return (corpus / decisions.split_place(place)[0]).is_file() or bool(_list_documents_at(store, place))


def _make_unknown_error(corpus: Path, store: Store | None, name: str, consequence: str) -> UnknownPaperError:
    similar = list(_find_similar_places(corpus, store, name))
    meant = f" Is it {_join(similar)}?" if similar else ""
    return UnknownPaperError(
        f"{name!r}: there is no such paper in {corpus}, and nothing was decided.{meant} {consequence} Name it as"
        " 'paper-search status' or a search shows it, or by its SHA-256."
    )


def _find_similar_places(corpus: Path, store: Store | None, name: str) -> Iterator[str]:
    """Yield the documents whose name is the same but for case, spaces, slashes, or the form of an address."""
    wanted = {_simplify(name), _simplify(_take_from_address(name)), _simplify(name.partition("::")[0])} - {""}
    if store is None:
        return
    places = [place for document in store.documents.list_documents_and_copies() for place in list_places(document)]
    for place in (*places, *store.unread.list_unread()):
        simple = _simplify(place)
        if any(simple == other or other.endswith(f"/{simple}") for other in wanted):
            yield place


def _take_from_address(name: str) -> str:
    """Return the paper that the address of a page of the site names, or the path of any other address."""
    parts = urlsplit(name) if name.isprintable() else None
    if parts is None:
        return name
    return next(iter(parse_qs(parts.query).get("id", [])), unquote(parts.path).removeprefix("/view/"))


def _simplify(name: str) -> str:
    folded = unicodedata.normalize("NFKC", unquote(name)).casefold().replace("\\", "/")
    return "/".join(filter(None, (part.strip() for part in folded.split("/"))))


def _join(names: list[str]) -> str:
    listed = list(dict.fromkeys(names))
    more = f" or one of {len(listed) - _MAX_NAMED} others" if len(listed) > _MAX_NAMED else ""
    return ", ".join(listed[:_MAX_NAMED]) + more


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError(
            f"{path}: this paper cannot be read ({error.strerror}). Name it by its SHA-256, or give this user"
            " the right to read the file."
        ) from error
