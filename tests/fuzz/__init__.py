"""Fuzzing of the readers: `python -m tests.fuzz pdf --minutes 10`, or `make fuzz` for all; outside the usual tests.

``targets`` turns bytes into a file of each format, ``oracle`` says what must hold whatever the bytes are. What breaks
it is kept in ``fuzz-findings/`` and belongs, mended, into the tables of ``tests/ingest/readers``.
"""
