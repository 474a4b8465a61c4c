"""Rules that a written sentence is held against, each in a module of its own: pure, without a model, linear in length.

A rule takes a ``SentenceUse`` and yields a reason for each fault that it finds.
"""
