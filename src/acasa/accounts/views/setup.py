"""The first run, one thing per page: the organisation, the form of the kit, yourself."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from acasa.accounts import access, limits
from acasa.accounts.forms.founding import FounderForm, KitFormForm, OrganisationForm
from acasa.accounts.services import founding, sign_in
from acasa.accounts.views.sign_in import set_language_cookie

STEPS = 3


@access.public
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The address that the server printed. The token moves into the session, so that no page or referrer holds it."""
    if not founding.begin(request, token):
        raise Http404
    response = redirect("accounts:setup")
    response["Referrer-Policy"] = "no-referrer"
    return response


@access.public
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """What will be needed."""
    _typed(request)
    return render(request, "accounts/setup/begin.html")


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed = founding.answers(request)
    if typed is None:
        raise Http404
    return typed


@access.public
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    typed = _typed(request)
    first = {"country": "MD", "time_zone": "Europe/Chisinau", "language": get_language(), **typed}
    form = OrganisationForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        founding.keep(request, **form.cleaned_data)
        return redirect("accounts:setup_kit")
    return _page(request, "accounts/setup/organisation.html", form, 1)


@access.public
@require_http_methods(["GET", "POST"])
def kit_form(request: HttpRequest) -> HttpResponse:
    typed = _typed(request)
    if "name" not in typed:
        return redirect("accounts:setup_organisation")
    form = KitFormForm(
        request.POST or None, initial={"form_of_kit": "shares" if typed.get("in_shares") else "one"}
    )
    if request.method == "POST" and form.is_valid():
        founding.keep(request, in_shares=form.cleaned_data["form_of_kit"] == "shares")
        return redirect("accounts:setup_yourself")
    return _page(request, "accounts/setup/kit_form.html", form, 2)


@access.public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def yourself(request: HttpRequest) -> HttpResponse:
    """The first key keeper; then everything is made."""
    typed = _typed(request)
    if "in_shares" not in typed:
        return redirect("accounts:setup_kit")
    form = FounderForm(request.POST if request.method == "POST" else None)
    form.about = (typed["name"],)
    if request.method == "POST" and form.is_valid():
        try:
            user = founding.found(request, form.cleaned_data, form.cleaned_data["new_password"])
        except founding.AlreadyFounded:
            return redirect("accounts:sign_in")
        except sign_in.Busy:
            form.add_error(None, _("The server is busy. Try again in a few seconds."))
        else:
            response = redirect("accounts:kit")
            limits.remember(request, response, user.email)
            set_language_cookie(response, user.language)
            return response
    return _page(request, "accounts/setup/yourself.html", form, 3)


def _page(request: HttpRequest, template: str, form: Any, step: int) -> HttpResponse:
    context = {"form": form, "step": step, "total": STEPS}
    return render(request, template, context, status=422 if form.errors else 200)


@require_GET
def next_steps(request: HttpRequest) -> HttpResponse:
    """What to do after the first run."""
    return render(request, "accounts/setup/next.html")
