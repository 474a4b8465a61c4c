"""Query understanding: parsing, exact terms, the expected answer type, intent and rewriting."""
