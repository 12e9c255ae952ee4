"""Sheets to print: the recovery kit, its shares, and a colleague's recovery card, as PDF by Typst.

The secrets go to Typst in memory; no file is written.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acasa.accounts import pictures

_TEMPLATE = Path(__file__).with_name("typst") / "sheet.typ"


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # The fonts within Typst know Latin and Cyrillic; looking through the machine's takes a second.
    return typst.Fonts(include_system_fonts=False)


def sheets_pdf(organisation: str, title: str, sheets: list[dict[str, Any]]) -> bytes:
    """One PDF of several sheets: title, lede, parts in columns, a QR code with words, rules; as kit_pdf fills them."""
    data = {
        "title": title,
        "organisation": organisation,
        "language": (get_language() or "en").split("-")[0],
        "footer": _("Made with Acasa on %(date)s") % {"date": date_format(localdate(), "DATE_FORMAT")},
        "sheets": sheets,
    }
    made = typst.compile(
        _TEMPLATE.read_bytes(), font_paths=_fonts(), sys_inputs={"data": json.dumps(data)}, format="pdf"
    )
    assert isinstance(made, bytes)
    return made


def kit_pdf(organisation: str, text: str, shares: tuple[str, ...]) -> bytes:
    """The recovery kit: one sheet with the key, or three sheets with a share each."""
    when = {
        "title": _("When it is needed"),
        "points": [
            _("The server is lost: with this and a backup, everything comes back (acasa restore)."),
            _("All key keepers have lost their passwords and cards."),
            _("A colleague lost the password and needs everything back at once."),
        ],
    }
    if not shares:
        sheet = {
            "title": _("Recovery kit"),
            "lede": _(
                "This key opens everything that your organisation keeps in Acasa. It exists only on this paper."
            ),
            "parts": text.split("-"),
            "columns": 4,
            "qr": pictures.qr_svg(text).decode(),
            "qr_words": _("The same key, to scan. Scan it only with a device that you trust."),
            "rules": [
                {
                    "title": _("How to keep it"),
                    "points": [
                        _("In a safe, a bank or with a notary; never in a drawer of the office."),
                        _("Never photographed, never typed into anything but Acasa."),
                        _("Tell two people where it is. Try it once a year on the page “Safe keeping”."),
                    ],
                },
                when,
            ],
        }
        return sheets_pdf(organisation, _("Recovery kit"), [sheet])
    sheets = [
        {
            "title": _("Recovery kit, share %(number)s of 3") % {"number": number},
            "lede": _("Any two of the three shares together open everything. This one alone tells nothing."),
            "parts": share.split(),
            "columns": 4,
            "qr": "",
            "qr_words": "",
            "rules": [
                {
                    "title": _("How to keep it"),
                    "points": [
                        _("Give the three sheets to three people, or keep them in three places."),
                        _("Never two sheets in one place, never photographed."),
                        _("Write here who has it:") + " ______________________________",
                    ],
                },
                when,
            ],
        }
        for number, share in enumerate(shares, 1)
    ]
    return sheets_pdf(organisation, _("Recovery kit"), sheets)


def card_pdf(organisation: str, name: str, secret: str) -> bytes:
    """A colleague's recovery card."""
    sheet = {
        "title": _("Recovery card"),
        "lede": _(
            "Of %(name)s. With it and your second factor you choose a new password if you forget yours."
        )
        % {"name": name},
        "parts": secret.split("-"),
        "columns": 4,
        "qr": "",
        "qr_words": "",
        "rules": [
            {
                "title": _("How to keep it"),
                "points": [
                    _("At home, with your documents; not in the bag with the laptop."),
                    _(
                        "It is yours alone. If it is lost or seen, make a new one: this one then stops working."
                    ),
                ],
            },
            {
                "title": _("How to use it"),
                "points": [
                    _("On the sign-in page choose “I can’t sign in”, then “I have my recovery card”."),
                    _("Type the seven groups. Capitals, spaces and dashes don’t matter."),
                ],
            },
        ],
    }
    return sheets_pdf(organisation, _("Recovery card"), [sheet])
