"""Gradio page."""
