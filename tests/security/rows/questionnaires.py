"""Rows of the access matrix of questionnaires. A form is about nobody: nothing sealed is looked for in a dump."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from acasa.core.scope import scoped
from acasa.questionnaires import queries, services
from acasa.questionnaires.models import FormVersion
from tests.security.rows.base import KEEPERS, OURS, Row

SHEET = """
| survey |
| | type | name | label |
| | select_one_from_file towns.csv | town | Town |
| settings |
| | form_title | form_id |
| | Towns | {id} |
"""
LIST = b"name,label\na,Aurora\n"
FORM = {"form_id": "form"}
DRAFT = {"version_id": "form_draft"}
READY = {"version_id": "form_ready"}
OUT = {"version_id": "form_out"}


def _file(form_id: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("towns.md", SHEET.format(id=form_id).encode(), "text/markdown")


def _upload(_world: Any) -> dict[str, Any]:
    return {"compartment": "casework", "file": _file("villages")}


def _next(_world: Any) -> dict[str, Any]:
    return {"file": _file("towns_out")}


def _media(_world: Any) -> dict[str, Any]:
    return {"name": "towns.csv", "file": SimpleUploadedFile("towns.csv", LIST, "text/csv")}


ROWS: tuple[Row, ...] = (
    # --- what is asked: key keepers and supervisors, each in their own organisation
    Row("questionnaires:list", get=KEEPERS, only_get=True),
    Row("questionnaires:add", get=KEEPERS, post=KEEPERS, done="/questionnaires/version/*/", data=_upload),
    Row(
        "questionnaires:take",
        {"slug": "=home-visit"},
        post=KEEPERS,
        only_post=True,
        done="/questionnaires/version/*/",
    ),
    Row("questionnaires:form", FORM, get=OURS, only_get=True),
    Row(
        "questionnaires:settings",
        FORM,
        get=OURS,
        post=OURS,
        done="/questionnaires/{form}/",
        data=lambda w: {"about": "Where"},
    ),
    Row(
        "questionnaires:add_version", FORM, get=OURS, post=OURS, done="/questionnaires/version/*/", data=_next
    ),
    Row("questionnaires:version", DRAFT, get=OURS, only_get=True),
    Row("questionnaires:try", DRAFT, get=OURS, post=OURS, done="page"),
    Row("questionnaires:download", DRAFT, get=OURS, only_get=True),
    Row(
        "questionnaires:media",
        DRAFT,
        post=OURS,
        only_post=True,
        done="/questionnaires/version/{form_draft}/",
        data=_media,
    ),
    Row(
        "questionnaires:publish",
        READY,
        post=OURS,
        only_post=True,
        done="/questionnaires/version/{form_ready}/",
    ),
    Row("questionnaires:retire", OUT, post=OURS, only_post=True, done="/questionnaires/version/{form_out}/"),
    Row("questionnaires:drop", DRAFT, post=OURS, only_post=True, done="/questionnaires/"),
)


def prepare(world: Any) -> None:
    """A draft without its list, one that is ready, and one that is published."""
    alina = world.cast.alina
    with scoped(world.cast.org_id):
        actor = alina.actor()
        for name, steps in (("draft", 0), ("ready", 1), ("out", 2)):
            version = services.add(
                actor,
                content=SHEET.format(id=f"towns_{name}").encode(),
                filename="towns.md",
                settings=services.Settings(compartment="casework"),
            )
            if steps:
                services.add_media(actor, version, name="towns.csv", content=LIST)
            if steps > 1:
                services.publish(actor, version)
            setattr(world, f"form_{name}", version)
        world.form = FormVersion.objects.get(id=world.form_out).form_ref
        assert queries.may_manage(actor)


def plant(boris: Any, alina: Any, case: str) -> None:
    """Nothing of a person stands in a form."""
