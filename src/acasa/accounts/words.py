"""Words for compartments, rings, states and acts."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

COMPARTMENTS: Final[dict[str, Any]] = {
    "essentials": _("Essentials: what a colleague needs at 2 a.m."),
    "identity": _("Identity: names, documents, family"),
    "casework": _("Casework: story, needs, plan, notes"),
    "health": _("Health: body and mind"),
    "legal": _("Legal: proceedings, statements, rights"),
    "statistics": _("Statistics: coded facts without names"),
    "audit": _("Record: the details of who did what"),
    "on_duty": _("On duty: essentials of every team in an emergency"),
    "keepers": _("Key keepers: signing keys of colleagues"),
    "emergency": _("Emergency opening: any case, for a reason, told at once and reviewed"),
}

SHORT: Final[dict[str, Any]] = {
    "essentials": _("Essentials"),
    "identity": _("Identity"),
    "casework": _("Casework"),
    "health": _("Health"),
    "legal": _("Legal"),
    "statistics": _("Statistics"),
    "audit": _("Record"),
    "on_duty": _("On duty"),
    "keepers": _("Key keepers"),
    "emergency": _("Emergency opening"),
}

STATES: Final[dict[str, tuple[Any, str]]] = {
    "active": (_("active"), "pine"),
    "invited": (_("invited"), "amber"),
    "expired": (_("invitation ended"), "grey"),
    "reset": (_("reset, link not used yet"), "amber"),
    "waiting": (_("waits for keys"), "brick"),
    "inactive": (_("left"), "grey"),
}

VERBS: Final[dict[str, Any]] = {
    "session.sign_in": _("Signing in"),
    "session.second_factor": _("Second factor"),
    "session.sign_out": _("Signing out"),
    "session.lock": _("Locking"),
    "session.unlock": _("Unlocking"),
    "session.proof": _("Password asked again"),
    "session.end_others": _("Ending other sessions"),
    "second_factor.add": _("Adding a second factor"),
    "second_factor.remove": _("Removing a second factor"),
    "second_factor.new_codes": _("New codes on paper"),
    "password.change": _("Changing the password"),
    "card.make": _("Making a recovery card"),
    "card.use": _("Using a recovery card"),
    "card.restore": _("Keys back with the former card"),
    "kit.proved": _("Recovery kit proved"),
    "kit.drill": _("Recovery kit tried"),
    "kit.renew": _("New recovery kit"),
    "kit.recover": _("Coming back with the recovery kit"),
    "kit.regrant": _("Keys back with the recovery kit"),
    "organisation.found": _("Founding the organisation"),
    "colleague.invite": _("Inviting a colleague"),
    "colleague.invite_again": _("New invitation link"),
    "colleague.cancel": _("Cancelling an invitation"),
    "colleague.join": _("Joining"),
    "colleague.change": _("Changing a colleague’s rights"),
    "colleague.reset": _("Resetting a colleague"),
    "colleague.regrant": _("Giving keys back"),
    "colleague.rings": _("Changing keys"),
    "colleague.list": _("List of colleagues"),
    "team.create": _("Adding a team"),
    "audit.read": _("Reading the record"),
    "page.open": _("Opening a page"),
}

# Keys of sealed details; what has no name here is shown as it is.
DETAILS: Final[dict[str, Any]] = {
    "display_name": (_("name"), str),
    "email": (_("e-mail"), str),
    "profession": _("profession"),
    "language": _("language"),
    "is_supervisor": _("supervisor"),
    "is_key_keeper": _("key keeper"),
    "teams": _("teams"),
    "rings": _("keys"),
    "given": _("given"),
    "taken": _("taken"),
    "second_factor": _("second factor too"),
    "name": (_("name"), str),
}

OUTCOMES: Final[dict[str, tuple[Any, str]]] = {
    "done": (_("done"), "pine"),
    "failed": (_("failed"), "amber"),
    "refused": (_("refused"), "brick"),
    "throttled": (_("slowed"), "brick"),
}


def ring_code(team_id: UUID | None, compartment: str) -> str:
    """How a form names a ring."""
    return f"{team_id or 'organisation'}:{compartment}"


def ring_of(code: str) -> tuple[UUID | None, str]:
    """The ring that a form named. ValueError for anything else."""
    team, _mark, compartment = code.partition(":")
    return (None if team == "organisation" else UUID(team)), compartment
