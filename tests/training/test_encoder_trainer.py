"""A run of the encoder's training goes on where it stopped, and its weights can be exported and loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from paper_search.embeddings import PACKAGED_NAME, find_packaged_folder
from paper_search.embeddings.model_files import find_packaged_files
from paper_search.embeddings.onnx_encoder import QuantisedEncoder
from paper_search.embeddings.trained_weights import (
    ENCODER_WEIGHTS,
    dequantise_weights,
    load_trained_weights,
    quantise_weights,
)
from paper_search.embeddings.weights import PACKAGED_SHA256, WEIGHTS_NAME
from paper_search.errors import EncoderError
from training.encoder_trainer import EncoderConfig, EncoderTraining
from training.export import export_encoder
from training.sources import TrainingData

MATTERS = (
    "ferry",
    "depot",
    "library",
    "pool",
    "market",
    "bridge",
    "school",
    "quay",
    "museum",
    "orchard",
    "mill",
    "park",
)
CONFIG = EncoderConfig(steps=3, passages=4, alike=2, questions=6, measure_every=2)


def make_record(number: int, matter: str) -> dict[str, Any]:
    passage = f"The {matter} closed on {number + 1} May. Its keeper was thanked."
    question = {
        "question": f"when did the {matter} shut",
        "answer": f"{number + 1} May",
        "start": passage.index(" May") - len(str(number + 1)),
    }
    return {
        "id": f"p-{number}",
        "group": f"p-{number}",
        "title": "Minutes",
        "heading": "",
        "passage": passage,
        "answerable": [question],
        "near_misses": [],
    }


DATA = TrainingData((), (), tuple(make_record(number, matter) for number, matter in enumerate(MATTERS)))


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that stopped at once, was taken up, and went on to its end."""
    folder = tmp_path_factory.mktemp("run")
    stopped = EncoderTraining(folder, CONFIG, DATA, lambda line: None)
    stopped.run(until=0)
    assert stopped.step == 0, "no time was given"
    taken_up = EncoderTraining(folder, CONFIG, DATA, lambda line: None)
    taken_up.run(until=float("inf"))
    taken_up.save_weights()
    return folder


def test_a_run_goes_on_to_its_end_and_is_measured(run_folder: Path) -> None:
    lines = [json.loads(line) for line in (run_folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["step"] for line in lines] == [2]
    again = EncoderTraining(run_folder, CONFIG, DATA, lambda line: None)
    assert again.step == CONFIG.steps


def test_a_run_of_other_settings_is_refused(run_folder: Path) -> None:
    with pytest.raises(SystemExit, match="other settings"):
        EncoderTraining(run_folder, replace(CONFIG, seed=4), DATA, lambda line: None)


def test_layers_are_trained_and_tables_are_not(run_folder: Path) -> None:
    trained, packaged = load_file(run_folder / "encoder.safetensors"), load_file(find_packaged_folder() / WEIGHTS_NAME)
    assert "embeddings.word_embeddings.weight" not in trained
    changed = {name for name, weight in trained.items() if not np.array_equal(weight, packaged[name])}
    assert "encoder.layer.0.attention.self.query.weight" in changed


def test_what_is_exported_is_what_the_index_is_made_with(run_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "encoder.safetensors"
    digest = export_encoder([run_folder / "encoder.safetensors"], target)
    weights = replace(ENCODER_WEIGHTS, path=target, sha256=digest)
    ours = QuantisedEncoder(find_packaged_files("exported", weights), tmp_path)
    packaged = QuantisedEncoder(find_packaged_files(PACKAGED_NAME), tmp_path)
    assert ours.info.fingerprint != packaged.info.fingerprint
    rows = [encoder.encode_query("road repairs") for encoder in (ours, packaged)]
    assert 0.9 < rows[0] @ rows[1] < 0.99999, "three steps change it a little"
    target.write_bytes(target.read_bytes()[:-1] + b"x")
    with pytest.raises(EncoderError, match=r"the encoder's weights are not the expected ones.*all-MiniLM-L6-v2"):
        load_trained_weights(weights)
    target.unlink()
    with pytest.raises(EncoderError, match="the encoder's weights are missing"):
        load_trained_weights(weights)


def test_of_two_runs_the_mean_is_exported(run_folder: Path, tmp_path: Path) -> None:
    run, name = run_folder / "encoder.safetensors", "encoder.layer.0.output.LayerNorm.weight"
    moved = {key: weight + (key == name) for key, weight in load_file(run).items()}
    save_file(moved, tmp_path / "moved.safetensors", {"base": PACKAGED_SHA256})
    export_encoder([run, tmp_path / "moved.safetensors"], tmp_path / "mean.safetensors")
    assert load_file(tmp_path / "mean.safetensors")[name] == pytest.approx(load_file(run)[name] + 0.5, abs=2e-3)


def test_a_run_begins_with_the_weights_of_another(run_folder: Path, tmp_path: Path) -> None:
    run = EncoderTraining(tmp_path, CONFIG, DATA, lambda line: None)
    run.model.load(run_folder / "encoder.safetensors")
    run.save_weights()
    own, first = load_file(tmp_path / "encoder.safetensors"), load_file(run_folder / "encoder.safetensors")
    assert own.keys() == first.keys()
    assert all(np.array_equal(own[name], first[name]) for name in first)


def test_quantised_weights_are_off_by_half_a_step_at_most() -> None:
    matrix = np.random.default_rng(1).normal(size=(6, 8)).astype(np.float32)
    shipped = quantise_weights({"encoder.layer.0.query.weight": matrix, "embeddings.LayerNorm.bias": matrix[0]})
    restored = dequantise_weights(shipped)
    assert shipped["encoder.layer.0.query.weight"].dtype == np.int8
    steps = shipped["encoder.layer.0.query.scales"][:, None]
    assert (np.abs(restored["encoder.layer.0.query.weight"] - matrix) <= steps / 2 + 1e-6).all()
    assert restored["embeddings.LayerNorm.bias"] == pytest.approx(matrix[0], abs=2e-3)
    assert restored.keys() == {"encoder.layer.0.query.weight", "embeddings.LayerNorm.bias"}
