"""The web application over plain text, as the server loads it; see plain.py."""

from importlib import import_module

from acasa.config.wsgi import application

# Only now are Django's applications loaded, which that module needs.
import_module("acasa.config.bench.plain").replace_queries()

__all__ = ["application"]
