"""The page of backups, for key keepers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from acasa.accounts import access
from acasa.audit import services as audit
from acasa.config import safe_keeping
from acasa.config.backup import schedule


def _key_keeper(request: HttpRequest, verb: str) -> Any:
    actor: Any = request.actor  # type: ignore[attr-defined]
    actor.require_key_keeper(verb)
    return actor


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """How old, how sure, where; what lies there; make one now."""
    _key_keeper(request, "backup.see")
    found = safe_keeping.overview(listing=True)
    rows = [
        {
            "made_at": kept.made_at,
            "size": kept.size,
            "verified": kept.verified,
            "name": kept.path.name,
            "shred": shred.name if (shred := kept.path.with_suffix(".shred")).exists() else "",
        }
        for kept in found.kept
    ]
    return render(request, "backup/page.html", {"overview": found, "rows": rows})


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Start a backup in a process of its own; the page may be left."""
    actor = _key_keeper(request, "backup.make")
    if not safe_keeping.overview().progress.running:
        audit.append(actor_id=actor.user_id, verb="backup.make")
        safe_keeping.started(schedule.start_apart(Path(settings.DATA_DIR), safe_keeping.environment()))
    return redirect("backup:page")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far it is; once it has ended, the whole page is loaded again."""
    _key_keeper(request, "backup.see")
    found = safe_keeping.overview()
    response = render(request, "backup/progress.html", {"overview": found})
    if not found.progress.running:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def download(request: HttpRequest, name: str) -> HttpResponse:
    """A backup, or its snapshot of the shred store: sealed as they lie there."""
    actor = _key_keeper(request, "backup.download")
    found = safe_keeping.overview(listing=True)
    paths = {path.name: path for kept in found.kept for path in (kept.path, kept.path.with_suffix(".shred"))}
    if name not in paths or not paths[name].exists():
        raise Http404
    return _send(request, actor, paths[name])


@access.ask_again
def _send(request: HttpRequest, actor: Any, path: Path) -> HttpResponse:
    audit.append(actor_id=actor.user_id, verb="backup.download")
    # A file is an answer like any other, but for its type.
    return FileResponse(open(path, "rb"), as_attachment=True, filename=path.name)  # type: ignore[return-value]
