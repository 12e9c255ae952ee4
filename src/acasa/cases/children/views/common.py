"""What the form pages of this part share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, add_reasons, conflicting
from acasa.core.errors import Conflict, NotYet

_LISTS = {
    "source": "age_sources",
    "heard_how": "heard_how",
    "code": "durable_solutions",
    "decision": "durable_solutions",
}


def form_page(request: ActorRequest, found: CasePage, form: Any, title: str, **more: Any) -> HttpResponse:
    """A form under the case's head. `kind` is that of a draft which keeps itself."""
    invalid = form.is_bound and not form.is_valid()
    back = reverse("children:room", args=[found.id])
    context = {**head(request, found), "form": form, "title": title, "back_url": back, **more}
    return render(request, "children/form.html", context, status=422 if invalid else 200)


def answer(
    request: ActorRequest,
    found: CasePage,
    form: Any,
    title: str,
    write: Callable[[Any], object],
    *,
    to: str = "children:room",
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    **more: Any,
) -> HttpResponse:
    """Show a form; write what it says. Reasons against it and another's change are shown, what was typed stays.

    `shape` makes the form's fields of a stored record, to compare both.
    """
    if request.method == "POST" and form.is_valid():
        try:
            write(form)
        except NotYet as first:
            add_reasons(form, first)
        except Conflict as conflict:
            both = Conflict(shape(conflict.current), shape(conflict.yours), conflict.version)
            more["clash"] = conflicting(form, both, field_words)
        else:
            messages.success(request, _("Saved."))
            return redirect(to, found.id)
    return form_page(request, found, form, title, **more)


def field_words(name: str, value: Any) -> str:
    """A stored value in words."""
    if name.startswith("certainty_"):
        return codes.label("finding_certainty", str(value or ""))
    if name in _LISTS:
        return codes.label(_LISTS[name], str(value or ""))
    if name in ("on", "review_on", "since", "until"):
        return presenters.day_words(value)
    if name.startswith("q_"):
        return {"yes": _("Yes"), "no": _("No")}.get(str(value), _("Nobody knows"))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value if value is not None else "")
