"""How old somebody is, as far as anybody knows; the alert “Under 18” follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases.children import queries, rules
from acasa.cases.children.services.common import (
    add,
    alerts,
    casework,
    change,
    child_of,
    due_again,
    finish,
    stamp,
    tell,
)
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.people import rules as people

_KEPT: Final = (
    "stated",
    "estimated_from",
    "estimated_to",
    "source",
    "method",
    "on",
    "presumed_minor",
    "at",
    "by_name",
)


def set_age(actor: Actor, case_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Record or review an age. `data`: stated, estimated_from, estimated_to, source, method, on, doubt, review_on.

    Raises Conflict if somebody saved since `version`. What stood there before is kept.
    """
    verb = "child.age"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = desk.case_folder.one("age", people.CASEWORK)
        former = record.data if record else {}
        review: date | None = data.get("review_on")
        value = {
            **{name: content for name, content in data.items() if name != "review_on"},
            "kind": "age",
            "review_on": review.isoformat() if review else "",
            "presumed_minor": rules.presume(
                youngest=data.get("estimated_from"),
                oldest=data.get("estimated_to"),
                doubt=bool(data.get("doubt")),
            ),
            "obligation": due_again(actor, desk, str(former.get("obligation", "")), review),
            "text": _("Look at the age again"),
            "history": list(former.get("history", ())),
            **stamp(actor),
        }
        if record is None:
            written = [add(desk, value)[1]]
        else:
            value["history"].append({name: former.get(name, "") for name in _KEPT})
            written = [change(desk, record, value, version)]
        written.append(tell(actor, desk, "age", words=str(data.get("method", ""))))
        is_child = child_of(desk).standing.child
        written += alerts(actor, desk, **{"raised" if is_child else "taken": [queries.ALERT]})
        finish(actor, desk, verb, written)
