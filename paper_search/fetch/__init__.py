"""Fetching of papers from councils' own sites into the corpus: files, and a manifest for each authority.

Nothing of search imports this package, and no question is answered by it: a run writes files, and a build reads them.
"""
