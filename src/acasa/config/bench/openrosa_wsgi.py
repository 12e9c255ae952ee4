"""The web application with one questionnaire for the benchmark's telephones."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "acasa.config.bench.openrosa_settings"

from acasa.config.wsgi import application

__all__ = ["application"]
