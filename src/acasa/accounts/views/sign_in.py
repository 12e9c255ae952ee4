"""Signing in with a password, signing out, and the language switch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from acasa.accounts import access, limits, queries
from acasa.accounts.forms.sign_in import SignInForm
from acasa.accounts.services import colleagues, keeping, left, sign_in


@access.public
@access.while_locked
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Step one: e-mail and password."""
    if request.user.is_authenticated:
        return redirect(access.next_url(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            answer = _try(request, form)
            if answer is not None:
                return answer
            status = getattr(form, "answer_status", 422)
    context = {"form": form, "next": access.next_url(request, ""), "set_up": queries.any_organisation()}
    return render(request, "accounts/sign_in.html", context, status=status)


def _try(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    email = form.cleaned_data["email"]
    try:
        user = sign_in.begin(request, email, form.cleaned_data["password"])
    except sign_in.Throttled:
        form.add_error(
            None,
            _("Too many tries. Wait a few minutes and try again. If you forgot it, use your recovery card."),
        )
        form.answer_status = 429  # type: ignore[attr-defined]
        return None
    except sign_in.Busy:
        form.add_error(None, _("Many people are signing in at this moment. Try again in a few seconds."))
        form.answer_status = 503  # type: ignore[attr-defined]
        return None
    if user is None:
        form.add_error(None, _("The e-mail or the password is not right."))
        return None
    if not request.user.is_authenticated:
        request.session["next"] = access.next_url(request)
        return redirect("accounts:second_factor")
    return welcome(request, user, access.next_url(request))


def welcome(request: HttpRequest, user: Any, target: str) -> HttpResponse:
    """The answer that follows a finished sign-in: the device becomes known, the language is the colleague's."""
    if target == "/" and user.is_key_keeper and keeping.kit_unproved(user.org_id):
        target = reverse("accounts:safe_keeping")
    if left.waiting(request, user.id):
        target = reverse("accounts:left")
    elif target == reverse("accounts:left"):
        target = "/"
    response = redirect(target)
    limits.remember(request, response, user.email)
    set_language_cookie(response, user.language)
    return response


def set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86400,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Strict",
    )


@access.public
@access.while_locked
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sign_in.sign_out(request)
    return redirect("accounts:sign_in")


@access.public
@access.while_locked
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The framework's view, which also remembers the choice of a colleague who is signed in."""
    response = i18n.set_language(request)
    language = request.POST.get("language", "")
    if request.user.is_authenticated and translation.check_for_language(language):
        colleagues.choose_language(request.user.pk, language)
    return response
