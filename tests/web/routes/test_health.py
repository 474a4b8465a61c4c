"""What load balancers are told."""

from __future__ import annotations

import shutil
from pathlib import Path

from fastapi.testclient import TestClient

from paper_search import api
from paper_search.library import Library
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.web import create_app
from paper_search.web.readiness import Readiness
from tests.conftest import CORPUS


def test_a_site_that_can_answer_is_ready(client: TestClient) -> None:
    assert (client.get("/healthz").text, client.head("/healthz").status_code) == ("ok\n", 200)
    served = client.get("/readyz")
    assert (served.status_code, served.json()) == (200, {"ready": True, "missing_councils": []})
    assert "no-cache" in served.headers["cache-control"]


def test_a_site_that_loads_its_model_is_not_ready_yet(library: Library) -> None:
    readiness = Readiness(ready=False)
    with TestClient(create_app(library, readiness)) as client:
        assert client.get("/healthz").status_code == 200
        served = client.get("/readyz")
        assert (served.status_code, served.json()["ready"]) == (503, False)


def test_a_site_whose_index_is_damaged_is_not_ready(built_index: Path, tmp_path: Path) -> None:
    shutil.copytree(built_index, tmp_path / "index")
    with TestClient(create_app(api.open_library(CORPUS, tmp_path / "index"))) as client:
        assert client.get("/readyz").status_code == 200
        (tmp_path / "index" / DATABASE_FILE_NAME).write_bytes(b"no database " * 500)
        served = client.get("/readyz")
        assert (served.status_code, "damaged" in served.json()["detail"]) == (503, True)
        assert str(tmp_path) not in served.text
