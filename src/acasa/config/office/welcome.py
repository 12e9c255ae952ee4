"""What answers on the plain port: how to let a device in, and the certificate. All else leads to HTTPS.

It loads no Django, reads no cookie and sets none, and knows only the files that ``pages`` wrote. Nothing that was
asked for is kept or passed on: a link with a secret in it, once sent in plain, must not go on working.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

HEADERS = [
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]
HTML = "text/html; charset=utf-8"
Answer = tuple[str, list[tuple[str, str]], bytes]


class Welcome:
    """The whole site, in memory."""

    def __init__(self, folder: Path) -> None:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self.home: str = about["home"]
        self.port: int = about["port"]
        self.hosts = frozenset(about["hosts"])
        self.languages: list[str] = about["languages"]
        self.pages = {code: (folder / f"{code}.html").read_bytes() for code in self.languages}
        self.files = {
            f"/{name}": (kind, (folder / name).read_bytes())
            for name, kind in {
                "style.css": "text/css; charset=utf-8",
                # The type by which phones know that they may install it.
                "acasa-office.crt": "application/x-x509-ca-cert",
                "acasa-office.pem": "application/x-pem-file",
            }.items()
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            status, extra, body = "405 Method Not Allowed", [("Allow", "GET, HEAD")], b""
        else:
            status, extra, body = self.answer(environ)
        start_response(status, [*HEADERS, *extra, ("Content-Length", str(len(body)))])
        return [] if method == "HEAD" else [body]

    def answer(self, environ: dict[str, Any]) -> Answer:
        """Status, headers and body for what is asked."""
        path = environ["PATH_INFO"]
        if path in self.files:
            kind, body = self.files[path]
            return "200 OK", [("Content-Type", kind)], body
        code = path.strip("/")
        if path == "/":
            code = preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""), self.languages)
        if code in self.pages and path in {"/", f"/{code}/"}:
            more = [("Content-Type", HTML), ("Content-Language", code), ("Vary", "Accept-Language")]
            return "200 OK", more, self.pages[code]
        return "302 Found", [("Location", self.secure(environ.get("HTTP_HOST", "")))], b""

    def secure(self, host: str) -> str:
        """The start page over HTTPS, by the name that was used if it is one of ours."""
        name = re.sub(r":\d+$", "", host.lower())
        return f"https://{name}:{self.port}/" if name in self.hosts else f"{self.home}/"


def preferred(header: str, languages: list[str]) -> str:
    """The first of our languages that a browser asks for, by its weights; ours comes first otherwise."""
    asked: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        name, _, weight = part.strip().partition(";q=")
        try:
            asked.append((-float(weight or 1), name.split("-")[0].lower()))
        except ValueError:
            continue
    ranked = [name for _weight, name in sorted(asked, key=lambda pair: pair[0])]
    return next((name for name in ranked if name in languages), languages[0])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """For gunicorn: the site of the folder that ACASA_WELCOME names."""
    return _site()(environ, start_response)


def _site() -> Welcome:
    global _kept
    if _kept is None:
        _kept = Welcome(Path(os.environ["ACASA_WELCOME"]))
    return _kept


_kept: Welcome | None = None
