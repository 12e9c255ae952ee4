"""Settings of a server that offers the questionnaires of these tests."""

from acasa.config.settings import *  # noqa: F403

ACASA_FORM_SOURCES = {"test": "acasa.sync.tests.source"}
