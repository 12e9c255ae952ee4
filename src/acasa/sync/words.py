"""Words of the record for what devices send and what is done with it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "device.let_in": _("Letting a device in"),
    "device.end": _("Ending a device"),
    "device.list": _("Looking at colleagues' devices"),
    "device.keys": _("A device could not be given a key, or could not seal to one"),
    "device.form": _("A device asked for a form"),
    "submission.receive": _("Answers came from a device"),
    "submission.list": _("Looking at what came from devices"),
    "submission.open": _("Opening answers from a device"),
    "submission.file": _("Opening an attachment from a device"),
    "submission.keep": _("Keeping answers from a device in a case"),
    "submission.discard": _("Discarding answers from a device"),
    "submission.take_back": _("Taking discarded answers back"),
    "submission.forget": _("Deleting discarded answers for good"),
}
DETAILS: dict[str, Any] = {}
TITLES: dict[str, Any] = {}
FORM_KINDS: tuple[str, ...] = ()

RESPONDENTS: Final[dict[str, Any]] = {
    "self": _("The person herself"),
    "parent": _("A parent or guardian, about a child"),
    "child": _("A child"),
    "worker": _("The worker, from what was seen"),
}
