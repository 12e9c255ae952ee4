"""The night envelope's sheet, made in memory."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.accounts import paper


def envelope_pdf(organisation: str, team: str, code: str, days: int) -> bytes:
    """One sheet to fold into an envelope. The code stands nowhere else."""
    good = ngettext("It is good for %(count)d day.", "It is good for %(count)d days.", days) % {"count": days}
    sheet = {
        "title": _("Night envelope"),
        "lede": _("Opens the essentials of the team %(team)s, once, for twelve hours.") % {"team": team}
        + " "
        + good,
        "parts": code.split("-"),
        "columns": 4,
        "qr": "",
        "qr_words": "",
        "rules": [
            {
                "title": _("How to keep it"),
                "points": [
                    _("Folded in a sealed envelope, signed across the flap, where those on duty find it."),
                    _("Never photographed. If the envelope is torn, take it back in Acasa and make another."),
                ],
            },
            {
                "title": _("When you need it at night"),
                "points": [
                    _("Open it only if somebody needs help now and nobody of the team answers."),
                    _("Sign in as yourself, choose “Nights and leave”, then “I have a night envelope”."),
                    _("Type the seven groups. The supervisors are told at once that it was you."),
                    _("You see her working name, how to reach her safely, and what is dangerous. No more."),
                ],
            },
        ],
    }
    return paper.sheets_pdf(organisation, _("Night envelope"), [sheet])
