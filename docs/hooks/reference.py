"""Write the reference pages from the code, so that they cannot say anything else.

Each page is made in memory when the site is built: the command line from its parser, the settings from their model, the
HTTP API from its OpenAPI document, the Python API from the names that the package exports, and the changelog from its
file at the root.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

PREFIX = "PAPER_SEARCH_"
RECORDS = ("answers", "documents", "queries", "index")
CONFIGURATIONS = ("paper_search.retrieval.config.RankingConfig", "paper_search.answering.config.AnswerConfig")
WITHOUT_HEADING = "\n    options:\n      show_root_heading: false\n      show_root_toc_entry: false"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those that stand in the folder."""
    pages = {"cli.md": cli(), "settings.md": settings(), "http-api.md": http_api(), "python.md": python_api()}
    for name, text in pages.items():
        files.append(File.generated(config, f"reference/{name}", content=text))
    changes = Path(config.config_file_path).with_name("CHANGELOG.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "changelog.md", content=changes))
    return files


# -- command line ------------------------------------------------------------------------------------------------------


def cli() -> str:
    """Return the page of the command line."""
    intro = (
        "# Command line\n\n"
        "This page is generated from the program. The guides for [officers](../guides/officers.md),"
        " [democratic services](../guides/democratic-services.md) and [administrators](../guides/administrators.md)"
        " show the commands in use.\n\n"
        "Each command takes `--corpus DIR` and `--index DIR`, and `--json` where a program would read it. It explains"
        " itself with `--help`.\n\n"
        "Exit codes: 0 means done. 1 means that nothing was found, or, with `--strict`, that a file is unread or a"
        " figure is below its target. 2 means an error. The error stands on stderr with the file and the next step.\n\n"
    )
    if hasattr(import_module("paper_search.cli"), "cli"):
        lines = ["::: mkdocs-click", "    :module: paper_search.cli", "    :command: cli"]
        lines += ["    :prog_name: paper-search", "    :depth: 1"]
        return intro + "\n".join(lines) + "\n"
    return intro + _argparse_help()


def _argparse_help() -> str:
    """Fall-back while the command line is still made with argparse; it goes with the change to click."""
    import argparse

    module: Any = import_module("paper_search.cli")
    parser = module._build_parser(import_module("paper_search.config").Settings())

    def sections(parent: argparse.ArgumentParser, depth: int) -> Iterator[str]:
        for action in parent._actions:
            if isinstance(action, argparse._SubParsersAction):
                for child in action.choices.values():
                    yield f"{'#' * depth} {child.prog}\n\n```text\n{child.format_help()}```\n"
                    yield from sections(child, depth + 1)

    return "\n".join(sections(parser, 2))


# -- settings ----------------------------------------------------------------------------------------------------------


def settings() -> str:
    """Return the page of the settings."""
    rows = "".join(f"| `{name}` | {default} | {words} |\n" for name, default, words in setting_rows())
    return (
        "# Settings\n\n"
        "This page is generated from `paper_search.config`. Every setting is an environment variable and optional."
        " The guide for [administrators](../guides/administrators.md) says which ones a public site needs.\n\n"
        f"| variable | default | meaning |\n|---|---|---|\n{rows}"
    )


def setting_rows() -> list[tuple[str, str, str]]:
    """Return each setting's variable, default and meaning, in the order of the code."""
    module = import_module("paper_search.config")
    models = [value for value in vars(module).values() if _is_settings_model(value, module.__name__)]
    rows: dict[str, tuple[str, str, str]] = {}
    for model in models:
        prefix = str(model.model_config.get("env_prefix", "") or PREFIX)
        for name, field in model.model_fields.items():
            variable = _variable(name, field, prefix)
            rows.setdefault(variable, (variable, _default(field), _cell(field.description or "")))
    return list(rows.values()) or _dataclass_rows(module)


def _is_settings_model(value: object, module: str) -> bool:
    """Return True if a class of the module reads the environment."""
    if not inspect.isclass(value) or value.__module__ != module:
        return False
    return any(base.__name__ == "BaseSettings" for base in value.__mro__)


def _variable(name: str, field: FieldInfo, prefix: str) -> str:
    alias = field.validation_alias or field.alias
    return alias if isinstance(alias, str) and alias.startswith(PREFIX) else prefix + name.upper()


def _default(field: FieldInfo) -> str:
    if field.default is not PydanticUndefined:
        return _shown(field.default)
    return "depends on the machine" if field.default_factory else ""


def _shown(default: object) -> str:
    if hasattr(default, "get_secret_value"):
        default = default.get_secret_value()
    if isinstance(default, bool):
        return "`on`" if default else "`no`"
    if isinstance(default, tuple | list):
        default = ",".join(map(str, default))
    return f"`{default}`" if default not in (None, "") else ""


def _dataclass_rows(module: types.ModuleType) -> list[tuple[str, str, str]]:
    """Fall-back while the settings are still a dataclass; it goes with the change to pydantic-settings."""
    return [(PREFIX + field.name.upper(), _shown(field.default), "") for field in dataclasses.fields(module.Settings)]


# -- HTTP API ----------------------------------------------------------------------------------------------------------


def http_api() -> str:
    """Return the page of the HTTP API."""
    api = import_module("paper_search.web.routes.api")
    document: dict[str, Any] = api.create_api(lambda request: None).openapi()
    parts = [
        "# HTTP API",
        "This page is generated from the OpenAPI document, which a running site serves at `/api/openapi.json`."
        " `/api` is the same for people. The guide for [programs](../guides/programs.md) shows it in use.",
        document["info"]["description"],
        "## Addresses",
        *(_operation(path, operation["get"]) for path, operation in document["paths"].items()),
        "## Types",
        *(_schema(name, schema) for name, schema in document["components"]["schemas"].items()),
    ]
    return "\n\n".join(parts) + "\n"


def _operation(path: str, operation: dict[str, Any]) -> str:
    rows = [
        (
            f"`{parameter['name']}`",
            _type(parameter["schema"]),
            "yes" if parameter.get("required") else "",
            parameter.get("description", ""),
        )
        for parameter in operation.get("parameters", ())
    ]
    answer = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    return "\n\n".join(
        [
            f"### GET /api{path}",
            _cell(operation.get("description") or operation.get("summary", "")),
            _table(("parameter", "type", "required", "meaning"), rows),
            f"Answer: {_type(answer)}.",
        ]
    )


def _schema(name: str, schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = [
        (f"`{field}`", _type(value), "" if field in required else "may be left out", value.get("description", ""))
        for field, value in schema.get("properties", {}).items()
    ]
    return "\n\n".join(
        filter(
            None,
            [f"### {name}", _cell(schema.get("description", "")), _table(("field", "type", "", "meaning"), rows)],
        )
    )


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    return str(schema.get("format") or schema.get("type") or "any value")


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


# -- Python ------------------------------------------------------------------------------------------------------------


def python_api() -> str:
    """Return the page of the Python API, one entry a name that the package exports."""
    package: Any = import_module("paper_search")
    named = sorted(name for name in package.__all__ if not name.startswith("_"))
    paths = [f"{getattr(package, name).__module__}.{getattr(package, name).__name__}" for name in named]
    classes = [path for path in paths if path.rpartition(".")[2][0].isupper()]
    records = [f"paper_search.records.{module}" for module in RECORDS]
    parts = [
        "# Python API",
        "This page is generated from the package. The functions and classes are imported from `paper_search`, the"
        " records from `paper_search.records`, the errors from `paper_search.errors`. Importing the package loads"
        " no model, no FAISS, no PDF reader and no web framework: each is loaded when it is first used.",
        "## Functions",
        *(f"::: {path}" for path in paths if path not in classes),
        "## Classes",
        *(f"::: {path}" for path in classes),
        "## Records",
        "Answers, hits, papers and filters are frozen records.",
        *(f"::: {path}{WITHOUT_HEADING}" for path in records),
        "## Constants of ranking and answers",
        "Each constant names the [decision record](../decisions/index.md) that says how its value was found."
        " `dataclasses.replace` gives another record.",
        *(f"::: {path}" for path in CONFIGURATIONS if find_spec(path.rpartition(".")[0])),
        "## Errors",
        "Each error says what to do next. All are of `PaperSearchError`.",
        f"::: paper_search.errors{WITHOUT_HEADING}",
    ]
    return "\n\n".join(parts) + "\n"
