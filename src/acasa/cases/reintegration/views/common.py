"""What the pages of this part share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest


def under(
    request: ActorRequest, found: CasePage, template: str, context: Mapping[str, Any], *, form: Any = None
) -> HttpResponse:
    """A page under the case's head: safe contact stays in sight."""
    wrong = form is not None and form.is_bound and not form.is_valid()
    whole = {**head(request, found), "under": True, "form": form, **context}
    return render(request, f"reintegration/{template}", whole, status=422 if wrong else 200)


def form_page(
    request: ActorRequest, found: CasePage, form: Any, title: str, *, back: str, **more: Any
) -> HttpResponse:
    """A form of this part; `kind` keeps it as a sealed draft."""
    context = {"title": title, "back": reverse(back, args=[found.id]), **more}
    return under(request, found, "form.html", context, form=form)


def saved(request: ActorRequest, found: CasePage, to: str, words: str = "") -> HttpResponse:
    """Back to the page with a word."""
    messages.success(request, words or _("Saved."))
    return redirect(to, found.id)


def faster(request: ActorRequest, found: CasePage, to: str) -> HttpResponse:
    """Somebody was faster."""
    messages.info(request, _("A colleague changed this meanwhile. Look at how it stands now."))
    return redirect(to, found.id)
