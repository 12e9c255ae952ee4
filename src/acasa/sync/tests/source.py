"""A source of questionnaires for these tests: three small forms, of two compartments."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.reading import read

CAMP = """
| survey | | | | |
| | type | name | label::English (en) | label::Română (ro) |
| | start | start | | |
| | text | case_code | Number of the case | Numărul cazului |
| | select_one mood | mood | How is she? | Cum se simte? |
| | begin_repeat | kids | Child | Copil |
| | text | kid | Name | Nume |
| | end_repeat | | | |
| | image | photo | Picture | Poză |
| choices | | | | |
| | list_name | name | label::English (en) | label::Română (ro) |
| | mood | good | Well | Bine |
| | mood | bad | Not well | Rău |
| settings | | | | |
| | form_id | version | form_title | |
| | camp | {version} | Before the camp | |
"""
HEALTH = """
| survey | | | |
| | type | name | label |
| | integer | sleep | Hours of sleep |
| settings | | | |
| | form_id | version | form_title |
| | sleep | 1 | Sleep |
"""
ANOTHER_ORGANISATION = UUID(int=0)


@cache
def forms() -> dict[str, Published]:
    """By key: two versions of one questionnaire, and one of health with a list as its file."""
    found = {}
    for key, title, compartment, text in (
        ("camp-1", "Before the camp", people.CASEWORK, CAMP.format(version="1")),
        ("camp-2", "Before the camp", people.CASEWORK, CAMP.format(version="2")),
        ("sleep-1", "Sleep", people.HEALTH, HEALTH),
    ):
        form = read(text.encode(), "form.md")
        media = {"list.csv": b"name,label\na,A\n"} if key == "camp-2" else {}
        found[key] = Published(f"test:{key}", title, compartment, form, media)
    return found


def find(actor: Actor, key: str) -> Published:
    """One by its key."""
    if key not in forms():
        raise Refused("form.open", None)
    return forms()[key]


def listing(actor: Actor) -> list[Listed]:
    """What may be filled in now."""
    return [Listed(one.ref, one.title, one.compartment) for one in offered(actor.org_id)]


def offered(org_id: UUID) -> list[Published]:
    """The newest versions."""
    return [forms()["camp-2"], forms()["sleep-1"]]


def sent(org_id: UUID, form_id: str, version: str) -> Published | None:
    """Also the older one."""
    return next(
        (one for one in forms().values() if (one.form.id, one.form.version) == (form_id, version)), None
    )
