"""The settings of ranking: frozen, documented, each with the record of how it was found."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from paper_search.answering import config as answering
from paper_search.retrieval import config as ranking
from paper_search.retrieval.config import RANKING

SOURCES = re.compile(r"docs/decisions/\d{4}|docs/explanation/ranking\.md")


def test_nothing_changes_a_setting_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        RANKING.dense_weight = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        RANKING.kind_penalties["table"] = 1.0  # type: ignore[index]
    assert replace(RANKING, dense_weight=1.0) != RANKING


@pytest.mark.parametrize(("module", "name"), [(ranking, "RankingConfig"), (answering, "AnswerConfig")])
def test_every_setting_says_what_it_is_and_where_its_value_comes_from(module: object, name: str) -> None:
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    config = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    described = {
        setting.target.id: text.value.value
        for setting, text in zip(config.body, config.body[1:], strict=False)
        if isinstance(setting, ast.AnnAssign) and isinstance(setting.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }
    names = {setting.name for setting in fields(getattr(module, name))} - {"ranking"}
    assert names <= described.keys()
    assert [setting for setting in names if not SOURCES.search(described[setting])] == []
