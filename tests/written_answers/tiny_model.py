"""A language model of random weights under llama.cpp's own server: ``python -m tests.written_answers.tiny_model``.

It prints the address of the server, and serves until its standard input is closed. The model has two small layers and
a vocabulary of bytes; what it writes is noise, which a grammar holds to the form that was asked for.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

WIDTH, LAYERS, HEADS, INNER, CONTEXT = 64, 2, 4, 128, 16_384
SPECIAL = ("<unk>", "<s>", "</s>")
TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant:"
MODEL = "tiny"


def write_model(path: Path) -> None:
    """Write the model as a GGUF file; the same bytes each time."""
    from gguf import GGUFWriter, TokenType

    writer = GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    tokens = [*SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256))]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL, *[TokenType.BYTE] * 256])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    _add_weights(writer.add_tensor, len(tokens))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_weights(add: object, vocabulary: int) -> None:
    random = np.random.default_rng(0)

    def add_random(name: str, *shape: int) -> None:
        add(name, (random.standard_normal(shape) * 0.3).astype(np.float32))  # type: ignore[operator]

    def add_ones(name: str) -> None:
        add(name, np.ones(WIDTH, dtype=np.float32))  # type: ignore[operator]

    add_random("token_embd.weight", vocabulary, WIDTH)
    add_random("output.weight", vocabulary, WIDTH)
    add_ones("output_norm.weight")
    for layer in range(LAYERS):
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add_random(f"blk.{layer}.{part}.weight", WIDTH, WIDTH)
        add_random(f"blk.{layer}.ffn_gate.weight", INNER, WIDTH)
        add_random(f"blk.{layer}.ffn_up.weight", INNER, WIDTH)
        add_random(f"blk.{layer}.ffn_down.weight", WIDTH, INNER)
        add_ones(f"blk.{layer}.attn_norm.weight")
        add_ones(f"blk.{layer}.ffn_norm.weight")


@contextmanager
def serve_tiny_model() -> Iterator[str]:
    """Serve the model in a process of its own, and yield the address up to the version."""
    command = [sys.executable, "-m", __name__]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        address = next((line.strip() for line in process.stdout if line.startswith("http")), "")
        if not address:
            raise RuntimeError("The server of the tiny model did not start.")
        yield f"{address}/v1"
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(10)


def main() -> None:
    """Serve until the standard input is closed."""
    import xllamacpp

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.gguf"
        write_model(path)
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.model_alias = {MODEL}
        parameters.n_ctx = CONTEXT
        parameters.n_parallel = 1
        parameters.port = 0
        parameters.warmup = False
        parameters.cpuparams.n_threads = 1
        server = xllamacpp.Server(parameters)
        sys.stdout.write(f"{server.listening_address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
