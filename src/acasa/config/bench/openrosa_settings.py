"""Settings with the benchmark's questionnaire in place of an organisation's own."""

from acasa.config.settings import *  # noqa: F403

ACASA_FORM_SOURCES = {"bench": "acasa.config.bench.openrosa_source"}
