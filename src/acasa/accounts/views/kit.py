"""The recovery kit: shown once, printed, proved by typing a part of it back; later tried, or made anew."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from acasa.accounts import access, paper
from acasa.accounts.forms.founding import KitForm, KitFormForm, ProofForm
from acasa.accounts.kits import kit_error
from acasa.accounts.services import founding
from acasa.vault import tokens


def _in_hand(request: HttpRequest) -> founding.Kit:
    held = founding.kit_in_hand(request)
    if held is None:
        raise Http404
    return held


@access.before_enrolment
@access.ask_again
@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """The kit, until it is proved."""
    held = _in_hand(request)
    context = {"parts": held.text.split("-"), "shares": [share.split() for share in held.shares]}
    return render(request, "accounts/kit/kit.html", context)


@access.before_enrolment
@access.ask_again
@require_GET
def kit_pdf(request: HttpRequest) -> HttpResponse:
    held = _in_hand(request)
    actor: Any = request.actor  # type: ignore[attr-defined]
    made = paper.kit_pdf(actor.organisation_name, held.text, held.shares)
    return _pdf(made, "recovery-kit.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access.before_enrolment
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def kit_proof(request: HttpRequest) -> HttpResponse:
    """Two random parts, typed from the paper."""
    held = _in_hand(request)
    form = ProofForm(
        request.POST if request.method == "POST" else None,
        questions=held.questions,
        in_shares=bool(held.shares),
    )
    if request.method == "POST" and form.is_valid():
        right = founding.prove_kit(request, request.actor, form.answers)  # type: ignore[attr-defined]
        if right and all(right):
            return redirect("accounts:after_kit")
        for name, good in zip(form.fields, right, strict=True):
            if not good:
                form.add_error(name, _("This is not what stands on the paper. Look again."))
    return render(request, "accounts/kit/proof.html", {"form": form}, status=422 if form.errors else 200)


@access.before_enrolment
@require_GET
def after_kit(request: HttpRequest) -> HttpResponse:
    """On to the second factor, or the recovery card, or back to where kits are looked after."""
    from acasa.accounts.services import recovery, sign_in

    if request.session.get(sign_in.ENROL):
        return redirect("accounts:enrol")
    if not recovery.has_card(request.actor.user_id):  # type: ignore[attr-defined]
        return redirect("accounts:card")
    return redirect("accounts:safe_keeping")


@access.ask_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def drill(request: HttpRequest) -> HttpResponse:
    """Type the kit to see that it opens."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    actor.require_key_keeper("kit.drill")
    form = KitForm(request.POST if request.method == "POST" else None)
    opened = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            seed = founding.read_kit(data["key"], [data["share_1"], data["share_2"]])
        except tokens.SealingError as error:
            form.add_error(None, kit_error(error))
        else:
            opened = founding.drill_kit(actor, seed)
            if not opened:
                form.add_error(None, _("This is a kit, but not the present one of your organisation."))
    context = {"form": form, "opened": opened}
    return render(request, "accounts/kit/drill.html", context, status=422 if form.errors else 200)


@access.ask_again
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """A new kit in place of the former one."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    actor.require_key_keeper("kit.renew")
    form = KitFormForm(request.POST if request.method == "POST" else None, initial={"form_of_kit": "one"})
    if request.method == "POST" and form.is_valid():
        try:
            founding.new_kit(request, actor, in_shares=form.cleaned_data["form_of_kit"] == "shares")
        except tokens.MissingRecipient:
            form.add_error(
                None,
                _(
                    "You don’t hold every ring of the organisation. Ask a key keeper who does, or be given them first."
                ),
            )
        else:
            return redirect("accounts:kit")
    return render(request, "accounts/kit/renew.html", {"form": form}, status=422 if form.errors else 200)
