"""Ingest: from the files of a corpus to documents with metadata and passages."""
