"""The engine over PostgreSQL with pgvector, on one server or several."""
