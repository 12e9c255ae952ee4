"""The office network on the page "Safe keeping": where Acasa is, and how a new device knows that it is this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from acasa.accounts import pictures
from acasa.config.office import certificates, code

# Acts of the office, as the record shows them.
VERBS = {"office.sheet": _("Printing the sheet that lets devices in")}


@dataclass(frozen=True)
class Shown:
    """What is shown of the office: addresses, the page that lets devices in, the fingerprint."""

    urls: list[str]
    welcome: str
    fingerprint: str
    ends: datetime

    @property
    def rows(self) -> list[str]:
        """The fingerprint in rows of four groups."""
        return code.rows(self.fingerprint)

    @property
    def picture(self) -> str:
        """The QR code as an address of a picture."""
        return pictures.qr_data_uri(code.content(self.welcome, self.fingerprint))


def shown() -> Shown | None:
    """The office that this server serves, or None."""
    if not settings.ACASA_OFFICE:
        return None
    trusted = certificates.trusted(Path(settings.DATA_DIR))
    if trusted is None:
        return None
    return Shown(
        list(settings.ACASA_OFFICE),
        settings.ACASA_OFFICE_WELCOME,
        certificates.fingerprint(trusted),
        trusted.not_valid_after_utc,
    )


def panel(request: HttpRequest) -> str:
    """The box on the page "Safe keeping", for key keepers."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None or not actor.is_key_keeper:
        return ""
    found = shown()
    if found is None and settings.ACASA_HTTPS:
        # A web server in front, or a certificate of the administrator's: nothing of ours to show.
        return ""
    context = {"office": found, "languages": settings.LANGUAGES}
    return render_to_string("office/panel.html", context, request)
