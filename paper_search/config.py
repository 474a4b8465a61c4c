"""The settings, and the only reader of the environment.

``load_settings`` reads the variables named PAPER_SEARCH_…; everything below the command line and the web is given its
settings as arguments. Each field carries its description, from which the reference of settings is written.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from paper_search.errors import SettingsError

DEFAULT_MODEL = "all-MiniLM-L6-v2-council"
ENVIRONMENT_PREFIX = "PAPER_SEARCH_"
_ROOT_PATH_PATTERN = r"(?:/[\w~-][\w.~-]*)+"
_MAX_ROOT_PATH_CHARS = 200
_ANSWERS_URL_PATTERN = r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d+)?(?:/[\w.~%-]+)*"
_PASSWORD = re.compile(r"(?<=//)[^/@\s]*@")
_SITE_URL_PATTERN = rf"https?://[\w.-]+(?::\d+)?(?:{_ROOT_PATH_PATTERN})?"


def _at_least(minimum: int) -> BeforeValidator:
    """Take decimal digits alone: no sign, no space, no underscore."""

    def parse(value: Any) -> int:
        digits = str(value)
        if not digits.isdecimal() or int(digits) < minimum:
            raise ValueError(f"set it to a whole number of at least {minimum}.")
        return int(digits)

    return BeforeValidator(parse)


def _one_of(values: Mapping[str, Any]) -> BeforeValidator:
    """Take one of a few words, each of which stands for a value."""

    def parse(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value not in values:
            raise ValueError(f"set it to one of: {', '.join(values)}.")
        return values[value]

    return BeforeValidator(parse)


def _split_names(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(filter(None, (name.strip().lower() for name in value.split(","))))


def _split_networks(value: Any) -> Any:
    """Take addresses and networks, with commas between, and write each as a network."""
    names = _split_names(value)
    try:
        return tuple(str(ipaddress.ip_network(name, strict=False)) for name in names)
    except ValueError:
        raise ValueError("name addresses or networks with commas between, such as 10.0.0.2, 10.1.0.0/16.") from None


def is_root_path(path: str) -> bool:
    """Return True if a path can stand before every address of the site: ``/minutes``, ``/council/papers``.

    Args:
        path: begins with a slash and does not end with one. Its parts are letters, digits and ``-._~`` (RFC 3986,
            unreserved), and none begins with a dot, so that no path goes up.
    """
    return len(path) <= _MAX_ROOT_PATH_CHARS and re.fullmatch(_ROOT_PATH_PATTERN, path, re.ASCII) is not None


def _check_root_path(value: Any) -> Any:
    """Take the path below which a site lies; the empty text is none."""
    if isinstance(value, str) and value and not is_root_path(value):
        raise ValueError(
            "write the path below which the site lies, such as /papers-search: a slash at the beginning, none at the"
            " end, and only letters, digits, hyphens, dots, underscores and tildes between."
        )
    return value


def _check_site_url(value: Any) -> Any:
    """Take the address of a site: scheme, host, and the path below which it lies, if any."""
    address = value.rstrip("/") if isinstance(value, str) else value
    if isinstance(address, str) and address and not re.fullmatch(_SITE_URL_PATTERN, address, re.ASCII):
        raise ValueError(
            "name the site as a browser does, such as https://papers.example or https://council.example/papers-search."
        )
    return address


def _check_answers_url(value: Any) -> Any:
    """Take the address of a language model's server: scheme, host, port and path, and no name or password."""
    address = value.rstrip("/") if isinstance(value, str) else value
    if isinstance(address, str) and address and not re.fullmatch(_ANSWERS_URL_PATTERN, address, re.ASCII):
        raise ValueError(
            "name the server up to its version, such as http://127.0.0.1:11434/v1, without a name or a password; a key"
            " stands in the file that PAPER_SEARCH_ANSWERS_KEY_FILE names."
        )
    return address


_OptionalPath = Annotated[Path | None, BeforeValidator(lambda value: value or None)]
"""A path; the empty text is none."""


class SiteSettings(BaseModel):
    """Who may use the site, how often, and who runs it."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="forbid")

    users: _OptionalPath = Field(
        default=None,
        description="The file of those who can sign in; without one, nobody signs in and everything shown is public.",
    )
    user_header: str = Field(
        default="",
        description="The header in which a reverse proxy says who somebody is, which counts from the trusted proxies"
        " alone; without one, none is heeded.",
    )
    secret: SecretStr = Field(
        default=SecretStr(""),
        description="The text that cookies and written sentences are signed with; without one, each process has its"
        " own.",
    )
    signed_out: _OptionalPath = Field(
        default=None,
        description="The file in which sessions that were signed out are kept until their cookies are too old; by"
        " default one beside the file of users, or in the index where that folder cannot be written.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_networks)] = Field(
        default=(),
        description="The addresses or networks of the reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and"
        " X-Forwarded-Prefix and whose header of users count, with commas between; without any, none is heeded.",
    )
    root_path: Annotated[str, BeforeValidator(_check_root_path)] = Field(
        default="",
        description="The path below which the site lies, such as /papers-search; empty where it has a host of its own,"
        " or where a trusted proxy says it in X-Forwarded-Prefix.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_names)] = Field(
        default=(),
        description="The names that the site answers to, with commas between; without any, all names, or on this"
        " machine alone its own.",
    )
    requests_per_minute: Annotated[int, _at_least(1)] = Field(
        default=3000,
        validation_alias=f"{ENVIRONMENT_PREFIX}A_MINUTE",
        description="How much one address may ask for within a minute; the default is what twenty people behind one"
        " address ask for.",
    )
    max_concurrent_requests: Annotated[int, _at_least(1)] = Field(
        default=48,
        validation_alias=f"{ENVIRONMENT_PREFIX}AT_ONCE",
        description="How many requests of one address are answered at the same time.",
    )
    max_connections: Annotated[int, _at_least(8)] = Field(
        default=500,
        validation_alias=f"{ENVIRONMENT_PREFIX}CONNECTIONS",
        description="How many connections are open at the same time; fewer where the process may not open so many"
        " files.",
    )
    max_connections_per_address: Annotated[int, _at_least(1)] = Field(
        default=100,
        validation_alias=f"{ENVIRONMENT_PREFIX}CONNECTIONS_PER_ADDRESS",
        description="How many of them one address may hold; a trusted proxy may hold all.",
    )
    request_seconds: Annotated[int, _at_least(1)] = Field(
        default=20, description="Within how many seconds a request must have arrived whole, with its body."
    )
    log_requests: Annotated[bool, _one_of({"no": False, "yes": True})] = Field(
        default=False, description="Whether addresses and questions are logged: yes or no."
    )
    log_form: Annotated[Literal["text", "json"], _one_of({word: word for word in ("text", "json")})] = Field(
        default="text",
        validation_alias=f"{ENVIRONMENT_PREFIX}LOG",
        description="The form of the site's log: text for people, or json, one object a line with the time, the request"
        " and, of each answer, its status and milliseconds; neither holds a question.",
    )
    metrics_networks: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_networks)] = Field(
        default=(),
        validation_alias=f"{ENVIRONMENT_PREFIX}METRICS",
        description="The addresses or networks that may read /metrics, with commas between, such as 127.0.0.1; without"
        " any, there is no such page.",
    )
    is_feedback_enabled: Annotated[bool, _one_of({"on": True, "off": False})] = Field(
        default=True,
        validation_alias=f"{ENVIRONMENT_PREFIX}JUDGEMENTS",
        description="Whether readers are asked if a passage was what they looked for, and their answers are kept:"
        " on or off.",
    )
    smtp_host: str = Field(
        default="",
        description="The mail server that takes alerts by e-mail; without one nobody is offered any.",
    )
    smtp_port: Annotated[int, _at_least(1)] = Field(default=587, description="The port of the mail server.")
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"], _one_of({word: word for word in ("starttls", "tls", "none")})
    ] = Field(
        default="starttls",
        description="How the connection to the mail server is protected: starttls, tls from the beginning (mostly on"
        " port 465), or none, which is fit for a server on this machine alone.",
    )
    smtp_ca: _OptionalPath = Field(
        default=None,
        description="A file of certificates by which the mail server is known, in PEM; by default those of the system.",
    )
    smtp_user: str = Field(default="", description="The name to sign in to the mail server with, if it asks for one.")
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description="The password to sign in to the mail server with."
    )
    smtp_password_file: _OptionalPath = Field(
        default=None, description="A file whose first line is that password, in place of the variable."
    )
    mail_from: str = Field(default="", description="The address that alerts are sent from.")
    mail_unsubscribe: str = Field(
        default="",
        description="A mail address that people read, to which somebody can write to stop an alert; none by default.",
    )
    site_url: Annotated[str, BeforeValidator(_check_site_url)] = Field(
        default="",
        description="The address of the site as others see it, such as https://papers.example or"
        " https://council.example/papers-search, for links in mails.",
    )
    alerts: _OptionalPath = Field(
        default=None,
        description="The file in which alerts by e-mail are kept; by default alerts.json in the folder of the index.",
    )
    answers_url: Annotated[str, BeforeValidator(_check_answers_url)] = Field(
        default="",
        description="The address of a language model's server that speaks the protocol of OpenAI, such as"
        " http://127.0.0.1:11434/v1, for short answers that are written from the quotes; without one nothing is"
        " written.",
    )
    answers_model: str = Field(
        default="", max_length=200, description="The model that writes, by its name on that server."
    )
    answers_key_file: _OptionalPath = Field(
        default=None,
        description="A file whose first line is the key of that server, readable by its owner alone; none by default.",
    )
    answers_freedom: Annotated[
        Literal["strict", "careful"], _one_of({word: word for word in ("strict", "careful")})
    ] = Field(
        default="strict",
        description="How far a written sentence may leave the words that it cites: strict, which is words of theirs in"
        " their order, or careful, which is a rewording that keeps every rule.",
    )
    answers_seconds: Annotated[int, _at_least(10)] = Field(
        default=60,
        description="How many seconds the writing of an answer may take; half of them until the server begins to"
        " answer.",
    )
    owner: str = Field(default="", description="Who runs the site, for the page about it.")
    contact: str = Field(default="", description="A web or mail address to which faults are reported.")


class Settings(SiteSettings):
    """All settings; made without arguments, the defaults, whatever the environment says."""

    corpus: Path = Field(default=Path("corpus"), description="The folder of papers.")
    index: Path = Field(default=Path("index"), description="The folder of the index.")
    engine: SecretStr = Field(
        default=SecretStr(""),
        description="The address of the index that questions are put to, such as"
        " postgresql://reader@db.example/papers; by default they are put to the folder of the index.",
    )
    is_partial: Annotated[bool, _one_of({"no": False, "yes": True})] = Field(
        default=False,
        validation_alias=f"{ENVIRONMENT_PREFIX}PARTIAL",
        description="Whether a question is answered without the database servers that cannot be reached, and the answer"
        " says whose papers were not searched: yes or no. With no, it fails.",
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="The embedding model: any of sentence-transformers, by folder or name; with another one the index"
        " is made again.",
    )
    precision: Annotated[
        Literal["auto", "int8", "fp32"], _one_of({word: word for word in ("auto", "int8", "fp32")})
    ] = Field(
        default="auto",
        description="The precision of the model: int8, fp32, or auto, which is that of the index, for a new one fp32"
        " on a GPU and int8 elsewhere.",
    )
    cache: _OptionalPath = Field(
        default=None, description="The folder for what is derived from models; the user's own cache by default."
    )
    is_reader_enabled: Annotated[bool, _one_of({"on": True, "off": False})] = Field(
        default=True,
        validation_alias=f"{ENVIRONMENT_PREFIX}READER",
        description="Whether the best passages are read by a cross-encoder, where its weights are there: on or off.",
    )
    sends_alerts_after_build: Annotated[bool, _one_of({"no": False, "yes": True})] = Field(
        default=False,
        validation_alias=f"{ENVIRONMENT_PREFIX}ALERTS_AFTER_BUILD",
        description="Whether the watch on the corpus sends alerts when a build has brought something new: yes or no.",
    )
    host: str = Field(default="127.0.0.1", description="The address that the site listens on.")
    port: Annotated[int, _at_least(1)] = Field(default=7860, description="The port that the site listens on.")
    processes: Annotated[int, _at_least(1)] = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 8),
        description="How many processes read papers; by default one a processor, eight at most.",
    )
    max_removals: Annotated[int, _at_least(0)] = Field(
        default=20,
        description="How many of a hundred indexed files one build may find gone; where more are, it stops, as a disk"
        " may not be mounted. One file may always go.",
    )
    pdf_seconds: Annotated[int, _at_least(1)] = Field(
        default=120, description="How many seconds of processor time the reading of one paper may take."
    )
    pdf_megabytes: Annotated[int, _at_least(128)] = Field(
        default=1024, description="How many megabytes of memory the reading of one paper may take; 128 at least."
    )


class _EnvironmentSettings(Settings, BaseSettings):
    # Names count as they are documented: in capitals, and none beside them.
    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        case_sensitive=True,
        populate_by_name=False,
        alias_generator=AliasGenerator(validation_alias=lambda name: ENVIRONMENT_PREFIX + name.upper()),
        extra="ignore",
    )


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a variable cannot be used; the message names it and says what it may be.
    """
    try:
        return _EnvironmentSettings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        variable, hint = _variable_of(str(first["loc"][0])), first["msg"].removeprefix("Value error, ")
        # An address may hold a password, which is not to stand in a log.
        shown = _PASSWORD.sub("…@", repr(first["input"]))
        raise SettingsError(f"{variable} is {shown}; {hint}") from None


def list_variables() -> dict[str, FieldInfo]:
    """Return every setting's field by the environment variable that sets it."""
    return {_variable_of(str(field.validation_alias or name)): field for name, field in Settings.model_fields.items()}


def _variable_of(name: str) -> str:
    return name if name.startswith(ENVIRONMENT_PREFIX) else ENVIRONMENT_PREFIX + name.upper()
