"""What is uploaded: kept sealed, bounded, under no name of its own, and handed out as a download, never as a page."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def send(
    world: World, name: str, content: bytes, kind: str = "application/octet-stream"
) -> tuple[Client, str]:
    """Upload; returns the browser and the address of the newest file."""
    client = world.client("boris")
    file = SimpleUploadedFile("x", content, kind)
    file._name = name  # type: ignore[attr-defined]  past Django's own cleaning, as an attacker would
    answer = client.post(f"/cases/{world.case}/file/", {"compartment": "casework", "file": file})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    page = client.get(f"/cases/{world.case}/").content.decode()
    links = re.findall(rf"/cases/{world.case}/file/[0-9a-f-]{{36}}/", page)
    return client, links[0]


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("page.html", b"<script>alert(1)</script>", "text/html"),
        ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        ("polyglot.gif", b"GIF89a/*<script>alert(1)</script>*/=1;", "image/gif"),
        ("code.js", b"alert(1)", "application/javascript"),
        ("bomb.zip", zip_bomb(), "application/zip"),
        ('quote".txt', b"x", "text/plain"),
        ("new\r\nline: evil.txt", b"x", "text/plain"),
        ("Чеботарь ș.pdf", b"%PDF-1.4", "application/pdf"),
    ],
)
def test_it_comes_back_as_a_download_whatever_it_is(
    world: World, name: str, content: bytes, kind: str
) -> None:
    client, url = send(world, name, content, kind)
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (
        "sandbox" in answer["Content-Security-Policy"]
        and "script-src" not in answer["Content-Security-Policy"]
    )
    assert "no-store" in answer["Cache-Control"]
    assert "\n" not in answer["Content-Disposition"] and "\r" not in answer["Content-Disposition"]


@pytest.mark.parametrize(
    "name",
    [
        "../../../../tmp/acasa-escaped",
        "/tmp/acasa-escaped",
        "..\\..\\acasa-escaped",
        "a/../../acasa-escaped",
        "....//acasa-escaped",
    ],
)
def test_a_name_leads_nowhere(world: World, name: str) -> None:
    before = {path for path in Path(settings.MEDIA_ROOT).parent.rglob("*") if path.is_file()}
    client, url = send(world, name, b"content")
    new = {path for path in Path(settings.MEDIA_ROOT).parent.rglob("*") if path.is_file()} - before
    assert len(new) == 1 and re.fullmatch(r"[0-9a-f]{32}", new.pop().name)
    assert not Path("/tmp/acasa-escaped").exists()
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == b"content"
    disposition = answer["Content-Disposition"]
    assert "/" not in disposition and "\\" not in disposition, disposition


def test_stored_bytes_are_sealed_and_closed_to_others(world: World) -> None:
    send(world, "plain.txt", b"a plain sentence " * 100)
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file():
            assert b"plain sentence" not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0


def test_too_large_is_said_in_words_and_nothing_is_left(world: World) -> None:
    """Just over the form's limit, and over the handler's, which stops reading."""
    client = world.client("boris")
    before = set(Path(settings.MEDIA_ROOT).rglob("*"))
    left = set(Path(tempfile.gettempdir()).glob("*.upload*"))
    for size in (25 * 1024 * 1024 + 1, settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 10):
        file = SimpleUploadedFile("big.bin", b"\0" * size)
        answer = client.post(f"/cases/{world.case}/file/", {"compartment": "casework", "file": file})
        assert answer.status_code == 422, size
        body = answer.content.decode()
        assert "25 MB" in body or "File" in body
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == before
    assert set(Path(tempfile.gettempdir()).glob("*.upload*")) == left


def test_an_empty_file_is_refused_in_words(world: World) -> None:
    client = world.client("boris")
    answer = client.post(
        f"/cases/{world.case}/file/",
        {"compartment": "casework", "file": SimpleUploadedFile("empty.txt", b"")},
    )
    assert answer.status_code == 422


def test_what_holds_no_file_field_takes_none(world: World) -> None:
    """A file sent to any other form is not kept anywhere."""
    client = world.client("boris")
    before = {path for path in Path(settings.MEDIA_ROOT).parent.rglob("*") if path.is_file()}
    for url in ("/cases/open/", f"/cases/{world.case}/note/", "/search/", "/drafts/open/", "/sign-in/"):
        client.post(
            url, {"q": "x", "text": "t", "compartment": "casework", "file": SimpleUploadedFile("a", b"stray")}
        )
    assert {path for path in Path(settings.MEDIA_ROOT).parent.rglob("*") if path.is_file()} == before
