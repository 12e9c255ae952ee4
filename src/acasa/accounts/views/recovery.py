"""For those who forgot: the recovery card, the recovery kit; and making a card."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from acasa.accounts import access, paper
from acasa.accounts.forms.recovery import CardForm, KitRecoveryForm, RestoreForm
from acasa.accounts.kits import kit_error
from acasa.accounts.services import founding, recovery, sign_in
from acasa.accounts.views.sign_in import welcome
from acasa.vault import tokens


@access.public
@require_GET
def forgot(request: HttpRequest) -> HttpResponse:
    """Which way back there is."""
    return render(request, "accounts/recovery/forgot.html")


@access.public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def with_card(request: HttpRequest) -> HttpResponse:
    """A new password with the recovery card."""
    if request.user.is_authenticated:
        return redirect("accounts:account")
    form = CardForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                user = recovery.with_card(request, data["email"], data["card"], data["new_password"])
            except tokens.Mistyped as error:
                form.add_error("card", kit_error(error))
            except (sign_in.Throttled, sign_in.Busy) as error:
                status = _wait(form, error)
            else:
                if user is not None:
                    return _onward(request, user)
                form.add_error(
                    None, _("The e-mail and the card don’t belong together, or the card was replaced.")
                )
    return render(request, "accounts/recovery/card.html", {"form": form}, status=status)


def _wait(form: Any, error: Exception) -> int:
    if isinstance(error, sign_in.Busy):
        form.add_error(None, _("The server is busy. Try again in a few seconds."))
        return 503
    form.add_error(None, _("Too many tries. Wait a quarter of an hour and try again."))
    return 429


def _onward(request: HttpRequest, user: Any) -> HttpResponse:
    if request.user.is_authenticated:
        return welcome(request, user, "/")
    return redirect("accounts:second_factor")


@access.public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def with_kit(request: HttpRequest) -> HttpResponse:
    """The last resort of a key keeper."""
    if request.user.is_authenticated:
        return redirect("accounts:account")
    form = KitRecoveryForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                seed = founding.read_kit(data["key"], [data["share_1"], data["share_2"]])
                user = recovery.with_kit(request, data["email"], seed, data["new_password"])
            except tokens.SealingError as error:
                form.add_error(None, kit_error(error))
            except (sign_in.Throttled, sign_in.Busy) as error:
                status = _wait(form, error)
            else:
                if user is not None:
                    return _onward(request, user)
                form.add_error(
                    None, _("This kit does not open this account. Only a key keeper’s e-mail works here.")
                )
    return render(request, "accounts/recovery/kit.html", {"form": form}, status=status)


@access.ask_again
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """One's own recovery card: made, printed, and shown no more."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    held = recovery.card_in_hand(request)
    if request.method == "POST":
        if held is not None and "kept" in request.POST:
            recovery.card_kept(request)
            return redirect("accounts:next" if actor.is_key_keeper else "/")
        recovery.make_card(request, actor)
        return redirect("accounts:card")
    context = {"groups": held.split("-") if held else None, "has_card": recovery.has_card(actor.user_id)}
    return render(request, "accounts/recovery/own_card.html", context)


@access.ask_again
@require_GET
def card_pdf(request: HttpRequest) -> HttpResponse:
    held = recovery.card_in_hand(request)
    if held is None:
        raise Http404
    actor: Any = request.actor  # type: ignore[attr-defined]
    made = paper.card_pdf(actor.organisation_name, actor.display_name, held)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="recovery-card.pdf"'},
    )


@access.ask_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def restore(request: HttpRequest) -> HttpResponse:
    """After a reset, the former card gives everything back at once."""
    form = RestoreForm(request.POST if request.method == "POST" else None)
    given = None
    if request.method == "POST" and form.is_valid():
        try:
            given = recovery.restore_with_card(request.actor, form.cleaned_data["card"])  # type: ignore[attr-defined]
        except tokens.Mistyped as error:
            form.add_error("card", kit_error(error))
        else:
            if given is None:
                form.add_error("card", _("This card opens none of your keys."))
    context = {"form": form, "given": given}
    return render(request, "accounts/recovery/restore.html", context, status=422 if form.errors else 200)
