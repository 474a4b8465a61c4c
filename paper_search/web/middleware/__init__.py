"""ASGI middleware that stands around the whole site."""
