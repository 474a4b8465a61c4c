"""Training of the reader, a cross-encoder that tells whether a passage answers a question. Not part of the package.

``docs/explanation/reader.md`` says what it learns from and how it is measured.
"""
