"""Accepting an invitation, or coming back after a reset, with a one-time link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from acasa.accounts import access, limits
from acasa.accounts.forms.recovery import JoinForm
from acasa.accounts.services import colleagues, sign_in
from acasa.accounts.views.sign_in import welcome

JOIN = "join"


@access.public
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link's address. The token moves into the session, so that no page, referrer or history title holds it."""
    if request.user.is_authenticated:
        return render(request, "accounts/colleagues/join_signed_in.html", status=409)
    allowed = limits.spend(limits.RECOVERY_ADDRESS, "link", limits.address(request))
    if not allowed or colleagues.link_owner(token) is None:
        return render(request, "accounts/colleagues/join_ended.html", status=429 if not allowed else 404)
    limits.give_back(limits.RECOVERY_ADDRESS, "link", limits.address(request))
    request.session.cycle_key()
    request.session[JOIN] = token
    response = redirect("accounts:join")
    response["Referrer-Policy"] = "no-referrer"
    return response


@access.public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Choose a password; the second factor and the card come next."""
    token = request.session.get(JOIN)
    if token is None:
        raise Http404
    user = colleagues.link_owner(token)
    if user is None:
        return render(request, "accounts/colleagues/join_ended.html", status=404)
    translation.activate(user.language)
    form = JoinForm(request.POST if request.method == "POST" else None)
    form.about = (user.display_name, user.email, user.org.name)
    if request.method == "POST" and form.is_valid():
        try:
            joined = colleagues.join(request, token, form.cleaned_data["new_password"])
        except sign_in.Busy:
            form.add_error(None, _("The server is busy. Try again in a few seconds."))
        else:
            request.session.pop(JOIN, None)
            if joined is None:
                return render(request, "accounts/colleagues/join_ended.html", status=404)
            if not request.user.is_authenticated:
                return redirect("accounts:second_factor")
            return welcome(request, joined, "/account/card/")
    context = {"form": form, "joining": user}
    return render(request, "accounts/colleagues/join.html", context, status=422 if form.errors else 200)
