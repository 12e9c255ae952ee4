"""What this part adds to the day, to a case's page and to the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from acasa.cases.nights import papers, queries, words
from acasa.cases.queries.case import CasePage
from acasa.ui.navigation import Item, link


def night(request: HttpRequest) -> Item | None:
    """At night and on leave, for everybody with an open key."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.keyring is None:
        return None
    return link(request, _("Nights and leave"), "nights:home", within="nights")


def told(items: list[queries.Told]) -> list[dict[str, Any]]:
    """Openings with their compartments in words."""
    return [
        {
            "item": item,
            "what": words.compartments(item.compartments),
            "verdict": words.VERDICTS.get(item.verdict, ""),
        }
        for item in items
    ]


def _html(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    return render_to_string(f"nights/{template}", context, request=request)


def day_panel(request: HttpRequest) -> str:
    """Alarms: emergency openings and night envelopes. Nothing when there is nothing."""
    actor: Any = getattr(request, "actor", None)
    if actor is None or actor.keyring is None:
        return ""
    openings = queries.alarms(actor)
    used = papers.envelopes(actor, alarms_only=True) if actor.is_supervisor or actor.is_key_keeper else []
    state = queries.state(actor) if actor.is_key_keeper or actor.is_supervisor else None
    to_do = state is not None and ((not state.is_set_up and actor.is_key_keeper) or state.mine > 0)
    if not openings and not used and not to_do:
        return ""
    context = {"openings": told(openings), "papers": used, "state": state if to_do else None}
    return _html(request, "day_panel.html", context)


def case_notice(request: HttpRequest, found: CasePage) -> str:
    """On the case itself: who opened it in an emergency, for how long, why."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    openings = queries.of_case(actor, found.id, found.case_folder, found.person_folder)
    if not openings and not found.visiting:
        return ""
    return _html(request, "case_notice.html", {"case": found, "openings": told(openings)})


def case_panel(request: HttpRequest, found: CasePage) -> str:
    """Beside the timeline: opening more in an emergency, the deputy of a restricted case, the hand-over pack."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    lacks = {"identity", "casework", "health", "legal"} - {
        c for folder in (found.case_folder, found.person_folder) for c, _version in folder.keys
    }
    emergency = bool(lacks) and not found.restricted and queries.may_use(actor)
    deputy = found.restricted and not found.visiting
    if not emergency and not deputy:
        return ""
    return _html(request, "case_panel.html", {"case": found, "emergency": emergency, "deputy": deputy})
