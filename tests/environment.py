"""Settings as they are read from an environment of the test's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from unittest import mock

from paper_search.config import Settings, load_settings


def load_settings_from(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment that holds these variables alone."""
    with mock.patch.dict(os.environ, environment, clear=True):
        return load_settings()
