"""The sheet that lets devices in, for key keepers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_GET

from acasa.audit import services as audit
from acasa.config.office.panel import shown
from acasa.config.office.sheet import sheet_pdf


@require_GET
def sheet(request: HttpRequest, language: str) -> HttpResponse:
    """The sheet in that language, while an office network is served."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    actor.require_key_keeper("office.sheet")
    found = shown()
    if found is None or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        made = sheet_pdf(actor.organisation_name, found.urls, found.welcome, found.fingerprint)
    audit.append(actor_id=actor.user_id, verb="office.sheet")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="acasa-office-{language}.pdf"'
    return answer
