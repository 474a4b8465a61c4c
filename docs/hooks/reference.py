"""Write the reference pages from the code, so that they cannot say anything else.

Each page is made in memory when the site is built: the command line from its parser, the settings from their model, the
HTTP API from its OpenAPI document, the Python API from the names that the package exports, and the changelog from its
file at the root.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

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
    program = import_module("paper_search.cli").cli
    codes = import_module("paper_search.cli.output").EXIT_CODES
    parts = [
        "# Command line",
        "This page is generated from the program. The guides for [officers](../guides/officers.md),"
        " [democratic services](../guides/democratic-services.md) and [administrators](../guides/administrators.md)"
        " show the commands in use. `paper-search COMMAND --help` prints what stands here.",
        "Options may stand anywhere behind the command. A question needs quotation marks only around signs that the"
        " shell reads itself, such as `?` or `'`. `-` in place of a question, or of the file of `--batch`, reads"
        " standard input. Dates are written as on the page: `28/07/2020`, `28 July 2020`, `June 2024` or `2025`.",
        "With `--json` only JSON is printed on stdout. Messages and progress go to stderr.",
        _table(("exit code", "meaning"), [(f"`{code}`", meaning) for code, meaning in codes]),
        "Long options are written in full: `--auth` does not stand for `--authority`.",
        "Colours are printed on a terminal alone. `--no-color` and the variable `NO_COLOR` turn them off; `FORCE_COLOR`"
        " turns them on.",
        *_commands(program, click.Context(program, info_name="paper-search", **program.context_settings)),
    ]
    return "\n\n".join(parts) + "\n"


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the parts of the page on each command of a group, those of its groups included."""
    for name in group.list_commands(context):
        command = group.commands[name]
        inner = click.Context(command, info_name=name, parent=context, **command.context_settings)
        if isinstance(command, click.Group):
            yield from (f"## {inner.command_path}", _cell(command.help or ""))
            yield from _commands(command, inner)
        else:
            yield from _command(command, inner)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the parts of the page on one command: its help, usage, arguments, options and example."""
    yield f"{'##' if context.parent and context.parent.parent is None else '###'} {context.command_path}"
    yield _cell(command.help or "")
    yield f"```text\n{context.get_usage().removeprefix('Usage: ')}\n```"
    for head, kind in (("argument", click.Argument), ("option", click.Option)):
        rows = [
            (f"`{record[0]}`", record[1])
            for parameter in command.params
            if isinstance(parameter, kind) and (record := parameter.get_help_record(context))
        ]
        if rows:
            yield _table((head, "meaning"), rows)
    yield "\n".join(["```sh", *command.examples, "```"])


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
    fields = import_module("paper_search.config").list_variables()
    return [(variable, _default(field), _cell(field.description or "")) for variable, field in fields.items()]


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
        *(f"::: {path}" for path in CONFIGURATIONS),
        "## Errors",
        "Each error says what to do next. All are of `PaperSearchError`.",
        f"::: paper_search.errors{WITHOUT_HEADING}",
    ]
    return "\n\n".join(parts) + "\n"
