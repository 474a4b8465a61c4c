"""Serve the page over corpus/ and index/: ``python app.py``. Settings come from PAPER_SEARCH_… variables."""

import sys

from paper_search import config
from paper_search.api import open_library
from paper_search.errors import PaperSearchError
from paper_search.records import EncoderChoice
from paper_search.web import serve

if __name__ == "__main__":
    try:
        chosen = config.load_settings()
        models = EncoderChoice(chosen.model, has_reader=chosen.is_reader_enabled)
        place = chosen.engine.get_secret_value() or chosen.index
        opened = open_library(chosen.corpus, place, models, feedback_folder=chosen.index, is_partial=chosen.is_partial)
        serve(opened, chosen.host, chosen.port, chosen, is_port_fixed="port" in chosen.model_fields_set)
    except KeyboardInterrupt:
        sys.exit("paper-search: stopped.")
    except PaperSearchError as error:
        sys.exit(f"paper-search: {error}")
