"""Serve the page over corpus/ and index/: ``python app.py``. Settings come from PAPER_SEARCH_… variables."""

import sys

from paper_search import config as settings
from paper_search.errors import PaperSearchError
from paper_search.library import open_library
from paper_search.web import doors_of, serve

if __name__ == "__main__":
    try:
        chosen = settings.load()
        opened = open_library(chosen.corpus, chosen.index, chosen.model)
    except PaperSearchError as error:
        sys.exit(f"paper-search: {error}")
    serve(opened, chosen.host, chosen.port, doors_of(chosen))
