"""Closing a case may need a supervisor's approval, where the organisation decided so (ACASA_CLOSURE_APPROVAL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from acasa.cases.team import approvals, rules
from acasa.core.actor import Actor

if TYPE_CHECKING:
    from acasa.cases.services.working import Desk


def closure(act: str, actor: Actor, desk: Desk) -> list[str]:
    """Why the case may not be closed yet."""
    if act != "close" or not settings.ACASA_CLOSURE_APPROVAL:
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
