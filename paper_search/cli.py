"""The command line, a thin twin of the library: arguments in, words or JSON out.

Exit codes: 0 done; 1 nothing found, or with ``--strict`` something unread or below its target; 2 a usage or other
error, said on stderr with the file and the next step. Progress bars are drawn on a terminal only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paper_search import __version__, settings
from paper_search.errors import PaperSearchError, QueryError
from paper_search.records import Filters
from paper_search.settings import Settings

if TYPE_CHECKING:
    from paper_search.builder import Limits, Progress

OK, NOTHING, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        parser = _parser(settings.load())
        options = parser.parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except PaperSearchError as error:
        print(f"paper-search: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except KeyboardInterrupt:
        print("paper-search: stopped.", file=sys.stderr)
        return 130


# -- arguments -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Command:
    """One command: what runs it, what it says of itself, and what it takes beside --corpus and --index."""

    name: str
    run: Callable[[argparse.Namespace], int]
    words: str
    example: str
    arguments: Callable[[argparse.ArgumentParser, Settings], None]


def _parser(defaults: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="paper-search", description="Search council papers by meaning and get cited answers."
    )
    parser.add_argument("--version", action="version", version=f"paper-search {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        one = commands.add_parser(
            command.name,
            help=command.words,
            description=f"{command.words[0].upper()}{command.words[1:]}.",
            epilog=f"example:\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(command=command.run, model=defaults.model, settings=defaults)
        one.add_argument("--corpus", type=Path, default=defaults.corpus, metavar="DIR", help="the papers (%(default)s)")
        one.add_argument("--index", type=Path, default=defaults.index, metavar="DIR", help="the index (%(default)s)")
        command.arguments(one, defaults)
    _evaluation(commands, defaults)
    return parser


def _strict_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--strict", action="store_true", help="exit with 1 when a file could not be read")
    one.add_argument("--json", action="store_true", help="print JSON")


def _file_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("file", type=Path, help="the paper")
    one.add_argument("--json", action="store_true", help="print JSON")


def _decision_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("paper", help="its path in the corpus (to withdraw, its SHA-256 will do)")
    one.add_argument("--reason", required=True, help="why, in a few words; kept in decisions.csv and shown")
    one.add_argument("--json", action="store_true", help="print JSON")


def _server_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--host", default=defaults.host, help="address to listen on (%(default)s)")
    one.add_argument("--port", type=int, default=defaults.port, help="port to listen on (%(default)s)")


def _evaluation(commands: Any, defaults: Settings) -> None:
    """``evaluate``, with a command of its own for each thing that can be measured."""
    words = "measure against what a person wrote down"
    measures = commands.add_parser("evaluate", help=words, description=f"{words[0].upper()}{words[1:]}.")
    kinds = measures.add_subparsers(metavar="MEASURE", required=True)
    reading = kinds.add_parser(
        "reading",
        help="how well papers are read: numbers, headings, metadata, words",
        description="Read the judged papers and compare: numbers, headings, metadata, words. Nothing is written.",
        epilog="example:\n  paper-search evaluate reading --gold gold --corpus corpus",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reading.set_defaults(command=_evaluate_reading, model=defaults.model, settings=defaults)
    reading.add_argument("--gold", type=Path, required=True, metavar="DIR", help="metadata.jsonl, structure.jsonl")
    reading.add_argument("--corpus", type=Path, default=defaults.corpus, metavar="DIR", help="the papers (%(default)s)")
    reading.add_argument("--all", action="store_true", help="print every miss")
    reading.add_argument("--strict", action="store_true", help="exit with 1 when a figure is below its target")
    reading.add_argument("--json", action="store_true", help="print JSON")


def _question_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("text", nargs="?", help="the question")
    one.add_argument("--batch", type=Path, metavar="FILE", help='questions, one {"query_id", "text"} per line')
    one.add_argument("--k", type=_positive, default=10, help="how many passages (%(default)s)")
    for name in ("authority", "committee", "kind"):
        one.add_argument(f"--{name}", action="append", default=[], help=f"only this {name}; may be repeated")
    one.add_argument("--since", type=_day, metavar="DATE", help="only meetings from this day on (2025-01-30)")
    one.add_argument("--until", type=_day, metavar="DATE", help="only meetings up to this day (2025-03-31)")
    one.add_argument("--json", action="store_true", help="print JSON")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 1000")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025-01-30") from None


# -- commands --------------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    from paper_search import library, wire

    with _progress_bar() as progress:
        report = library.build(options.corpus, options.index, options.model, _limits(options), progress)
    if options.json:
        _print_json(wire.report(report))
    else:
        from paper_search import plain

        print(plain.report(report))
        for unread in report.unread:
            print(plain.unread(unread), file=sys.stderr)
    return NOTHING if options.strict and report.unread else OK


def _limits(options: argparse.Namespace) -> Limits:
    from paper_search.builder import Limits

    chosen: Settings = options.settings
    return Limits(chosen.processes, chosen.pdf_seconds, chosen.pdf_megabytes)


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar for each stage on a terminal; nothing elsewhere."""
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def show(step: Progress) -> None:
        if step.stage not in bars:
            unit = "paper" if step.stage == "reading" else "passage"
            bars[step.stage] = tqdm(total=step.total, desc=step.stage, unit=unit, disable=None)
        bars[step.stage].update(step.done - bars[step.stage].n)

    try:
        yield show
    finally:
        for bar in bars.values():
            bar.close()


def _search(options: argparse.Namespace) -> int:
    from paper_search import plain, wire

    opened, filters = _open(options)

    def one(text: str) -> tuple[dict[str, Any], str, bool]:
        hits = opened.search(text, filters, options.k)
        return wire.hits(text, hits), plain.hits(text, hits), bool(hits)

    return _each_question(options, one)


def _ask(options: argparse.Namespace) -> int:
    from paper_search import plain, wire

    opened, filters = _open(options)

    def one(text: str) -> tuple[dict[str, Any], str, bool]:
        answer = opened.ask(text, filters, options.k)
        return wire.answer(answer), plain.answer(answer), answer.found

    return _each_question(options, one)


def _open(options: argparse.Namespace) -> tuple[Any, Filters]:
    from paper_search import library

    if (options.text is None) == (options.batch is None):
        raise QueryError("Give one question, or a file of questions with --batch.")
    filters = Filters(
        tuple(options.authority), tuple(options.committee), tuple(options.kind), options.since, options.until
    )
    return library.open_library(options.corpus, options.index, options.model), filters


def _each_question(options: argparse.Namespace, one: Callable[[str], tuple[dict[str, Any], str, bool]]) -> int:
    """Print the outcome of one question, or one JSON line for each line of a batch."""
    if options.batch is None:
        fields, words, found = one(options.text)
        if options.json:
            _print_json(fields)
        else:
            print(words)
        return OK if found else NOTHING
    for query_id, text in _questions(options.batch):
        try:
            fields = one(text)[0]
        except QueryError as error:
            fields = {"error": str(error)}
        print(json.dumps({"query_id": query_id, **fields}, ensure_ascii=False), flush=True)
    return OK


def _questions(path: Path) -> Iterator[tuple[Any, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{path}: the questions cannot be read ({error}).") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = json.loads(line)
            yield question["query_id"], str(question["text"])
        except (ValueError, KeyError, TypeError):
            raise QueryError(
                f'{path}, line {number}: not a question; each line is {{"query_id": …, "text": "…"}}.'
            ) from None


def _read(options: argparse.Namespace) -> int:
    from paper_search import library, plain, wire

    read = library.read(options.file, options.corpus, options.model)
    if options.json:
        _print_json(wire.paper(read))
    else:
        print(plain.paper(read))
    return OK


def _status(options: argparse.Namespace) -> int:
    from paper_search import library, plain, wire

    state = library.status(options.index)
    if options.json:
        _print_json(wire.status(state))
    else:
        print(plain.status(state))
    return NOTHING if options.strict and state.unread else OK


def _evaluate_reading(options: argparse.Namespace) -> int:
    from paper_search.builder import Limits
    from paper_search.embed import SentenceTransformerEncoder
    from paper_search.evaluation import report
    from paper_search.evaluation.reading import evaluate

    chosen: Settings = options.settings
    limits = Limits(chosen.processes, chosen.pdf_seconds, chosen.pdf_megabytes)
    found = evaluate(options.gold, options.corpus, SentenceTransformerEncoder(options.model), limits)
    if options.json:
        _print_json(report.as_json(found))
    else:
        print(report.table(found, len(found.misses) if options.all else report.SHOWN))
    return NOTHING if options.strict and report.below(found) else OK


def _withdraw(options: argparse.Namespace) -> int:
    from paper_search import library, plain, wire

    ruled = library.withdraw(options.paper, options.reason, options.corpus, options.index)
    if options.json:
        _print_json(wire.ruled(ruled))
    else:
        print(plain.ruled(ruled))
    return OK


def _release(options: argparse.Namespace) -> int:
    from paper_search import library, plain, wire

    with _progress_bar() as progress:
        report = library.release(
            options.paper, options.reason, options.corpus, options.index, options.model, _limits(options), progress
        )
    if options.json:
        _print_json(wire.report(report))
    else:
        print(plain.report(report))
    return OK


def _serve(options: argparse.Namespace) -> int:
    from paper_search import library, web

    web.serve(library.open_library(options.corpus, options.index, options.model), options.host, options.port)
    return OK


def _print_json(fields: dict[str, Any]) -> None:
    print(json.dumps(fields, ensure_ascii=False, indent=2, default=str))


_COMMANDS = (
    _Command(
        "build",
        _build,
        "bring the index up to date with the corpus",
        "paper-search build --corpus corpus",
        _strict_arguments,
    ),
    _Command(
        "search",
        _search,
        "list the passages that fit a question best",
        'paper-search search "road repairs" --k 5',
        _question_arguments,
    ),
    _Command(
        "ask",
        _ask,
        "answer a question with exact quotes, or say that nothing was found",
        'paper-search ask "what did Ofsted say about management oversight"',
        _question_arguments,
    ),
    _Command(
        "read",
        _read,
        "show the blocks and passages of one paper",
        "paper-search read corpus/report.pdf",
        _file_arguments,
    ),
    _Command(
        "status",
        _status,
        "say what the index holds and what could not be read",
        "paper-search status",
        _strict_arguments,
    ),
    _Command(
        "withdraw",
        _withdraw,
        "take a paper and its copies out of the index at once, and keep them out",
        'paper-search withdraw cabinet/report.pdf --reason "names a child"',
        _decision_arguments,
    ),
    _Command(
        "release",
        _release,
        "let a paper that is held back or withdrawn be shown, and index it",
        'paper-search release cabinet/part-2/report.pdf --reason "the exemption has lapsed"',
        _decision_arguments,
    ),
    _Command("serve", _serve, "serve the web page", "paper-search serve --port 8000", _server_arguments),
)


if __name__ == "__main__":
    raise SystemExit(main())
