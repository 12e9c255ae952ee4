"""The list of colleagues; inviting, changing, resetting. Key keepers change, supervisors read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acasa.accounts import access, pictures, queries, words
from acasa.accounts.forms.colleagues import DetailsForm, ResetForm, RingsForm, TeamForm
from acasa.accounts.forms.founding import KitForm
from acasa.accounts.kits import kit_error
from acasa.accounts.services import colleagues, founding
from acasa.core.errors import Refused
from acasa.vault import tokens
from acasa.vault.holders import every_ring
from acasa.vault.organisation import rings_of_user

DRAFT = "colleague"
LINK = "link"


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _reader(request: HttpRequest) -> Any:
    actor = _actor(request)
    if not (actor.is_key_keeper or actor.is_supervisor):
        raise Refused("colleague.list")
    return actor


def _keeper(request: HttpRequest, verb: str) -> Any:
    actor = _actor(request)
    actor.require_key_keeper(verb)
    return actor


def _row(request: HttpRequest, user_id: UUID, verb: str) -> queries.ColleagueRow:
    row = queries.colleague(_actor(request).org_id, user_id)
    if row is None:
        raise Refused(verb, user_id)
    return row


@require_GET
def colleague_list(request: HttpRequest) -> HttpResponse:
    actor = _reader(request)
    rows = [(row, *words.STATES[row.state]) for row in queries.colleagues(actor.org_id)]
    context = {"rows": rows, "teams": queries.teams(actor.org_id), "may_change": actor.is_key_keeper}
    return render(request, "accounts/colleagues/list.html", context)


@require_GET
def colleague(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One colleague: rights, keys, and what may be done."""
    actor = _reader(request)
    row = _row(request, user_id, "colleague.read")
    names = dict(queries.teams(actor.org_id))
    rings: dict[str, list[Any]] = {}
    for team_id, compartment in sorted(rings_of_user(actor.org_id, user_id), key=str):
        group = names.get(team_id, "") if team_id else _("The organisation")
        rings.setdefault(str(group), []).append(words.SHORT[compartment])
    state, tone = words.STATES[row.state]
    context = {
        "row": row,
        "state": state,
        "tone": tone,
        "rings": rings,
        "may_change": actor.is_key_keeper,
        "self": actor.user_id == user_id,
        "joined": row.state in {"active", "waiting", "reset"},
    }
    return render(request, "accounts/colleagues/colleague.html", context)


# --- inviting and changing: who, then which keys


@access.ask_again
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Who the new colleague is."""
    actor = _keeper(request, "colleague.invite")
    teams = queries.teams(actor.org_id)
    form = DetailsForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        if queries.email_taken(form.cleaned_data["email"].lower()):
            form.add_error("email", _("A colleague has this e-mail already"))
        else:
            request.session[DRAFT] = {
                "user": "",
                "teams": form.cleaned_data["teams"],
                "details": form.details,
            }
            return redirect("accounts:colleague_keys")
    context = {"form": form, "row": None}
    return render(request, "accounts/colleagues/details.html", context, status=422 if form.errors else 200)


@access.ask_again
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Another profession, other teams, other rights."""
    actor = _keeper(request, "colleague.change")
    row = _row(request, user_id, "colleague.change")
    user = row.user
    teams = queries.teams(actor.org_id)
    initial = {
        "display_name": user.display_name,
        "profession": user.profession,
        "teams": [str(team) for team in queries.team_ids(user.id)],
        "rights": [
            name
            for name, held in (("supervisor", user.is_supervisor), ("key_keeper", user.is_key_keeper))
            if held
        ],
    }
    form = DetailsForm(
        request.POST if request.method == "POST" else None, teams=teams, existing=True, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = {
            "user": str(user.id),
            "teams": form.cleaned_data["teams"],
            "details": form.details,
            "was": user.profession,
        }
        return redirect("accounts:colleague_keys")
    context = {"form": form, "row": row}
    return render(request, "accounts/colleagues/details.html", context, status=422 if form.errors else 200)


@access.ask_again
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Which compartments; then the colleague is invited or changed."""
    actor = _keeper(request, "colleague.rings")
    draft = request.session.get(DRAFT)
    if draft is None:
        return redirect("accounts:colleagues")
    team_ids = [UUID(team) for team in draft["teams"]]
    teams = [(team_id, name) for team_id, name in queries.teams(actor.org_id) if team_id in team_ids]
    mine = every_ring(actor.require_keyring())
    held = set(rings_of_user(actor.org_id, UUID(draft["user"]))) if draft["user"] else set()
    chosen = colleagues.suggested(draft["details"], team_ids)
    if draft["user"] and draft.get("was") == draft["details"]["profession"]:
        former = queries.team_ids(UUID(draft["user"]))
        # What was decided before stays; only new teams and new rights bring their defaults.
        chosen = held | {ring for ring in chosen if ring[0] is None or ring[0] not in former}
    form = RingsForm(
        request.POST if request.method == "POST" else None, teams=teams, allowed=mine | held, chosen=chosen
    )
    if request.method == "POST" and form.is_valid():
        answer = _save(request, actor, draft, team_ids, form)
        if answer is not None:
            return answer
    lacking = sorted({str(words.SHORT[name]) for _team, name in chosen - mine - held})
    context = {"form": form, "draft": draft, "lacking": lacking}
    return render(request, "accounts/colleagues/keys.html", context, status=422 if form.errors else 200)


def _save(
    request: HttpRequest, actor: Any, draft: dict[str, Any], team_ids: list[UUID], form: RingsForm
) -> HttpResponse | None:
    try:
        if draft["user"]:
            user_id = UUID(draft["user"])
            colleagues.change(actor, user_id, draft["details"], team_ids, form.rings)
            del request.session[DRAFT]
            messages.success(request, _("Saved. It holds from the colleague’s next page on."))
            return redirect("accounts:colleague", user_id)
        user, link = colleagues.invite(actor, draft["details"], team_ids, form.rings)
    except colleagues.LastKeyKeeper:
        form.add_error(None, _("This is the last key keeper. Make somebody else one first."))
    except colleagues.LastHolder as error:
        form.add_error(
            None,
            _("Nobody else holds “%(ring)s”: taking it away would close what it seals for ever.")
            % {"ring": words.SHORT[error.compartment]},
        )
    except tokens.MissingRecipient:
        form.add_error(
            None, _("You don’t hold one of these keys, so you can’t give it. Ask somebody who does.")
        )
    except colleagues.EmailTaken:
        form.add_error(None, _("A colleague has this e-mail already"))
    else:
        del request.session[DRAFT]
        return _show_link(request, user.id, link)
    request.unit.rollback = True  # type: ignore[attr-defined]
    return None


# --- links


def _show_link(request: HttpRequest, user_id: UUID, link: colleagues.Link) -> HttpResponse:
    request.session[LINK] = {"token": link.token, "user": str(user_id), "ends": link.expires.isoformat()}
    return redirect("accounts:colleague_link")


@require_GET
def link(request: HttpRequest) -> HttpResponse:
    """The one-time link, shown once."""
    actor = _keeper(request, "colleague.invite")
    held = request.session.pop(LINK, None)
    if held is None:
        return redirect("accounts:colleagues")
    url = _from_elsewhere(request, reverse("accounts:join_link", args=[held["token"]]))
    row = queries.colleague(actor.org_id, UUID(held["user"]))
    context = {"url": url, "picture": pictures.qr_data_uri(url), "row": row}
    return render(request, "accounts/colleagues/link.html", context)


def _from_elsewhere(request: HttpRequest, path: str) -> str:
    """The whole address, as another device of the office reaches it: "localhost" would lead it to itself."""
    here = request.get_host().rpartition(":")[0] in {"localhost", "127.0.0.1", "[::1]"}
    if here and settings.ACASA_OFFICE:
        return f"{settings.ACASA_OFFICE[0]}{path}"
    return request.build_absolute_uri(path)


@require_POST
@access.ask_again
def new_link(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Another link for somebody who never came."""
    actor = _keeper(request, "colleague.invite")
    try:
        made = colleagues.new_link(actor, user_id)
    except tokens.MissingRecipient:
        messages.error(
            request,
            _("You don’t hold all of this colleague’s keys. Cancel the invitation and write a new one."),
        )
        request.unit.rollback = True  # type: ignore[attr-defined]
        return redirect("accounts:colleague", user_id)
    return _show_link(request, user_id, made)


@require_POST
@access.ask_again
def cancel(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Take back an invitation."""
    actor = _keeper(request, "colleague.cancel")
    if colleagues.cancel(actor, user_id):
        messages.success(request, _("The invitation is cancelled; its link opens nothing."))
        return redirect("accounts:colleagues")
    messages.error(request, _("Too late: the colleague has joined."))
    return redirect("accounts:colleague", user_id)


@access.ask_again
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """For a colleague who lost password and card."""
    actor = _keeper(request, "colleague.reset")
    row = _row(request, user_id, "colleague.reset")
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = colleagues.reset(actor, user_id, second_factor=form.cleaned_data["second_factor"])
        return _show_link(request, user_id, made)
    return render(request, "accounts/colleagues/reset.html", {"form": form, "row": row})


# --- giving keys back


@access.ask_again
@require_http_methods(["GET", "POST"])
def regrant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Any colleague may vouch for another one; it takes two."""
    actor = _actor(request)
    row = _row(request, user_id, "colleague.regrant")
    if row.state != "waiting" or user_id == actor.user_id:
        raise Refused("colleague.regrant", user_id)
    if request.method == "POST":
        given = colleagues.regrant(actor, user_id)
        if given:
            messages.success(request, _("Given back: %(keys)s") % {"keys": _shorts(given)})
        else:
            messages.info(
                request,
                _("You vouched. You hold none of the keys that may be given now; another colleague goes on."),
            )
        return redirect("accounts:waiting")
    return render(request, "accounts/colleagues/regrant.html", {"row": row, "may_kit": actor.is_key_keeper})


def _shorts(given: list[str]) -> str:
    return ", ".join(sorted({str(words.SHORT[name]) for name in given}))


@access.ask_again
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def regrant_kit(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """A key keeper with the kit gives everything back at once."""
    actor = _keeper(request, "kit.regrant")
    row = _row(request, user_id, "kit.regrant")
    form = KitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            seed = founding.read_kit(data["key"], [data["share_1"], data["share_2"]])
            given = colleagues.regrant_with_kit(actor, user_id, seed)
        except tokens.Tampered:
            form.add_error(None, _("This is a kit, but not the present one of your organisation."))
        except tokens.SealingError as error:
            form.add_error(None, kit_error(error))
        else:
            messages.success(request, _("Given back: %(keys)s") % {"keys": _shorts(given)})
            return redirect("accounts:colleague", user_id)
    context = {"form": form, "row": row}
    return render(
        request, "accounts/colleagues/regrant_kit.html", context, status=422 if form.errors else 200
    )


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Colleagues who wait for keys after a reset; everybody sees it, since everybody may be the second one."""
    actor = _actor(request)
    rows = [
        row
        for row in queries.colleagues(actor.org_id)
        if row.state == "waiting" and row.user.id != actor.user_id
    ]
    return render(request, "accounts/colleagues/waiting.html", {"rows": rows})


@access.ask_again
@require_http_methods(["GET", "POST"])
def add_team(request: HttpRequest) -> HttpResponse:
    actor = _keeper(request, "team.create")
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if colleagues.add_team(actor, form.cleaned_data["name"]) is not None:
            messages.success(
                request, _("The team is there. You hold its keys until you give them to others.")
            )
            return redirect("accounts:colleagues")
        form.add_error("name", _("There is a team of this name"))
    return render(
        request, "accounts/colleagues/team.html", {"form": form}, status=422 if form.errors else 200
    )
