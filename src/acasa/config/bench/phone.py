"""A telephone with Collect, as far as its requests go: Digest, a question by HEAD, posts of ten megabytes.

It imports nothing of Acasa: what it sends is what ODK's own client sends (OkHttp, multipart, an answer's parts under
their file names, `*isIncomplete*` on all posts but the last).
"""

from __future__ import annotations

import hashlib
import http.client
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# What Collect puts into one post.
BYTES_AT_ONCE = 10_000_000
FILES_AT_ONCE = 100


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Ask = Callable[[str, str, dict[str, str], bytes], Answer]


@dataclass
class Phone:
    """One device with its settings. `ask` sends a request: method, path with query, headers, body."""

    ask: Ask
    base: str
    username: str
    password: str = field(repr=False)
    _challenge: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def _authorization(self, method: str, uri: str) -> dict[str, str]:
        if not self._challenge:
            return {}
        self._count += 1
        count, once = f"{self._count:08x}", secrets.token_hex(8)
        realm, nonce = self._challenge["realm"], self._challenge["nonce"]
        first = _md5(f"{self.username}:{realm}:{self.password}")
        second = _md5(f"{method}:{uri}")
        response = _md5(f"{first}:{nonce}:{count}:{once}:auth:{second}")
        value = (
            f'Digest username="{self.username}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{response}", qop=auth, nc={count}, cnonce="{once}", algorithm=MD5'
        )
        return {"Authorization": value}

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, proved once the server asks for it; again with a new nonce when the old one is stale."""
        told = {"X-OpenRosa-Version": "1.0", "Date": "Thu, 26 Nov 2026 10:00:00 GMT", **(headers or {})}
        for _time in range(2):
            answer = self.ask(method, path, {**told, **self._authorization(method, path)}, body)
            if answer.status != 401:
                return answer
            asked = answer.headers.get("WWW-Authenticate", "")
            if self._challenge and "stale=true" not in asked:
                return answer
            self._challenge = dict(re.findall(r'(\w+)="([^"]*)"', asked))
            self._count = 0
        return answer

    def get(self, part: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Something below the server's address, or a whole address that the server named."""
        path = part
        if "://" in part:
            whole = urlsplit(part)
            path = whole.path + (f"?{whole.query}" if whole.query else "")
        return self.request("GET", path if path.startswith("/") else f"{self.base}/{path}", headers=headers)

    def submit(
        self, xml: bytes, files: Sequence[tuple[str, str, bytes]] = (), *, asks_first: bool = True
    ) -> list[Answer]:
        """Answers with attachments (name, type, content), in as many posts as Collect makes of them."""
        path = f"{self.base}/submission?deviceID=collect%3Aexample"
        answers: list[Answer] = []
        if asks_first:
            head = self.request("HEAD", path)
            if head.status != 204:
                return [head]
        for number, batch in enumerate(posts := batches(files)):
            kind, body = multipart(xml, batch, more=number + 1 < len(posts))
            answers.append(self.request("POST", path, body, {"Content-Type": kind}))
            if answers[-1].status not in (201, 202):
                break
        return answers


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def batches(files: Sequence[tuple[str, str, bytes]]) -> list[list[tuple[str, str, bytes]]]:
    """How Collect divides attachments into posts; one post without any when there are none."""
    found: list[list[tuple[str, str, bytes]]] = [[]]
    size = 0
    for file in files:
        if found[-1] and (len(found[-1]) >= FILES_AT_ONCE or size + len(file[2]) > BYTES_AT_ONCE):
            found.append([])
            size = 0
        found[-1].append(file)
        size += len(file[2])
    return found


def multipart(xml: bytes, files: Sequence[tuple[str, str, bytes]], *, more: bool) -> tuple[str, bytes]:
    """Content type and body of one post."""
    boundary = secrets.token_hex(16)
    parts = [("xml_submission_file", "submission.xml", "text/xml", xml)]
    parts += [(name, name, kind, content) for name, kind, content in files]
    lines: list[bytes] = []
    for field_name, filename, kind, content in parts:
        disposition = f'Content-Disposition: form-data; name="{field_name}"; filename="{filename}"'
        head = f"--{boundary}\r\n{disposition}\r\nContent-Type: {kind}\r\n\r\n"
        lines += [head.encode(), content, b"\r\n"]
    if more:
        lines.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode()
        )
    lines.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(lines)


class Network:
    """Requests to a server on this machine, over one connection that is opened again when it breaks."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        told = {
            "Host": f"localhost:{self.port}",
            "User-Agent": "org.odk.collect.android/v2026 Dalvik",
            **headers,
        }
        try:
            self._link.request(method, path, body or None, told)
            response = self._link.getresponse()
            content = response.read()
        except (http.client.HTTPException, OSError):
            self._link.close()
            raise
        return Answer(response.status, dict(response.headers.items()), content)

    def close(self) -> None:
        """Hang up."""
        self._link.close()
