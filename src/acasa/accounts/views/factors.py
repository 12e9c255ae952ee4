"""The second factor: asking for it, adding one, and the ten codes on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from acasa.accounts import access, pictures, rules
from acasa.accounts.forms.factors import AppForm, CodeForm, KeyForm
from acasa.accounts.services import factors, sign_in
from acasa.accounts.views.sign_in import welcome


@access.public
@access.while_locked
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Step two of signing in."""
    if request.user.is_authenticated:
        return redirect("/")
    waiting = sign_in.pending(request)
    if waiting is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = 422
        target = request.session.get("next", "/")
        try:
            user = factors.finish(request, code=form.cleaned_data["code"], answer=form.cleaned_data["answer"])
        except sign_in.Throttled:
            return render(request, "accounts/wait.html", status=429)
        if user is not None:
            request.session.pop("next", None)
            return welcome(request, user, target)
        if sign_in.pending(request) is None:
            return render(request, "accounts/wait.html", {"again": True}, status=403)
        words = (
            _("The security key was not recognised. Try again.")
            if form.cleaned_data["answer"]
            else _("The code is not right, or it was used before. Wait for the next one and try again.")
        )
        form.add_error(None if form.cleaned_data["answer"] else "code", words)
    held = factors.ways(waiting.user.id)
    context: dict[str, Any] = {"form": form, "ways": held}
    if held.security_key:
        context["options"] = factors.key_to_ask(request, waiting.user.id)
    return render(request, "accounts/second_factor.html", context, status=status)


@access.before_enrolment
@access.ask_again
@require_http_methods(["GET"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Which second factor to add."""
    held = factors.ways(request.actor.user_id)  # type: ignore[attr-defined]
    if (held.app or held.security_key) and request.session.get(sign_in.ENROL):
        return redirect("accounts:codes")
    return render(request, "accounts/enrol.html", {"first": bool(request.session.get(sign_in.ENROL))})


@access.before_enrolment
@access.ask_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol_app(request: HttpRequest) -> HttpResponse:
    """An app that shows codes."""
    user: Any = request.user
    form = AppForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if factors.add_app(request, user, form.cleaned_data["code"]):
            return _added(request)
        form.add_error(
            "code",
            _(
                "The code is not right. Check that the telephone’s clock is set by itself, and try the next code."
            ),
        )
    secret = factors.new_secret(request)
    context = {
        "form": form,
        "secret": rules.totp_text(secret),
        "picture": pictures.qr_data_uri(rules.totp_uri(secret, user.email)),
        "first": bool(request.session.get(sign_in.ENROL)),
    }
    return render(request, "accounts/enrol_app.html", context, status=422 if form.errors else 200)


@access.before_enrolment
@access.ask_again
@require_http_methods(["GET", "POST"])
def enrol_key(request: HttpRequest) -> HttpResponse:
    """A security key, or a passkey used as one."""
    user: Any = request.user
    form = KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if factors.add_key(request, user, form.cleaned_data["name"], form.cleaned_data["answer"]):
            return _added(request)
        form.add_error(None, _("The key could not be added. Try again, and touch the key when it blinks."))
    context = {
        "form": form,
        "options": factors.key_to_add(request, user),
        "first": bool(request.session.get(sign_in.ENROL)),
    }
    return render(request, "accounts/enrol_key.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest) -> HttpResponse:
    if request.session.get(sign_in.ENROL):
        factors.new_codes(request, request.user)  # type: ignore[arg-type]
        return redirect("accounts:codes")
    return redirect("accounts:account")


@access.before_enrolment
@access.ask_again
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """The ten codes on paper, shown until the colleague says that they are kept."""
    user: Any = request.user
    held = factors.ways(user.pk)
    if not (held.app or held.security_key):
        return redirect("accounts:enrol")
    if request.method == "POST":
        if "kept" in request.POST:
            first = bool(request.session.get(sign_in.ENROL))
            factors.codes_kept(request)
            return redirect("accounts:card" if first else "accounts:account")
        factors.new_codes(request, user)
        return redirect("accounts:codes")
    context = {"codes": factors.shown_codes(request), "left": held.paper}
    return render(request, "accounts/codes.html", context)


@require_POST
@access.ask_again
def remove(request: HttpRequest, factor_id: Any) -> HttpResponse:
    """Take a second factor away, never the last one."""
    if not factors.remove(request.user, factor_id):  # type: ignore[arg-type]
        return render(request, "accounts/last_factor.html", status=409)
    return redirect("accounts:account")
