"""``python -m paper_search`` is the command line."""

from paper_search.cli import main

raise SystemExit(main())
