"""My account, and the page of those who look after the keys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acasa.accounts import queries, words
from acasa.accounts.forms.recovery import ChangePasswordForm
from acasa.accounts.services import colleagues, factors, keeping, recovery, sign_in
from acasa.core.errors import Refused


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What each may change alone."""
    actor = _actor(request)
    own = request.session.token_hash  # type: ignore[attr-defined]
    sessions = [(row, bytes(row.token_hash) == own) for row in queries.sessions(actor.user_id)]
    held = factors.of_user(actor.user_id)
    waiting = queries.colleague(actor.org_id, actor.user_id)
    context = {
        "factors": held,
        "last_factor": len(held) < 2,
        "codes_left": factors.ways(actor.user_id).paper,
        "has_card": recovery.has_card(actor.user_id),
        "sessions": sessions,
        "waiting": waiting is not None and waiting.state == "waiting",
        "email": request.user.email,  # type: ignore[union-attr]
    }
    return render(request, "accounts/account/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; the old one is asked."""
    actor = _actor(request)
    form = ChangePasswordForm(request.POST if request.method == "POST" else None)
    form.about = (actor.display_name, request.user.email, actor.organisation_name)  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed = colleagues.change_password(request, actor, data["old_password"], data["new_password"])
        except sign_in.Busy:
            form.add_error(None, _("The server is busy. Try again in a few seconds."))
        except sign_in.Throttled:
            sign_in.sign_out(request)
            return redirect("accounts:sign_in")
        else:
            if changed:
                messages.success(request, _("The password is changed. Your other sessions have ended."))
                return redirect("accounts:account")
            form.add_error("old_password", _("This is not your present password"))
    return render(
        request, "accounts/account/password.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    ended = colleagues.end_other_sessions(request, _actor(request))
    messages.success(
        request,
        ngettext("%(count)s other session ended.", "%(count)s other sessions ended.", ended)
        % {"count": ended},
    )
    return redirect("accounts:account")


@require_GET
def safe_keeping(request: HttpRequest) -> HttpResponse:
    """Are the keys in enough hands, is the kit kept, is there a backup, who did what."""
    actor = _actor(request)
    if not (actor.is_key_keeper or actor.is_supervisor):
        raise Refused("audit.read")
    verb = request.GET.get("verb", "")
    page = queries.entries(actor.org_id, verb=verb, page=request.GET.get("page"))
    rings = [
        (team or _("The organisation"), words.SHORT[name], count)
        for team, name, count in queries.ring_holders(actor.org_id)
    ]
    context = {
        "kit": keeping.kit_state(actor.org_id),
        "keepers": queries.key_keepers(actor.org_id),
        "rings": rings,
        "thin": [row for row in rings if row[2] < 2],
        "panels": [import_string(path)(request) for path in settings.ACASA_SAFE_KEEPING_PANELS],
        "page": page,
        "lines": keeping.lines(actor, page),
        "verb": verb,
        "verbs": keeping.verbs(actor.org_id),
        "active": 1 if verb else 0,
        "clear_url": request.path if verb else "",
        "may_change": actor.is_key_keeper,
    }
    return render(request, "accounts/account/safe_keeping.html", context)
