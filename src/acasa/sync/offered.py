"""Which questionnaires devices get: what each source of forms offers without anybody's key.

A source (ACASA_FORM_SOURCES) that offers to devices has `offered(org_id) -> list[Published]`: what may be filled in
now; `sent(org_id, form_id, version) -> Published | None`: also an older version, which a phone may still hold; and,
where an organisation may choose it, `case_question(org_id, form_id) -> str`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from uuid import UUID

from django.conf import settings

from acasa.questionnaires.catalogue import Published


def _sources() -> Iterator[ModuleType]:
    for path in settings.ACASA_FORM_SOURCES.values():
        module = import_module(path)
        if hasattr(module, "offered"):
            yield module


def offered(org_id: UUID) -> list[Published]:
    """What devices of this organisation may fill in now; one form for each form id, the first source's."""
    found: dict[str, Published] = {}
    for source in _sources():
        for published in source.offered(org_id):
            found.setdefault(published.form.id, published)
    return list(found.values())


def sent(org_id: UUID, form_id: str, version: str) -> Published | None:
    """The questionnaire that a submission answers; None when the organisation never published it."""
    for source in _sources():
        if hasattr(source, "sent"):
            found: Published | None = source.sent(org_id, form_id, version)
            if found is not None:
                return found
    return next(
        (one for one in offered(org_id) if (one.form.id, one.form.version) == (form_id, version)), None
    )


def case_question(org_id: UUID, form_id: str) -> str:
    """The question of a form by whose answer its case is found, "" where none was chosen."""
    for source in _sources():
        if hasattr(source, "case_question") and (found := source.case_question(org_id, form_id)):
            return str(found)
    return ""
