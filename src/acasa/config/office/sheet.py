"""The sheet to print and hang up in the office: code, address, fingerprint, and what to do, as PDF by Typst."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from acasa.accounts import paper, pictures
from acasa.config.office import certificates, code


def sheet_pdf(organisation: str, urls: list[str], welcome: str, fingerprint: str) -> bytes:
    """One page in the language that is active."""
    sheet: dict[str, Any] = {
        "title": _("Let a device in"),
        "lede": _(
            "Acasa runs on a computer of this office. Before a laptop or a phone trusts it, compare this "
            "fingerprint (SHA-256) with the one that the device shows."
        ),
        "parts": certificates.groups(fingerprint),
        "columns": 4,
        "qr": pictures.qr_svg(code.content(welcome, fingerprint)).decode() if welcome else "",
        "qr_words": _("Scan this in the office’s network, or open %(address)s there. It explains what to do.")
        % {"address": welcome},
        "rules": [
            {
                "title": _("What to do"),
                "points": [
                    _("Open the page above with the new device and download the certificate."),
                    _("Compare the fingerprint, all sixteen groups. 9F3A, 9f3a and 9F:3A are the same."),
                    _(
                        "If one group is different, stop, and tell a key keeper. Somebody may stand in between."
                    ),
                    _("If all are the same, let the device trust it. Each device asks only once."),
                ],
            },
            {"title": _("Then open Acasa"), "points": list(urls)},
        ],
    }
    return paper.sheets_pdf(organisation, _("Let a device in"), [sheet])
