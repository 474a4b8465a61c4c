"""What is derived from the weights: kept, checked, derived again; and never a second source of truth."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from paper_search.embeddings import (
    DEFAULT_NAME,
    PACKAGED_NAME,
    Encoder,
    EncoderChoice,
    QuantisedEncoder,
    SentenceTransformerEncoder,
    find_packaged_folder,
    open_encoder,
)
from paper_search.embeddings.onnx_graph import MAX_WEIGHT, MAX_WEIGHT_WITHOUT_VNNI, find_norm_bound, quantise_matrix
from paper_search.errors import EncoderError

MODEL = DEFAULT_NAME
ASK = """
import sys
from pathlib import Path
from paper_search.embeddings import EncoderChoice, open_encoder
row = open_encoder(EncoderChoice({model!r}, cache=Path({cache!r}))).encode_query("road repairs")
print(row.tobytes().hex())
print([name for name in ("torch", "transformers", "sentence_transformers", "onnx") if name in sys.modules])
"""


def derive_in(cache: Path) -> QuantisedEncoder:
    encoder = open_encoder(EncoderChoice(MODEL, "int8", cache))
    assert isinstance(encoder, QuantisedEncoder)
    encoder.encode_query("warm")
    return encoder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    derive_in(folder)
    return folder


def only_folder_in(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def _overwrite_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGE: list[tuple[Callable[[Path], None], str]] = [
    (_overwrite_byte, "one bit is another"),
    (lambda path: path.write_bytes(path.read_bytes()[:1000]), "the end is missing"),
    (lambda path: path.write_bytes(b""), "nothing is in it"),
]


@pytest.mark.parametrize(("damage", "reason"), DAMAGE)
@pytest.mark.sampled(3)
def test_what_is_damaged_is_derived_again(
    cache: Path, tmp_path: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture, damage: Callable, reason: str
) -> None:
    copy = Path(shutil.copytree(cache, tmp_path / "cache"))
    good = only_folder_in(copy).read_bytes()
    damage(only_folder_in(copy))
    row = derive_in(copy).encode_query("roads")
    assert np.array_equal(row, encoder.encode_query("roads")), reason
    assert only_folder_in(copy).read_bytes() == good, "deriving twice gives the same bytes"
    assert "damaged" in caplog.text


def test_a_folder_that_cannot_be_written_is_said_and_does_without(
    tmp_path: Path, encoder: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    row = derive_in(tmp_path / "file" / "cache").encode_query("roads")
    assert np.array_equal(row, encoder.encode_query("roads"))
    assert "PAPER_SEARCH_CACHE" in caplog.text


def test_processes_may_derive_at_once_and_one_that_asks_needs_no_torch(tmp_path: Path, encoder: Encoder) -> None:
    script = ASK.format(model=MODEL, cache=str(tmp_path / "cache"))
    both = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outs = [process.communicate(timeout=300)[0].splitlines() for process in both]
    third = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, check=True)
    rows = {out[0] for out in outs} | {third.stdout.splitlines()[0]}
    assert rows == {encoder.encode_query("road repairs").tobytes().hex()}
    assert third.stdout.splitlines()[1] == "[]", "with the graph kept, neither torch nor onnx is loaded"
    assert len(list((tmp_path / "cache").iterdir())) == 1, "nothing written aside is left"


def _model_like_ours(folder: Path, **changes: object) -> Path:
    shutil.copytree(find_packaged_folder(), folder)
    for name, fields in changes.items():
        path = folder / {"pooling": "1_Pooling/config.json", "config": "config.json"}[name]
        path.write_text(json.dumps(json.loads(path.read_text()) | dict(fields)))  # type: ignore[call-overload]
    return folder


def test_weights_that_changed_are_refused(tmp_path: Path) -> None:
    folder = _model_like_ours(tmp_path / "model")
    encoder = open_encoder(EncoderChoice(str(folder), "int8", tmp_path / "cache"))
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"other")
    with pytest.raises(EncoderError, match="not the expected ones"):
        encoder.encode_query("roads")
    assert not (tmp_path / "cache").exists(), "nothing is derived from them"


def test_another_model_of_the_kind_runs_in_int8(tmp_path: Path) -> None:
    packaged = open_encoder(PACKAGED_NAME, "int8")
    other = open_encoder(EncoderChoice(str(_model_like_ours(tmp_path / "model")), "auto", tmp_path / "cache"))
    assert isinstance(other, QuantisedEncoder)
    assert other.encode_query("roads") == pytest.approx(packaged.encode_query("roads"), abs=1e-6)
    assert other.info.max_tokens == packaged.info.max_tokens


OTHERS = [
    ({"pooling": {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}}, "the first piece is taken"),
    ({"config": {"model_type": "mpnet"}}, "not BERT"),
    ({"config": {"hidden_act": "relu"}}, "another curve"),
    ({"config": {"position_embedding_type": "relative_key"}}, "places told otherwise"),
]


@pytest.mark.parametrize(("changes", "reason"), OTHERS)
def test_models_of_other_kinds_are_left_to_torch(tmp_path: Path, changes: dict[str, object], reason: str) -> None:
    folder = str(_model_like_ours(tmp_path / "model", **changes))
    assert isinstance(open_encoder(folder), SentenceTransformerEncoder), reason
    with pytest.raises(EncoderError, match="PAPER_SEARCH_PRECISION"):
        open_encoder(folder, "int8")


PRECISIONS = [
    ("int8", None, QuantisedEncoder, "as asked"),
    ("fp32", None, SentenceTransformerEncoder, "as asked"),
    ("auto", "abc:fp32:1", SentenceTransformerEncoder, "as the index is"),
    ("auto", "abc:int8:1", QuantisedEncoder, "as the index is"),
    ("int8", "abc:fp32:1", QuantisedEncoder, "what is asked for comes first"),
]


@pytest.mark.parametrize(("precision", "made_with", "kind", "reason"), PRECISIONS)
def test_precision(precision: str, made_with: str | None, kind: type, reason: str) -> None:
    assert isinstance(open_encoder(MODEL, precision, made_with), kind), reason


@pytest.mark.parametrize("most", [MAX_WEIGHT, MAX_WEIGHT_WITHOUT_VNNI])
def test_whole_weights_are_off_by_half_a_step_at_most(most: int) -> None:
    matrix = np.random.default_rng(1).normal(size=(50, 20)).astype(np.float32)
    matrix[:, 3] = 0
    whole, scales = quantise_matrix(matrix, most)
    assert np.abs(whole).max() == most
    assert (np.abs(whole * scales - matrix) <= scales / 2 + 1e-6).all()


NORMALISED_ROWS = [
    (lambda random: np.eye(1, 384)[0], 0.999, "one value stands alone: none can be larger"),
    (lambda random: random.standard_t(2, 384), 0.0, "a few values are far out"),
    (lambda random: random.normal(size=384), 0.0, "all are alike"),
]


@pytest.mark.parametrize(("draw", "reached", "reason"), NORMALISED_ROWS)
def test_no_normalised_value_is_over_its_bound(
    draw: Callable[[np.random.Generator], np.ndarray], reached: float, reason: str
) -> None:
    random = np.random.default_rng(3)
    scale, shift = (random.normal(size=384).astype(np.float32) for _ in range(2))
    largest = int(np.argmax(np.abs(scale) * np.sqrt(383) + np.abs(shift)))
    row = np.roll(draw(random), largest)
    normalised = (row - row.mean()) / row.std()
    # Of a row and its opposite one has the sign of the shift.
    values = np.stack([normalised, -normalised]) * scale + shift
    bound = find_norm_bound(scale, shift)
    assert reached * bound <= np.abs(values).max() <= bound * (1 + 1e-6), reason
