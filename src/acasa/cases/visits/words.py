"""What the record calls the acts of this part."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Any]] = {
    "visit.plan": _("Planning a home visit"),
    "visit.read": _("Looking at a home visit"),
    "visit.start": _("Setting off to a visit"),
    "visit.arrive": _("Arriving at a visit"),
    "visit.extend": _("Putting the return off"),
    "visit.out": _("Coming out of a visit, safe"),
    "visit.cancel": _("Calling a visit off"),
    "alarm.read": _("Looking at who is out"),
    "alarm.acknowledge": _("Taking an alarm"),
    "alarm.end": _("Ending an alarm"),
    "attempt.add": _("Recording an attempt without an answer"),
    "appointment.add": _("Making an appointment"),
    "appointment.change": _("Changing an appointment"),
    "appointment.finish": _("Recording an appointment's outcome"),
    "appointment.calendar": _("Taking an appointment into a calendar"),
    "followup.plan": _("Planning follow-ups"),
    "followup.finish": _("Recording a follow-up"),
    "lost.begin": _("Beginning to look for her"),
    "lost.try": _("Recording where she was looked for"),
    "lost.pause": _("Waiting with the search for her"),
    "lost.resume": _("Going on with the search for her"),
    "lost.end": _("Ending the search for her"),
    "aid.add": _("Recording aid"),
    "aid.take_back": _("Taking an entry of aid back"),
    "aid.lines": _("Changing budget lines"),
    "interpreter.read": _("Looking at the interpreters"),
    "interpreter.add": _("Adding an interpreter"),
    "interpreter.change": _("Changing an interpreter"),
    "interpreter.choose": _("Choosing an interpreter for a case"),
}
