"""What a spreadsheet brought, taken over into the facts value by value."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.cases.trafficking import presenters as ours
from acasa.cases.trafficking import queries
from acasa.cases.trafficking.services import facts
from acasa.cases.trafficking.views.common import show
from acasa.cases.views.common import ActorRequest, today


def take(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Each value with what it becomes; a colleague confirms. What is not ticked stays as it is."""
    file = queries.casework_file(request.actor, case_id, "trafficking.take")
    if request.method == "POST":
        count = facts.take_over(
            request.actor, case_id, chosen=set(request.POST.getlist("take")), today=today()
        )
        if count:
            text = ngettext("%(count)d value is taken over.", "%(count)d values are taken over.", count)
            messages.success(request, text % {"count": count})
        else:
            messages.info(request, _("Nothing was taken over."))
        return redirect("trafficking:room", case_id)
    waiting = queries.waiting(file.page.case_folder, today())
    context = {
        "items": [ours.brought(item, number) for number, item in enumerate(waiting)],
        "back_url": reverse("trafficking:room", args=[case_id]),
    }
    return show(request, file.page, "take.html", context)
