"""The record's details on the page "Safe keeping": in words, in the language of whoever reads."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

import acasa
from acasa.accounts.services import keeping
from acasa.cases import codes
from acasa.cases.queries.caseload import Filters
from acasa.core.scope import scoped
from acasa.vault import folders
from acasa.vault.testing import Cast, cast, cheap_passwords  # noqa: F401


def told(cast: Cast, verb: str) -> str:
    """The newest entry of that act, as a key keeper reads its details."""
    from acasa.audit.models import Entry

    with scoped(cast.org_id):
        entry = Entry.objects.filter(verb=verb).order_by("-at").first()
        assert entry is not None
        (line,) = keeping.lines(cast.alina.actor(), [entry])
        return line.detail


def note(cast: Cast, verb: str, detail: dict[str, Any]) -> None:
    with scoped(cast.org_id):
        folders.note(cast.boris.actor(), verb, detail=detail)


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_filters_are_told_in_the_readers_language(cast: Cast, language: str) -> None:
    filters = Filters(
        status="closed",
        worker=str(cast.boris.user.short),
        stages=["reintegration", "crisis"],
        risks=["high"],
        alert="minor",
        late=True,
        sort="contact",
        descending=True,
        page=3,
    )
    note(cast, "caseload.list", filters.told())
    with translation.override(language):
        detail = told(cast, "caseload.list")
        wanted = (*codes.labels("stages", ["reintegration", "crisis"]), codes.label("risk_levels", "high"))
        for words in (*wanted, "Boris Ceban"):
            assert words in detail
        for key in filters.told():
            assert f"; {key}: " not in f"; {detail}"
    for raw in ("closed", "reintegration", "minor", "contact"):
        assert f": {raw};" not in detail


def test_the_usual_list_is_told_shortly(cast: Cast) -> None:
    note(cast, "caseload.list", Filters(worker="me").told())
    assert told(cast, "caseload.list") == "Cases: Open; Whose: Mine; Sorted by: Next step"


@pytest.mark.parametrize("typed", ["legal", "ro", "high", "psychologist", "Ana Popescu"])
def test_what_somebody_typed_is_shown_as_typed(cast: Cast, typed: str) -> None:
    note(cast, "caseload.search", {"query": typed})
    assert told(cast, "caseload.search") == f"Looked for: {typed}"


def test_an_import_is_told_in_words(cast: Cast) -> None:
    note(cast, "import.done", {"filename": "legal.csv", "all": 12, "refused": 1, "skipped": 0, "bring": 11})
    assert told(cast, "import.done") == "File: legal.csv; Rows: 12; Rows refused: 1; Rows brought in: 11"


def test_a_colleague_is_told_in_words(cast: Cast) -> None:
    detail = {
        "display_name": "Legal Aid",
        "profession": "psychologist",
        "language": "ro",
        "teams": [str(cast.north.id)],
        "given": [f"{cast.north.id}/health", "organisation/audit"],
    }
    note(cast, "colleague.change", detail)
    said = told(cast, "colleague.change")
    assert said.startswith("name: Legal Aid; profession: Psychologist; language: Romanian; teams: North;")
    assert "North: Health" in said
    assert "organisation/" not in said


def test_the_page_shows_no_code(cast: Cast, settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    note(cast, "caseload.list", Filters(stages=["after_closure"], risks=["medium"]).told())
    alina = Client()
    alina.post("/sign-in/", {"email": cast.alina.email, "password": cast.alina.password})
    page = alina.get("/safe-keeping/?verb=caseload.list").content.decode()
    assert codes.label("stages", "after_closure") in page
    for raw in ("after_closure", "stages:", "risks:"):
        assert raw not in page


def test_every_detail_that_is_written_has_words() -> None:
    """Keys of literal details in the sources: one without words would be shown as it is in the code."""
    known = keeping._detail_words()
    package = Path(acasa.__file__).parent
    for path in package.rglob("*.py"):
        if {"tests", "bench"} & set(path.parts):
            continue
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            for given in (
                k.value for k in call.keywords if k.arg == "detail" and isinstance(k.value, ast.Dict)
            ):
                keys = [key.value for key in given.keys if isinstance(key, ast.Constant)]
                assert not set(map(str, keys)) - set(known), (path, keys)
