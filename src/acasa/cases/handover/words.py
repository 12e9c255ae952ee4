"""Words of loads and of handing over for the record of who did what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "case.transfer": _("gave the case to another team"),
    "load.read": _("looked at who carries how much"),
    "handover.begin": _("looked at what could be handed over"),
    "handover.pack": _("made a hand-over pack"),
    "handover.print": _("printed a hand-over pack"),
}
