"""Serve the page over corpus/ and index/: ``python app.py``. Settings come from PAPER_SEARCH_… variables."""

import sys

from paper_search import config
from paper_search.api import open_library
from paper_search.errors import PaperSearchError
from paper_search.web import serve

if __name__ == "__main__":
    try:
        chosen = config.load_settings()
        opened = open_library(chosen.corpus, chosen.index, chosen.model)
        serve(opened, chosen.host, chosen.port, chosen)
    except PaperSearchError as error:
        sys.exit(f"paper-search: {error}")
