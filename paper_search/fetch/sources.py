"""The file of sources, ``sources.toml`` in the corpus: which sites are fetched from, and how.

A run adds its source to the file, or writes the source's own table again; all else in the file stays as it is.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paper_search.errors import FetchError
from paper_search.fetch.manifests import replace_file
from paper_search.fetch.paths import make_slug
from paper_search.file_lock import lock_folder

SOURCES_NAME = "sources.toml"
SYSTEMS = ("moderngov", "legistar", "cmis", "list")
DEFAULT_RECHECK_WEEKS = 26
DEFAULT_DELAY = 2.0
_CLIENT_PATH = re.compile(r"/v1/[^/]+/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One site that papers are fetched from.

    Attributes:
        name: the name of its table, and of its journal.
        system: one of ``SYSTEMS``.
        url: the address of the site, or the path of the list.
        authority: the authority whose papers they are.
        committees: the titles of the committees that are fetched; without any, all.
        exclude: the titles of committees that are not.
        since: the first day of the meetings that are fetched.
        contact: the address at which a council reaches whoever runs this.
        delay: seconds between two requests.
        recheck_weeks: how many weeks back meetings are read again in every run.
        hosts: other hosts that belong to the site.
        is_private: True where the site stands inside this network.
        is_by_pages: True where the site's pages are read, since its web service is switched off.
        token_file: the path of the file with the token that the site's web service asks for.
    """

    name: str
    system: str
    url: str
    authority: str
    committees: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    since: date | None = None
    contact: str = ""
    delay: float = DEFAULT_DELAY
    recheck_weeks: int = DEFAULT_RECHECK_WEEKS
    hosts: tuple[str, ...] = ()
    is_private: bool = False
    is_by_pages: bool = False
    token_file: str = ""

    @property
    def folder(self) -> str:
        """The name of the authority's folder in the corpus."""
        return make_slug(self.authority)


_KEYS = {"is_private": "allow_private", "is_by_pages": "pages"}
_FIELDS = {_KEYS.get(column.name, column.name): column.name for column in fields(Source) if column.name != "name"}
_LISTS = frozenset(("committees", "exclude", "hosts"))
_TYPES: dict[str, type | tuple[type, ...]] = {
    "since": date, "delay": (int, float), "recheck_weeks": int, "allow_private": bool, "pages": bool,
}  # fmt: skip

_BOUNDS = {"delay": (1, 3600), "recheck_weeks": (1, 999)}


def load_sources(corpus: Path) -> tuple[Source, ...]:
    """Load the sources of a corpus, in the order of the file.

    Raises:
        FetchError: the file cannot be read, or a source in it cannot be used.
    """
    path = corpus / SOURCES_NAME
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FetchError(f"{path}: is not TOML ({error}). Correct that line.") from error
    except OSError as error:
        raise FetchError(f"{path}: cannot be read ({error.strerror}). Give this user the right to read it.") from error
    return tuple(_parse_source(path, name, table) for name, table in tables.items())


def find_source(corpus: Path, url: str, authority: str | None = None) -> Source | None:
    """Return the source with an address, or None.

    Args:
        corpus: the corpus folder.
        url: the address of the site, or of any page of it; of a list its path.
        authority: the authority, where two councils share one site.

    Raises:
        FetchError: two sources have the address, and the authority is not named.
    """
    found = [
        source
        for source in load_sources(corpus)
        if _find_place(source.url) == _find_place(url) and authority in (None, source.authority)
    ]
    if len(found) > 1:
        names = " and ".join(source.name for source in found)
        raise FetchError(f"{url}: the sources {names} have this address. Name the council with --authority.")
    return found[0] if found else None


def _find_place(url: str) -> str:
    """Return what tells one site from another: its host and port, a client of a shared service, or a list's path."""
    parts = urlsplit(url)
    client = _CLIENT_PATH.match(parts.path)
    return f"{parts.netloc}{client[0].rstrip('/') if client else ''}".casefold() or url


def save_source(corpus: Path, source: Source) -> None:
    """Write a source into the file of sources.

    Args:
        corpus: the corpus folder.
        source: the source; its table is replaced, or added behind the others.
    """
    path = corpus / SOURCES_NAME
    # Runs of two authorities may end at the same moment.
    with lock_folder(corpus, must_lock=False):
        if source not in load_sources(corpus):
            _write_source(path, source)


def _write_source(path: Path, source: Source) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    table = _format_source(source)
    name = re.escape(source.name)
    # Comments above the next table are the next one's.
    pattern = re.compile(
        rf"^[ \t]*\[[ \t]*(?:{name}|\"{name}\"|'{name}')[ \t]*\][^\n]*\n?.*?"
        r"(?=(?:^[ \t]*(?:#[^\n]*)?\n)*(?:^[ \t]*\[|\Z))",
        re.MULTILINE | re.DOTALL,
    )
    if pattern.search(text):
        new = pattern.sub(lambda _: table, text, count=1).rstrip() + "\n"
    else:
        new = f"{text.rstrip()}\n\n{table}" if text.strip() else table
    if new != text:
        replace_file(path, new.encode())


def choose_name(corpus: Path, wanted: str) -> str:
    """Return a name for a new source that no other has."""
    taken = {source.name for source in load_sources(corpus)}
    name, number = make_slug(wanted), 2
    while name in taken:
        name, number = f"{make_slug(wanted)}-{number}", number + 1
    return name


def _parse_source(path: Path, name: str, table: Any) -> Source:
    if not isinstance(table, dict):
        raise FetchError(f"{path}: {name!r} stands outside a source. Begin each source with its name: [name].")
    if not re.fullmatch(r"[a-z0-9-]{1,60}", name):
        raise FetchError(f"{path}: the name [{name}] cannot be used. Use small letters, digits and hyphens.")
    for key, value in table.items():
        _check_value(path, name, key, value)
    missing = [key for key in ("system", "url", "authority") if not table.get(key)]
    if missing:
        raise FetchError(f"{path}: [{name}] has no {missing[0]!r}. Add it.")
    if table["system"] not in SYSTEMS:
        raise FetchError(f"{path}: [{name}] has the system {table['system']!r}. Use one of: {', '.join(SYSTEMS)}.")
    values: dict[str, Any] = {_FIELDS[key]: tuple(value) if key in _LISTS else value for key, value in table.items()}
    return Source(name=name, **values)


def _check_value(path: Path, name: str, key: str, value: Any) -> None:
    if key not in _FIELDS:
        raise FetchError(f"{path}: [{name}] has an unknown key {key!r}. Use only: {', '.join(_FIELDS)}.")
    if key in _LISTS:
        is_right = isinstance(value, list) and all(isinstance(part, str) for part in value)
    else:
        is_right = isinstance(value, _TYPES.get(key, str)) and not (
            # A truth value is a number in Python, and a moment is a day.
            isinstance(value, bool | datetime) and _TYPES.get(key) is not bool
        )
    if not is_right:
        raise FetchError(f"{path}: {key!r} of [{name}] is {value!r}, which is of another kind. Correct it.")
    least, most = _BOUNDS.get(key, (None, None))
    if least is not None and most is not None and not least <= value <= most:
        raise FetchError(f"{path}: {key!r} of [{name}] is {value!r}. Use a number from {least} to {most}.")


def _format_source(source: Source) -> str:
    default = replace(Source("", "", "", ""), name=source.name)
    lines = [f"[{source.name}]"]
    for key, attribute in _FIELDS.items():
        value = getattr(source, attribute)
        if value != getattr(default, attribute):
            lines.append(f"{key} = {_format_value(value)}")
    return "\n".join(lines) + "\n"


def _format_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_format_value(part) for part in value)}]"
    # A string of JSON is one of TOML, but for the character DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)
