"""Words of the record, and how an instrument stands."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from acasa.assessments.permissions import rules

VERBS: dict[str, Any] = {
    "instrument.permit": _("Recording an owner's permission for an instrument"),
    "instrument.form": _("Adding the form of a permitted instrument"),
    "instrument.end": _("Ending an owner's permission for an instrument"),
}
STANDING: dict[str, Promise] = {
    rules.READY: _("Ready to use"),
    rules.OWN_FORM: _("Ready to use, with your own form"),
    rules.FORM_MISSING: _("Permitted; the form is still to be added"),
    rules.OVER: _("The permission is over"),
    rules.NEEDED: _("Only with the owner's permission"),
}
TONES = {
    rules.READY: "pine",
    rules.OWN_FORM: "pine",
    rules.FORM_MISSING: "amber",
    rules.OVER: "amber",
    rules.NEEDED: "grey",
}
RESPONDENTS: dict[str, Promise] = {
    "self": _("herself"),
    "parent": _("a parent"),
    "child": _("the child"),
    "worker": _("a worker"),
}
CERTAINTY: dict[str, Promise] = {
    "high": _("sure"),
    "medium": _("fairly sure: check before you rely on it"),
    "low": _("not sure: recalled, check before you rely on it"),
}
LICENCES: dict[str, Promise] = {
    "own": _("Acasa's own words"),
    "free-embed": _("Free: its text is here"),
    "free-embed-as-data": _("Free, with the owner's notice: its text is here"),
    "free-check": _("Said to be free: note where that is written"),
    "free-no-amend": _("Free, on the owner's own sheet, unchanged"),
    "permission-light": _("Free for this use: note whom you asked or where it is written"),
    "no-derivatives": _("May be copied, not changed"),
    "no-amend-noncommercial": _("May be copied unchanged, not sold"),
    "separate-data": _("Not for commercial use: kept apart"),
    "metadata-link": _("Only described here"),
    "permission": _("The owner wants to be asked"),
    "restricted": _("The owner refuses software, or sells a licence"),
}
GROUPS: tuple[tuple[str, Promise], ...] = (
    ("psychosocial", _("How somebody is")),
    ("reintegration", _("How the way home goes")),
    ("staff", _("About colleagues, never on a case")),
)
