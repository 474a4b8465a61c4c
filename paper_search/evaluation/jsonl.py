"""Files of judgements and of runs: one JSON object a line.

Guarantees: a line that cannot be used is an EvaluationError that names the file, the line and what is wrong; a file
that is not there has no lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from paper_search.errors import EvaluationError

_T = TypeVar("_T")


def read_records(path: Path, parse: Callable[[dict[str, Any]], _T]) -> list[_T]:
    """Return the record of every line that is not empty."""
    return [record for _, record in read_numbered_records(path, parse)]


def read_numbered_records(path: Path, parse: Callable[[dict[str, Any]], _T]) -> Iterator[tuple[int, _T]]:
    """Yield the number, from 1, and the record of every line that is not empty."""
    if not path.is_file():
        return
    for number, line in enumerate(_read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = parse(json.loads(line))
        except EvaluationError as error:
            raise make_line_error(path, number, str(error)) from error
        except KeyError as error:
            raise make_line_error(path, number, f"has no {error}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise make_line_error(path, number, f"cannot be used ({type(error).__name__}: {error})") from error
        yield number, record


def make_line_error(path: Path, number: int, problem: str) -> EvaluationError:
    """Return the error for a line, to be raised."""
    return EvaluationError(f"{path}, line {number}: {problem}.")


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: cannot be read as UTF-8 ({error}).") from error
