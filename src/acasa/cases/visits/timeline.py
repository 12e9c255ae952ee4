"""How this part's records read on the timeline of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.visits import rules


def _visit(data: Mapping[str, Any]) -> tuple[str, str, str]:
    state = data.get("state", rules.PLANNED)
    day = presenters.day_words(str(data["on"]))
    words = {
        rules.PLANNED: _("Home visit planned for %(day)s, %(start)s to %(back)s"),
        rules.AWAY: _("On the way to a home visit, back at %(back)s"),
        rules.THERE: _("At a home visit, back at %(back)s"),
        rules.SAFE: _("Home visit on %(day)s: out and safe"),
        rules.ENDED: _("Home visit on %(day)s: a colleague found that all is well"),
        rules.CANCELLED: _("Home visit on %(day)s was called off"),
    }
    told = {"day": day, "start": str(data["start"]), "back": str(data["back"])}
    tone = {rules.AWAY: "amber", rules.THERE: "amber", rules.SAFE: "pine"}
    return words[state] % told, str(data.get("reason", "")), tone.get(state, "")


def _appointment(data: Mapping[str, Any]) -> tuple[str, str, str]:
    what = codes.label("appointment_kinds", str(data["what"]))
    words = {
        "planned": _("Appointment: %(what)s"),
        "kept": _("Appointment kept: %(what)s"),
        "missed": _("Appointment missed: %(what)s"),
        "cancelled": _("Appointment called off: %(what)s"),
    }
    state = str(data.get("state", "planned"))
    when = " ".join(
        part for part in (presenters.day_words(str(data["on"])), str(data.get("start", ""))) if part
    )
    text = ". ".join(part for part in (when, str(data.get("outcome", ""))) if part)
    tone = {"kept": "pine", "missed": "amber"}.get(state, "")
    return words[state] % {"what": what}, text, tone


def _followup(data: Mapping[str, Any]) -> tuple[str, str, str]:
    state = str(data.get("state", "planned"))
    day = {"day": presenters.day_words(str(data["due"]))}
    if state == "planned":
        return _("Follow-up planned for %(day)s") % day, "", ""
    result = codes.label("followup_results", state)
    tone = "pine" if state == "done" else "amber" if state == "not_reached" else ""
    text = "\n".join(filter(None, [_answers(data.get("answers", {})), str(data.get("words", ""))]))
    return _("Follow-up: %(result)s") % {"result": result}, text, tone


def _answers(answers: Mapping[str, str]) -> str:
    """What she answered; what was not asked is not told."""
    words = {"yes": _("Yes"), "no": _("No"), "rather_not_say": _("Rather not say")}
    asked = {
        "safe": _("Does she feel safe?"),
        "home": _("Has she a home that will last?"),
        "work": _("Has she work, or a place to learn?"),
        "contact": _("Does she want us to call again?"),
    }
    lines = [f"{question} {words[answers[name]]}" for name, question in asked.items() if answers.get(name)]
    if answers.get("feels"):
        lines.append(_("“%(name)s”") % {"name": answers["feels"]})
    return "\n".join(lines)


def _lost(data: Mapping[str, Any]) -> tuple[str, str, str]:
    words = {
        "looking": _("We look for her"),
        "found": _("She is in touch again"),
        "stopped": _("We stopped looking; the door stays open"),
    }
    tries = [
        " · ".join(
            part
            for part in (
                presenters.day_words(str(attempt["on"])),
                codes.label("lost_contact_steps", str(attempt["step"])),
                str(attempt.get("words", "")),
            )
            if part
        )
        for attempt in data.get("attempts", ())
    ]
    waited = [*data.get("pauses", ()), *filter(None, [data.get("paused")])]
    pauses = [
        _("Waited until %(day)s: %(reason)s")
        % {"day": presenters.day_words(str(pause["until"])), "reason": pause.get("reason") or "–"}
        for pause in waited
    ]
    parts = [str(data.get("began_words", "")), *tries, *pauses, str(data.get("words", ""))]
    text = "\n".join(part for part in parts if part)
    tone = {"looking": "amber", "found": "pine"}.get(str(data["state"]), "plum")
    return words[str(data["state"])], text, tone


def _aid(data: Mapping[str, Any]) -> tuple[str, str, str]:
    what = codes.label("aid_kinds", str(data["what"]))
    amount = worth(data)
    title = _("Aid: %(what)s") % {"what": f"{what}, {amount}" if amount else what}
    if data.get("taken_back"):
        return _("Taken back: %(title)s") % {"title": title}, str(data.get("why", "")), ""
    return title, str(data.get("text", "")), "pine"


def worth(data: Mapping[str, Any]) -> str:
    """Amount with its currency, or the quantity."""
    if data.get("amount"):
        return f"{data['amount']} {data.get('currency', '')}".strip()
    return str(data.get("quantity", ""))


def _interpreter(data: Mapping[str, Any]) -> tuple[str, str, str]:
    conflicts = codes.labels("interpreter_conflicts", list(data.get("conflicts", ())))
    text = ". ".join([*conflicts, *filter(None, [str(data.get("reason", ""))])])
    title = _("Interpreter: %(name)s") % {"name": str(data["name"])}
    return title, text, "amber" if conflicts else ""


TITLES = {
    "visit": _visit,
    "appointment": _appointment,
    "followup": _followup,
    "lost_contact": _lost,
    "aid": _aid,
    "interpreter": _interpreter,
}
