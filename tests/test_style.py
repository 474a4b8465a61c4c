"""How the code is written: names, docstrings and sizes that a reader may rely on."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import LONG_FILES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "paper_search"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAX_FILE_LINES, MAX_BODY_LINES = 400, 40
IRREGULAR_PARTICIPLES = frozenset(
    "held met said seen shown made kept told found put drawn sent lost left built cut laid spelt meant taken given"
    " written known done thought chosen heard".split()
)
PARTICIPLE = re.compile(r"[a-z]+ed")
VERBS_IN_ED = frozenset({"embed", "feed", "need", "proceed", "seed"})
"""Plain verbs that end as participles do."""
UNNAMED = frozenset({"each", "one", "them"})
QUESTION_WORD = re.compile(r"(?:(?:What|Whether|How|Of)\b|In:)")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def is_bare_participle(name: str) -> bool:
    word = name.strip("_")
    return word in IRREGULAR_PARTICIPLES or bool(PARTICIPLE.fullmatch(word) and word not in VERBS_IN_ED)


def body_lines(function: Function) -> int:
    """Return the lines of a body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def loop_targets(tree: ast.Module) -> Iterator[ast.Name]:
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield from (name for name in ast.walk(node.target) if isinstance(name, ast.Name))


def docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and (words := ast.get_docstring(node)):
            yield words


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_written_as_the_house_writes(path: Path) -> None:
    tree, lines = parse(path), path.read_text("utf-8").count("\n")
    assert lines <= MAX_FILE_LINES
    assert [function.name for function in functions(tree) if is_bare_participle(function.name)] == []
    assert [function.name for function in functions(tree) if body_lines(function) > MAX_BODY_LINES] == []
    assert [f"{name.id}, line {name.lineno}" for name in loop_targets(tree) if name.id in UNNAMED] == []
    assert [words[:60] for words in docstrings(tree) if QUESTION_WORD.match(words)] == []


def test_a_public_class_name_occurs_once() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("shown", True, "an irregular participle"),
        ("_mended", True, "private, and still one"),
        ("render_shown", False, "a verb stands before it"),
        ("embed", False, "a verb that ends in -ed"),
        ("is_held", False, "a predicate"),
    ],
)
def test_what_counts_as_a_bare_participle(name: str, expected: bool, reason: str) -> None:
    assert is_bare_participle(name) is expected, reason


def test_places_of_long_tests_are_there() -> None:
    assert [place for place in LONG_FILES if not (ROOT / "tests" / place).exists()] == []
