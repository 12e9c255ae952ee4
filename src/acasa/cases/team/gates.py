"""Closing a case may need a supervisor's approval, where the organisation decided so (ACASA_CLOSURE_APPROVAL)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.team import approvals, rules
from acasa.core.actor import Actor

if TYPE_CHECKING:
    from acasa.cases.services.working import Desk


def closure(act: str, actor: Actor, desk: Desk) -> list[str]:
    """Why the case may not be closed yet, or not for this reason: "close:" and its code."""
    if not settings.ACASA_CLOSURE_APPROVAL:
        return []
    if act.startswith("close:"):
        return _reason(act.removeprefix("close:"), desk)
    if act != "close":
        return []
    state = approvals.standing(
        desk.case_folder, rules.CLOSURE, worker=desk.case.worker_id, is_open=desk.case.is_open
    )
    said = {
        rules.APPROVED: "",
        rules.ASKED: _("A supervisor has not answered yet: the approval of this closure is asked for."),
        rules.RETURNED: _("A supervisor returned this closure for changes. See the room “Team”."),
        rules.CHANGED: _("The case changed after its closure was approved. Ask for approval again."),
    }
    reason = said.get(state, _("Here a closure is approved by a supervisor first. Ask in the room “Team”."))
    return [reason] if reason else []


def _reason(reason: str, desk: Desk) -> list[str]:
    """What was approved is a closure with its reason, if the request had one."""
    asked = [r.data for r in approvals.records_of(desk.case_folder, rules.CLOSURE)]
    newest: dict[str, Any] = next((data for data in reversed(asked) if data["state"] != rules.TAKEN_BACK), {})
    approved = str(newest.get("reason") or reason)
    if approved == reason:
        return []
    said = _("What was approved is a closure for another reason: %(reason)s. Ask for approval again.")
    return [said % {"reason": codes.label("closure_reasons", approved)}]
