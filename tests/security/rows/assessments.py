"""Rows of the access matrix, and what is looked for in a dump."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from acasa.assessments.permissions import services
from acasa.core.scope import scoped
from tests.security.rows.base import KEEPERS, OURS, SIGNED_IN, Row

PERMIT = {
    "granted_by": "The owner",
    "reference": "Letter of 3 May",
    "scope_words": "All our cases",
    "until": "",
}
FORM = """
| survey |
| | type | name | label |
| | select_one often | q1 | First |
| | select_one often | q2 | Second |
| | select_one often | q3 | Third |
| choices |
| | list_name | name | label |
| | often | 1 | Hardly |
| | often | 2 | Sometimes |
| | often | 3 | Often |
| settings |
| | form_title | form_id | version |
| | Loneliness | own-ucla | 1 |
"""
SLUG = {"slug": "loneliness_slug"}
ONE = {"slug": "loneliness_slug", "permission_id": "permission"}


def _file(_world: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("ucla.md", FORM.encode())}


ROWS: tuple[Row, ...] = (
    Row("assessments:instruments", get=SIGNED_IN, only_get=True),
    Row("assessments:instrument", SLUG, get=SIGNED_IN, only_get=True),
    # The first answers are missing: the page comes again.
    Row("assessments:walk", {"slug": "free_slug"}, get=SIGNED_IN, post=SIGNED_IN, done="page"),
    Row(
        "assessments:permit",
        SLUG,
        get=KEEPERS,
        post=KEEPERS,
        data=lambda world: PERMIT,
        done="/instruments/{loneliness_slug}/",
    ),
    Row(
        "assessments:permitted_form",
        ONE,
        get=OURS,
        post=OURS,
        data=_file,
        done="/instruments/{loneliness_slug}/",
    ),
    Row("assessments:end_permission", ONE, post=OURS, only_post=True, done="/instruments/{loneliness_slug}/"),
)


def prepare(world: Any) -> None:
    """What the rows name."""
    world.loneliness_slug, world.free_slug = "ucla-3", "phq-9"
    with scoped(world.cast.org_id):
        world.permission = services.permit(
            world.cast.alina.actor(),
            slug="ucla-3",
            granted_by="The owner",
            scope_words="All",
            reference="Letter",
            until=None,
        )


def plant(boris: Any, alina: Any, case: str) -> None:
    """One of each sealed kind, with planted words: an owner's permission is about no person and is not sealed."""
