"""A visitor of a served Acasa who is no browser: cookies kept by hand (ours are Secure, on http://localhost), forms
found in the page and sent back as they stand there.
"""

from __future__ import annotations

import http.client
import re
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit


@dataclass
class Form:
    """A form as it stands in the page: what would be sent if nothing were typed."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title = ""
        self.lists: list[list[str]] = []
        self.codes: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""
        self._inside: list[str] = []
        self._label = ""
        self._ids: dict[str, str] = {}
        self._words: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._inside.append(tag)
        if tag == "form":
            self._form = Form(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in told:
            self.links.append(told["href"])
        elif tag in ("ul", "ol"):
            self.lists.append([])
        elif tag == "label":
            self._label = told.get("for", "")
        if self._form is None or "name" not in told:
            if self._form is not None and tag == "option" and self._select and "selected" in told:
                self._form.fields.append((self._select, told.get("value", "")))
            return
        name, kind = told["name"], told.get("type", "text")
        if "id" in told:
            self._ids[told["id"]] = name
        if tag == "input":
            self._form.names.add(name)
            if kind in ("checkbox", "radio"):
                if "checked" in told:
                    self._form.fields.append((name, told.get("value", "on")))
            elif kind not in ("file", "submit", "button", "image"):
                self._form.fields.append((name, told.get("value", "")))
        elif tag == "select":
            self._select = name
            self._form.names.add(name)
        elif tag == "textarea":
            self._area = name
            self._form.names.add(name)
            self._form.fields.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            name, value = self._form.fields.pop()
            self._form.fields.append((name, (value + data).removeprefix("\n")))
        here = self._inside[-1] if self._inside else ""
        if here == "title":
            self.title += data.strip()
        elif "li" in self._inside and self.lists and data.strip():
            self.lists[-1].append(data.strip())
        elif here == "code" and data.strip():
            self.codes.append(data.strip())
        if "label" in self._inside and self._label:
            self._words[self._label] = (self._words.get(self._label, "") + " " + data.strip()).strip()

    def labels(self) -> dict[str, str]:
        """Name of a field to the words of its label."""
        return {self._ids[one]: words for one, words in self._words.items() if one in self._ids}


@dataclass
class Page:
    """An answer."""

    status: int
    url: str
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader

    def form(self, *names: str, action: str = "") -> Form:
        """The form that has these fields, or goes to this address."""
        for found in self.read.forms:
            if set(names) <= found.names and (not action or found.action == action):
                return found
        raise AssertionError(
            f"No form with {names} {action} at {self.url} ({self.status})\n{self.text[:3000]}"
        )

    @property
    def errors(self) -> list[str]:
        return re.findall(r'class="govuk-error-message"[^>]*>(.*?)</p>', self.text, re.S)


class Visitor:
    """One person's browser, without script."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port = port
        self.headers = headers
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, url: str, body: bytes | None = None, kind: str = "", timeout: float = 60
    ) -> Page:
        """One request; redirects are not followed."""
        place = urlsplit(urljoin(f"http://localhost:{self.port}/", url))
        path = place.path + (f"?{place.query}" if place.query else "")
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {"Host": f"localhost:{self.port}", "Accept-Language": "en", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            page = Page(answer.status, path, answer.headers, answer.read())
        finally:
            link.close()
        for line in page.headers.get_all("Set-Cookie", []):
            name, _, value = line.split(";", 1)[0].partition("=")
            if "Max-Age=0" in line or value.strip('"') == "":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return page

    def follow(self, page: Page) -> Page:
        for _ in range(8):
            if page.status not in (301, 302, 303):
                break
            page = self.ask("GET", page.headers["Location"])
        return page

    def get(self, url: str) -> Page:
        return self.follow(self.ask("GET", url))

    def post(self, url: str, data: Any, files: dict[str, tuple[str, bytes]] | None = None) -> Page:
        """A form's fields to an address, as a page without script would send them."""
        return self.follow(self.send(url, data, files))

    def send(
        self,
        url: str,
        data: Any,
        files: dict[str, tuple[str, bytes]] | None = None,
        timeout: float = 60,
    ) -> Page:
        pairs = list(data.items()) if isinstance(data, dict) else list(data)
        pairs = [
            (name, one) for name, value in pairs for one in (value if isinstance(value, list) else [value])
        ]
        if files is None:
            body = urlencode(pairs).encode()
            return self.ask("POST", url, body, "application/x-www-form-urlencoded", timeout)
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in pairs
        ]
        for name, (filename, content) in files.items():
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            parts.append(
                head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
            )
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self.ask("POST", url, body, f"multipart/form-data; boundary={mark}", timeout)

    def submit(
        self,
        page: Page,
        values: dict[str, Any],
        *,
        action: str = "",
        files: dict[str, tuple[str, bytes]] | None = None,
        fails: bool = False,
    ) -> Page:
        """Fill in the page's form that has these fields, and send it. Errors in the answer fail the test."""
        form = page.form(*(*values, *(files or {})), action=action)
        kept = [(name, value) for name, value in form.fields if name not in values]
        target = urljoin(page.url, form.action) if form.action else page.url
        answer = self.post(target, [*kept, *values.items()], files)
        assert fails or answer.status < 400, (answer.status, answer.url, answer.errors, answer.text[:2000])
        return answer
