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
ENVIRONMENT_PREFIX = "PAPER_SEARCH_"


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


def _read_number(environment: Mapping[str, str], name: str, default: int, minimum: int = 1) -> int:
    raw = environment.get(ENVIRONMENT_PREFIX + name)
    if raw is None:
        return default
    if not raw.isdecimal() or int(raw) < minimum:
        raise SettingsError(f"{ENVIRONMENT_PREFIX}{name} is {raw!r}; set it to a whole number of at least {minimum}.")
    return int(raw)


def _read_choice(environment: Mapping[str, str], name: str, *allowed: str) -> str:
    value = environment.get(ENVIRONMENT_PREFIX + name, allowed[0])
    if value not in allowed:
        raise SettingsError(f"{ENVIRONMENT_PREFIX}{name} is {value!r}; set it to one of: {', '.join(allowed)}.")
    return value


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError naming the variable and what it may be."""
    base = Settings()
    return Settings(
        corpus=Path(environment.get(ENVIRONMENT_PREFIX + "CORPUS", base.corpus)),
        index=Path(environment.get(ENVIRONMENT_PREFIX + "INDEX", base.index)),
        model=environment.get(ENVIRONMENT_PREFIX + "MODEL", base.model),
        precision=_read_choice(environment, "PRECISION", "auto", "int8", "fp32"),
        cache=Path(environment[ENVIRONMENT_PREFIX + "CACHE"])
        if environment.get(ENVIRONMENT_PREFIX + "CACHE")
        else None,
        users=Path(environment[ENVIRONMENT_PREFIX + "USERS"])
        if environment.get(ENVIRONMENT_PREFIX + "USERS")
        else None,
        user_header=environment.get(ENVIRONMENT_PREFIX + "USER_HEADER", ""),
        secret=environment.get(ENVIRONMENT_PREFIX + "SECRET", ""),
        hosts=tuple(
            filter(
                None, (each.strip().lower() for each in environment.get(ENVIRONMENT_PREFIX + "HOSTS", "").split(","))
            )
        ),
        a_minute=_read_number(environment, "A_MINUTE", base.a_minute),
        at_once=_read_number(environment, "AT_ONCE", base.at_once),
        log_requests=_read_choice(environment, "LOG_REQUESTS", "no", "yes") == "yes",
        host=environment.get(ENVIRONMENT_PREFIX + "HOST", base.host),
        port=_read_number(environment, "PORT", base.port),
        processes=_read_number(environment, "PROCESSES", min(os.cpu_count() or 1, 8)),
        pdf_seconds=_read_number(environment, "PDF_SECONDS", base.pdf_seconds),
        pdf_megabytes=_read_number(environment, "PDF_MEGABYTES", base.pdf_megabytes, minimum=128),
        judgements=_read_choice(environment, "JUDGEMENTS", "on", "off") == "on",
        owner=environment.get(ENVIRONMENT_PREFIX + "OWNER", ""),
        contact=environment.get(ENVIRONMENT_PREFIX + "CONTACT", ""),
    )
