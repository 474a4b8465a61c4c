"""A command line over the sample papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paper_search.cli import main
from tests.conftest import CORPUS


@pytest.fixture
def run(sample_index: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command over the sample papers: exit code, stdout, stderr."""

    def command(*arguments: str, corpus: Path = CORPUS, index: Path = sample_index) -> tuple[int, str, str]:
        code = main([*arguments, "--corpus", str(corpus), "--index", str(index)])
        out, err = capsys.readouterr()
        return code, out, err

    return command
