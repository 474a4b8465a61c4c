"""The engine that ships: SQLite for words and truth, FAISS for vectors, in one process."""
