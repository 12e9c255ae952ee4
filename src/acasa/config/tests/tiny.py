"""A web application of three answers, to try the supervisor without Acasa's pages."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acasa.config.settings")

import django

django.setup()

from django.db import connection  # noqa: E402 the settings come first


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """``/`` says the process, ``/database`` the role that it signs in as, ``/slow`` takes two seconds."""
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(2)
    body = str(os.getpid())
    if path == "/database":
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            body = cursor.fetchone()[0]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.encode()]
