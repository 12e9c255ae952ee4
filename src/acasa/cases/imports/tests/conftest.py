"""The cast, signed in through the page, and what the tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from acasa.cases.models import ImportBatch
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague, cast, cheap_passwords  # noqa: F401


@dataclass
class Importer:
    """A colleague at the pages of an import."""

    who: Colleague
    cast: Cast
    client: Client

    def upload(self, content: bytes, name: str = "list.csv") -> Any:
        return self.client.post("/import/", {"file": SimpleUploadedFile(name, content)})

    def columns(self, **changed: str) -> Any:
        """Send the page of columns as it stands, with some answers changed (`c3="leave_out"`)."""
        page = self.client.get("/import/columns/")
        form = page.context["form"]
        data = {name: form[name].value() for name in form.fields}
        data |= {"team": str(self.cast.north.id), **changed}
        return self.client.post("/import/columns/", data)

    def prepare(self, content: bytes, name: str = "list.csv", **changed: str) -> UUID:
        """Upload and check; returns the batch."""
        assert self.upload(content, name).status_code == 302
        answer = self.columns(**changed)
        assert answer.status_code == 302, answer.content.decode()
        return UUID(answer.url.split("/")[2])

    def begin(self, batch: UUID) -> Any:
        return self.client.post(f"/import/{batch}/start/")

    def go_on(self, batch: UUID, times: int = 100) -> int:
        """Press "Go on" until it is over; returns how often."""
        for count in range(1, times + 1):
            answer = self.client.post(f"/import/{batch}/run/")
            assert answer.status_code == 302
            if answer.url == f"/import/{batch}/":
                return count
        return times

    def bring(self, content: bytes, name: str = "list.csv", **changed: str) -> UUID:
        """The whole way, every likely double included."""
        batch = self.prepare(content, name, **changed)
        self.client.post(f"/import/{batch}/choose/", {"everyone": "import"})
        assert self.begin(batch).status_code == 302
        self.go_on(batch)
        return batch

    def take_back(self, batch: UUID) -> Any:
        assert self.client.post(f"/import/{batch}/undo/").status_code == 302
        for _count in range(100):
            answer = self.client.post(f"/import/{batch}/undo/run/")
            if answer.url == f"/import/{batch}/":
                return self.client.get(answer.url)
        raise AssertionError("It never ends.")

    def batch(self, batch: UUID) -> ImportBatch:
        with scoped(self.cast.org_id):
            return ImportBatch.objects.get(id=batch)


@pytest.fixture
def at_work(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Importer]:
    """Boris, case manager of team north; one part of an import for each request."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr("acasa.cases.imports.views.SECONDS", 0.0)
    yield importer(cast.boris, cast)


def importer(who: Colleague, cast: Cast) -> Importer:
    """Somebody signed in."""
    client = Client()
    answer = client.post("/sign-in/", {"email": who.email, "password": who.password})
    assert answer.status_code == 302
    return Importer(who, cast, client)
