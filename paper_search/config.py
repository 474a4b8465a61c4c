"""The only reader of the environment. In: variables named PAPER_SEARCH_…; out: one frozen record.

Everything below the doors is given its settings as arguments.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paper_search.errors import SettingsError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
PREFIX = "PAPER_SEARCH_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults of the flags. ``pdf_seconds`` and ``pdf_megabytes`` limit the reading of one paper.

    ``judgements``: whether readers are asked if a passage was what they looked for, and their answers are kept.
    ``precision`` is that of the encoder, ``cache`` the folder for what is derived from it; None is the user's own.
    ``users`` is the file of those who can sign in, ``user_header`` the header in which a proxy says who somebody is,
    ``secret`` what cookies are signed with, ``hosts`` the names that the site answers to; ``a_minute`` and ``at_once``
    are how much one address may ask for, and ``log_requests`` lets addresses and questions be logged. ``owner`` and
    ``contact`` say who runs the site and where faults are reported.
    """

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    model: str = DEFAULT_MODEL
    precision: str = "auto"
    cache: Path | None = None
    users: Path | None = None
    user_header: str = ""
    secret: str = ""
    hosts: tuple[str, ...] = ()
    a_minute: int = 3000
    at_once: int = 48
    log_requests: bool = False
    host: str = "127.0.0.1"
    port: int = 7860
    processes: int = 2
    pdf_seconds: int = 120
    pdf_megabytes: int = 1024
    judgements: bool = True
    owner: str = ""
    contact: str = ""


def _number(environment: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    raw = environment.get(PREFIX + name)
    if raw is None:
        return default
    if not raw.isdecimal() or int(raw) < least:
        raise SettingsError(f"{PREFIX}{name} is {raw!r}; set it to a whole number of at least {least}.")
    return int(raw)


def _one_of(environment: Mapping[str, str], name: str, *allowed: str) -> str:
    value = environment.get(PREFIX + name, allowed[0])
    if value not in allowed:
        raise SettingsError(f"{PREFIX}{name} is {value!r}; set it to one of: {', '.join(allowed)}.")
    return value


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError naming the variable and what it may be."""
    base = Settings()
    return Settings(
        corpus=Path(environment.get(PREFIX + "CORPUS", base.corpus)),
        index=Path(environment.get(PREFIX + "INDEX", base.index)),
        model=environment.get(PREFIX + "MODEL", base.model),
        precision=_one_of(environment, "PRECISION", "auto", "int8", "fp32"),
        cache=Path(environment[PREFIX + "CACHE"]) if environment.get(PREFIX + "CACHE") else None,
        users=Path(environment[PREFIX + "USERS"]) if environment.get(PREFIX + "USERS") else None,
        user_header=environment.get(PREFIX + "USER_HEADER", ""),
        secret=environment.get(PREFIX + "SECRET", ""),
        hosts=tuple(filter(None, (each.strip().lower() for each in environment.get(PREFIX + "HOSTS", "").split(",")))),
        a_minute=_number(environment, "A_MINUTE", base.a_minute),
        at_once=_number(environment, "AT_ONCE", base.at_once),
        log_requests=_one_of(environment, "LOG_REQUESTS", "no", "yes") == "yes",
        host=environment.get(PREFIX + "HOST", base.host),
        port=_number(environment, "PORT", base.port),
        processes=_number(environment, "PROCESSES", min(os.cpu_count() or 1, 8)),
        pdf_seconds=_number(environment, "PDF_SECONDS", base.pdf_seconds),
        pdf_megabytes=_number(environment, "PDF_MEGABYTES", base.pdf_megabytes, least=128),
        judgements=_one_of(environment, "JUDGEMENTS", "on", "off") == "on",
        owner=environment.get(PREFIX + "OWNER", ""),
        contact=environment.get(PREFIX + "CONTACT", ""),
    )
