"""The encoders behind ``embed``: ``quantised`` on ONNX Runtime, ``transformer`` on sentence-transformers."""
