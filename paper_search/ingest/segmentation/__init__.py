"""Segmentation of a reading into an outline of headings and items, and into passages."""
