"""Words of this part for the record of who did what, and for the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from acasa.cases import codes

# Audit verbs to words; details of the record to a label.
VERBS: dict[str, Any] = {
    "way.read": gettext_lazy("Reading her way"),
    "outcomes.add": gettext_lazy("Recording how life goes"),
    "joint.read": gettext_lazy("Reading joint sessions"),
    "joint.plan": gettext_lazy("Planning joint sessions"),
    "joint.finish": gettext_lazy("Recording a joint session"),
    "joint.end": gettext_lazy("Ending a series of joint sessions"),
    "joint.consent": gettext_lazy("Recording what she says to being observed"),
    "joint.remove": gettext_lazy("Taking observations out"),
}

Told = tuple[str, str, str]


def answer(value: str) -> str:
    """A level or a refusal as a cell of a table says it."""
    said = {"rather_not_say": _("Rather not say"), "not_now": _("Not the right time")}
    return said.get(value, value)


def consent_words(value: str) -> str:
    """What she says to being observed."""
    said = {
        "agreed": pgettext("observing", "She agrees"),
        "not_now": pgettext("observing", "Not now"),
        "refused": pgettext("observing", "She does not want it"),
    }
    return said.get(value, value)


def hidden_now() -> str:
    """After a withdrawal."""
    return _("Saved. Nobody sees the earlier observations any more.")


def _round(data: Mapping[str, Any]) -> Told:
    moment = codes.label("outcome_moments", str(data["moment"]))
    domains = ", ".join(codes.labels("outcome_domains", list(data["domains"])))
    return _("How life goes: %(moment)s") % {"moment": moment}, domains, "plum"


def _series(data: Mapping[str, Any]) -> Told:
    told = {"number": data["number"], "name": data.get("child_name", "")}
    if data["state"] == "ended":
        title = _("Joint sessions of mother and child ended: %(name)s") % told
        parts = (str(data.get("aim", "")), str(data.get("ended_words", "")))
        return title, "\n".join(part for part in parts if part), ""
    title = _("%(number)d joint sessions of mother and child planned: %(name)s") % told
    return title, str(data.get("aim", "")), "plum"


def _session(data: Mapping[str, Any]) -> Told:
    number = {"number": data["number"]}
    if data["state"] == "cancelled":
        return _("Joint session %(number)d did not take place") % number, str(data.get("done", "")), ""
    parts = [
        ", ".join(codes.labels("session_techniques", list(data.get("techniques", ())))),
        str(data.get("done", "")),
        *(_("“%(name)s”") % {"name": data[mood]} for mood in ("mood_before", "mood_after") if data.get(mood)),
    ]
    title = _("Joint session %(number)d of mother and child") % number
    return title, "\n".join(part for part in parts if part), "pine"


def _note(data: Mapping[str, Any]) -> Told:
    return _("Notes of a joint session"), str(data["text"]), ""


def _consent(data: Mapping[str, Any]) -> Told:
    title = _("Observing mother and child: %(answer)s") % {"answer": consent_words(str(data["answer"]))}
    return title, str(data.get("words", "")), "pine" if data["answer"] == "agreed" else "plum"


# Kinds of records to what the timeline says of them: (title, text, tone).
TITLES: dict[str, Callable[[Mapping[str, Any]], Told]] = {
    "outcome_round": _round,
    "joint_series": _series,
    "joint_session": _session,
    "joint_note": _note,
    "joint_consent": _consent,
}
# Kinds of long forms that keep themselves while somebody types.
FORM_KINDS: tuple[str, ...] = ("outcomes", "joint_session")
