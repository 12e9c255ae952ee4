"""Cover for leave."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases.nights import queries
from acasa.cases.nights.forms import CoverForm
from acasa.cases.nights.services import leave as services
from acasa.cases.nights.views import common
from acasa.cases.views.common import ActorRequest, today


def leave(request: ActorRequest) -> HttpResponse:
    """Who stands in for whom; and saying so."""
    actor = request.actor
    form = CoverForm(
        request.POST or None,
        colleagues=queries.colleagues(actor),
        me=actor.user_id,
        anybody=actor.is_supervisor,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["last"] < today():
                form.add_error("last", _("This leave is over already."))
            else:
                services.make(
                    actor,
                    absent_id=UUID(data["absent"]),
                    covering_id=UUID(data["covering"]),
                    first=data["first"],
                    last=data["last"],
                )
                messages.success(request, _("Saved. It ends by itself."))
                return redirect("nights:leave")
        except services.Overlapping:
            form.add_error("first", _("Somebody stands in on some of these days already. End that first."))
        except services.NotAble as lacking:
            words = _("This colleague does not hold the keys of %(teams)s. A key keeper can give them.")
            form.add_error("covering", words % {"teams": ", ".join(lacking.teams)})
    return common.page(request, "leave.html", {"form": form, "covers": queries.covers(actor, today())})


@require_POST
def end(request: ActorRequest, cover_id: UUID) -> HttpResponse:
    """Back earlier, or not going."""
    services.end(request.actor, cover_id)
    messages.success(request, _("Nobody stands in any more."))
    return redirect("nights:leave")
