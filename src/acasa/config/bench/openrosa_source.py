"""The questionnaire of the benchmark: a few questions and a picture, offered to every organisation."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.reading import read

FORM = """
| survey | | | |
| | type | name | label |
| | text | case_code | Number of the case |
| | text | words | What she says |
| | image | picture | Picture |
| settings | | | |
| | form_id | version | form_title |
| | bench | 1 | Benchmark |
"""


@cache
def _published() -> Published:
    return Published("bench:1", "Benchmark", people.CASEWORK, read(FORM.encode(), "bench.md"))


def find(actor: Actor, key: str) -> Published:
    """The one that there is."""
    return _published()


def listing(actor: Actor) -> list[Listed]:
    """The one that there is."""
    return [Listed("bench:1", "Benchmark", people.CASEWORK)]


def offered(org_id: UUID) -> list[Published]:
    """The one that there is."""
    return [_published()]
