"""An index in PostgreSQL with pgvector: connections, layout, and what is written there."""
