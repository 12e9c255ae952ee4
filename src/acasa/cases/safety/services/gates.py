"""Why a case can't be closed while a same-day protocol runs."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acasa.cases.safety import library, rules
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor


def against(act: str, actor: Actor, desk: Desk) -> list[str]:
    """Reasons in words; empty when it may."""
    del actor
    if act != "close":
        return []
    titles = [
        found.title() if (found := library.protocols().get(record.data["signal"])) else record.data["signal"]
        for record in desk.case_folder.of_kind("protocol")
        if record.data.get("state") == rules.OPEN
    ]
    return [_("“%(protocol)s” is still running. End it first.") % {"protocol": title} for title in titles]
