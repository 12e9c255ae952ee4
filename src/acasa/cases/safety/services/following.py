"""What follows a change of a case: the review of its risk stands on the day, and alerts know since when they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases.models import Obligation
from acasa.cases.safety.services.common import stamp, worker_of
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import folders


def changed(actor: Actor, desk: Desk) -> list[bytes]:
    """Keep the sealed `risk_watch` and the review's obligation true to the case; nothing is written if they are.

    One source: the level, the review day and the alerts are those of the case, whichever page set them.
    """
    facts = desk.case_folder.one("case")
    if facts is None:
        return []
    watch = desk.case_folder.one("risk_watch")
    known: dict[str, Any] = watch.data if watch else {}
    told = stamp(actor)
    before = known.get("since", {})
    # Before there was a watch nobody wrote down since when: an empty moment is older than any answer.
    fresh = told["at"] if watch else ""
    since = {alert: before.get(alert, fresh) for alert in facts.data.get("alerts", ())}
    due = str(facts.data.get("risk_review") or "") if desk.case.is_open else ""
    if since == before and due == known.get("due", ""):
        return []
    obligation = str(known.get("obligation", ""))
    if due != known.get("due", ""):
        obligation = _place(actor, desk, obligation, due)
    data = {
        "kind": "risk_watch",
        "since": since,
        "due": due,
        "obligation": obligation,
        "text": _("Look at the risk again with her"),
        **told,
    }
    if watch is None:
        return [folders.add(desk.case_folder, people.ESSENTIALS, data)[1]]
    return [folders.change(desk.case_folder, watch, data, expected_version=watch.version)[1]]


def _place(actor: Actor, desk: Desk, known: str, due: str) -> str:
    """Move, make or end the obligation; returns its id."""
    rows = Obligation.objects.filter(id=known, case_id=desk.case.id) if known else Obligation.objects.none()
    if not due:
        rows.update(is_done=True)
        return known
    if known and rows.update(due=date.fromisoformat(due), is_done=False):
        return known
    row = Obligation.objects.create(
        org_id=actor.org_id, case=desk.case, worker_id=worker_of(actor, desk), due=date.fromisoformat(due)
    )
    return str(row.id)
