"""What these pages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acasa.accounts import limits
from acasa.accounts.services import factors, sign_in
from acasa.cases.views.common import ActorRequest


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of this part."""
    form = context.get("form")
    wrong = form is not None and form.is_bound and not form.is_valid()
    return render(request, f"nights/{template}", dict(context), status=422 if wrong else status)


def by_code(request: ActorRequest) -> bool:
    """Whether the second proof is a code: of the app or on paper. Otherwise (the demonstration) the password."""
    ways = factors.ways(request.actor.user_id)
    return ways.app or ways.paper > 0


def proved(request: ActorRequest, typed: str) -> bool:
    """The second proof, for this one act; a used code is refused, and wrong ones are counted.

    Raises Throttled after too many, and Busy.
    """
    if not by_code(request):
        right = sign_in.prove(request, typed)
        if right is None:
            raise sign_in.Throttled
        return right
    session: Any = request.session
    name = session.token_hash.hex()
    if not limits.spend(limits.PROOF, name):
        raise sign_in.Throttled
    if not factors.check_code(request.actor.user_id, typed):
        return False
    limits.forget(limits.PROOF, name)
    return True
