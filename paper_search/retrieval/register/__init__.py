"""The register joined across papers: meetings, decisions with their reports, people and matters.

Entries are those of one paper each. They are joined when they are asked for, from what the asker may see alone.
"""
