"""The middleware that makes a request an actor's: one transaction in one organisation, from sign-in check to page.

Answers of the view are rendered inside; exceptions roll back; what was refused is noted after the rollback.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.views.defaults import page_not_found

from acasa.accounts import access, queries
from acasa.accounts.services import left, sign_in
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.errors import Refused, VaultLocked
from acasa.core.scope import scoped
from acasa.people.models import User
from acasa.vault import tokens
from acasa.vault.keyring import Keyring

SEEN_EVERY = timedelta(minutes=1)
# What pages know; a view that tells POST from the rest must not take DELETE for reading.
PAGE_METHODS = ("GET", "HEAD", "POST")


class ActorMiddleware:
    """Sets `request.actor`: an Actor, or None for a visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.unit = None  # type: ignore[attr-defined]
        request.refused = None  # type: ignore[attr-defined]
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        _lock_if_idle(request, user)
        _new_token_for_new_rights(request, user)
        with timezone.override(ZoneInfo(user.org.time_zone)):
            with scoped(user.org_id) as unit:
                request.unit = unit  # type: ignore[attr-defined]
                request.actor = actor_of(request, user)  # type: ignore[attr-defined]
                response = self.get_response(request)
                if response.status_code >= 500:
                    unit.rollback = True
            _note_refusal(request, user)
        if request.user.is_authenticated:
            left.remember(request, response, user)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Secure by default: signed in, enrolled and unlocked, unless the view is marked (see access)."""
        if request.method not in PAGE_METHODS:
            return HttpResponseNotAllowed(PAGE_METHODS)
        session = request.session
        if not isinstance(request.user, User):
            return None if getattr(view, "acasa_public", False) else _to_sign_in(request)
        if session.key is None and not getattr(view, "acasa_while_locked", False):  # type: ignore[attr-defined]
            error = ""
            if request.method == "POST" and access.PASSWORD_FIELD in request.POST:
                error = access.try_password(request, sign_in.unlock)
            if not isinstance(request.user, User) or not request.user.is_authenticated:
                return redirect("accounts:sign_in")
            if session.key is None:  # type: ignore[attr-defined]
                return access.password_page(request, error=error)
            request.actor = actor_of(request, request.user)
        if request.method == "POST" and left.KEPT in session:
            held = session[left.KEPT]
            # What was typed last night is sent at last: from here on its own page keeps it.
            if held["path"] == request.get_full_path():
                left.drop(request)
        if session.get(sign_in.ENROL) and not (
            getattr(view, "acasa_before_enrolment", False) or getattr(view, "acasa_while_locked", False)
        ):
            return redirect("accounts:enrol")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Nothing that a failed view wrote stays. Not yours and not there look the same."""
        unit = getattr(request, "unit", None)
        if unit is not None:
            unit.rollback = True
        if isinstance(exception, VaultLocked):
            return access.password_page(request)
        if isinstance(exception, PermissionDenied | tokens.Tampered):
            request.refused = exception  # type: ignore[attr-defined]
        if isinstance(exception, Refused | Http404):
            return page_not_found(request, Http404())
        return None


def actor_of(request: HttpRequest, user: User) -> Actor:
    """The actor of a signed-in session; needs the organisation's scope."""
    key = request.session.key  # type: ignore[attr-defined]
    keyring = (
        Keyring(user_id=user.id, org_id=user.org_id, bundle=sign_in.bundle_of(key))
        if key is not None
        else None
    )
    actor = Actor(
        user_id=user.id,
        org_id=user.org_id,
        display_name=user.display_name,
        profession=user.profession,
        language=user.language,
        organisation_name=user.org.name,
        idle_minutes=user.org.idle_minutes,
        is_supervisor=user.is_supervisor,
        is_key_keeper=user.is_key_keeper,
        teams=queries.team_ids(user.id),
        keyring=keyring,
    )
    if keyring is not None:
        for lend in _lenders():
            lend(request.session, actor)
    return actor


@cache
def _lenders() -> tuple[Callable[[Any, Actor], None], ...]:
    """What other slices lend a session for some hours (ACASA_LENDERS): each puts it on the actor's keyring."""
    return tuple(import_string(path) for path in settings.ACASA_LENDERS)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    url = reverse("accounts:sign_in")
    if access.wants_json(request):
        # The page still holds what was typed: its script hands that over before it leaves.
        return JsonResponse({"ok": False, "url": url, "keep": reverse("accounts:keep_left")}, status=401)
    if request.method == "POST":
        from acasa.accounts.views import left as pages

        if pages.too_late(request):
            return redirect(pages.sign_in_url())
    # Only a page that was asked for is worth coming back to; the first page needs no address.
    if request.method == "GET" and request.path != "/":
        from urllib.parse import quote

        url += f"?next={quote(request.path)}"
    return redirect(url)


def _lock_if_idle(request: HttpRequest, user: User) -> None:
    """Server side, whatever the page does: after the idle time the key leaves the session."""
    session: Any = request.session
    if session.key is None:
        return
    idle = timezone.now() - (session.seen_at or timezone.now())
    if idle >= timedelta(minutes=user.org.idle_minutes):
        sign_in.lock(request)
    elif idle >= SEEN_EVERY:
        session.touch()


def _new_token_for_new_rights(request: HttpRequest, user: User) -> None:
    rights = sign_in.rights_of(user)
    if request.session.get(sign_in.RIGHTS) not in {None, rights}:
        request.session.cycle_key()
        request.session[sign_in.RIGHTS] = rights


def _note_refusal(request: HttpRequest, user: User) -> None:
    refused = getattr(request, "refused", None)
    if refused is None:
        return
    tampered = isinstance(refused, tokens.Tampered)
    subject = getattr(refused, "subject", None)
    if tampered and request.resolver_match is not None:
        # The error itself names nothing; the address says what was being opened.
        subject = next(
            (part for part in request.resolver_match.kwargs.values() if isinstance(part, UUID)), None
        )
    audit.append_now(
        org_id=user.org_id,
        actor_id=user.id,
        verb=getattr(refused, "verb", "page.open")[:60],
        subject_id=subject if isinstance(subject, UUID) else None,
        outcome="tampered" if tampered else "refused",
    )
