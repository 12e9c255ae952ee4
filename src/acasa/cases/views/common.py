"""What the pages of cases share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from acasa.accounts.access import next_url
from acasa.cases.services import drafts
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, NotYet, Refused


class ActorRequest(HttpRequest):
    """A request of a signed-in colleague."""

    actor: Actor


@cache
def _case_address() -> tuple[str, str]:
    nobody = UUID(int=0)
    before, _number, after = reverse("cases:case", args=[nobody]).partition(str(nobody))
    return before, after


def case_url(case_id: UUID) -> str:
    """The address of a case's page, for lists of them: looked up once, not for every line."""
    before, after = _case_address()
    return f"{before}{case_id}{after}"


def today() -> Any:
    """The organisation's calendar day (its time zone is active)."""
    return timezone.localdate()


def kept_or(
    actor: Actor, kind: str, about: UUID | None, initial: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """Initial values of a form: what was typed and never sent, over what is stored; and whether there was any."""
    kept = drafts.kept(actor, kind=kind, about=about)
    return ({**initial, **kept}, True) if kept else (dict(initial), False)


@require_POST
def keep_draft(request: ActorRequest, kind: str, about: UUID | None = None) -> HttpResponse:
    """A long form keeps itself while somebody types. The fields are sealed to their author."""
    if kind not in drafts.form_kinds():
        raise Refused("draft.keep", about)
    fields = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    flat = {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
    drafts.keep(request.actor, kind=kind, about=about, fields=flat)
    return HttpResponse(status=204)


@require_POST
def drop_draft(request: ActorRequest, kind: str, about: UUID | None = None) -> HttpResponse:
    """Start again with what is stored."""
    if kind not in drafts.form_kinds():
        raise Refused("draft.drop", about)
    drafts.drop(request.actor, kind=kind, about=about)
    if back := next_url(request, ""):
        return redirect(back)
    if kind == "open" or about is None:
        return redirect("cases:open")
    if kind.startswith("intake-"):
        return redirect(reverse("intake:overview", args=[about]) + kind.removeprefix("intake-") + "/")
    try:
        form = reverse(
            f"cases:{'change_' if kind in ('essentials', 'identity') else 'add_'}{kind}", args=[about]
        )
    except NoReverseMatch:
        # Forms of the case's other rooms have addresses of their own, which their pages send as `next`.
        return redirect("cases:case", about)
    return redirect(form)


def conflicting(form: Any, conflict: Conflict, show: Callable[[str, Any], str]) -> dict[str, Any]:
    """After somebody else saved first: both versions side by side, and a form that saves knowingly.

    Changes `form` in place so that its hidden version is the present one; what was typed stays typed.
    """
    form.data = form.data.copy()
    form.data["version"] = str(conflict.version)
    differences = [
        {
            "label": form.fields[name].label,
            "theirs": show(name, conflict.current.get(name, "")),
            "yours": show(name, conflict.yours.get(name, "")),
        }
        for name in form.fields
        if name != "version" and conflict.current.get(name, "") != conflict.yours.get(name, "")
    ]
    return {"differences": differences, "saved_by": conflict.current.get("by_name", "")}


def add_reasons(form: Any, first: NotYet) -> None:
    """Say in the form's summary what must come first; what was typed stays."""
    for reason in first.reasons:
        form.add_error(None, reason)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of cases."""
    return render(request, f"cases/{template}", dict(context), status=status)
