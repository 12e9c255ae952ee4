"""Reads of deadlines: which cases wait, what is late and whose, what a calendar may say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet

from acasa.cases.deadlines import deriving, library
from acasa.cases.deadlines.models import Feed, Standing
from acasa.cases.deadlines.rules.packs import Pack, Rule
from acasa.cases.models import Obligation
from acasa.cases.queries import day as days
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.people.models import Team
from acasa.vault import folders, tokens
from acasa.vault.keyring import Keyring
from acasa.vault.models import Folder, FolderKey

A_PAGE: Final = 40
# Lines of the day's own panel, and how many late ones are looked through for what a supervisor must see.
IN_PANEL: Final = 12
LOOKED_THROUGH: Final = 120
FEED_BACK, FEED_AHEAD = timedelta(days=31), timedelta(days=400)
_LAYERS: Final = (people.ESSENTIALS, people.CASEWORK, people.LEGAL)


# --- which cases wait to be calculated


@dataclass(frozen=True)
class Waiting:
    """Some cases that wait: in the order in which they are calculated."""

    ids: list[UUID]


def _waiting_sql(actor: Actor, pack: Pack) -> tuple[str, dict[str, Any]] | None:
    keyring: Keyring = actor.require_keyring()
    by_part: dict[str, list[UUID]] = {"digest": [], "legal": []}
    for team in actor.teams:
        for part in deriving.covered(pack, keyring.compartments(team)):
            by_part[part].append(team)
    if not any(by_part.values()):
        return None
    sql = (
        " from cases_case c join vault_folder f on f.id = c.id"
        " left join deadlines_standing s on s.case_id = c.id"
        " where ((c.team_id = any(%(main)s) and coalesce(s.digest, '') <> %(digest)s)"
        " or (c.team_id = any(%(law)s) and coalesce(s.legal, '') <> %(legal)s))"
        # What is restricted to others is theirs to calculate.
        " and (not f.restricted or exists (select 1 from vault_folderkey k"
        " where k.folder_id = f.id and k.user_key_id = %(own)s))"
    )
    return sql, {
        "main": by_part["digest"],
        "law": by_part["legal"],
        "digest": pack.digest,
        "legal": pack.legal_digest,
        "own": keyring.bundle.user_key_id,
    }


def waiting(actor: Actor, pack: Pack, *, after: UUID | None = None, limit: int) -> Waiting:
    """The next cases that were not calculated by the rules in force, as far as the actor's keys reach."""
    found = _waiting_sql(actor, pack)
    if found is None:
        return Waiting([])
    sql, values = found
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.id{sql} and c.id > %(after)s order by c.id limit %(limit)s",
            {**values, "after": after or UUID(int=0), "limit": limit},
        )
        return Waiting([row[0] for row in cursor.fetchall()])


def waiting_count(actor: Actor) -> tuple[int, int]:
    """How many cases wait, and how many there are, in teams whose cases the actor can calculate."""
    pack = library.present()
    found = _waiting_sql(actor, pack) if pack else None
    if found is None:
        return 0, 0
    sql, values = found
    with connection.cursor() as cursor:
        cursor.execute(
            f"select (select count(*){sql}),"  # noqa: S608  own words
            " (select count(*) from cases_case where team_id = any(%(main)s || %(law)s))",
            values,
        )
        count, total = cursor.fetchone()
    return count, total


def derived(case_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """What came to each case from calculating all cases, and not from anybody's work on it: how many records were
    added, and how often something was written anew."""
    rows = Standing.objects.filter(case_id__in=list(case_ids))
    return {case: (added, anew) for case, added, anew in rows.values_list("case_id", "derived", "rewritten")}


def may_recalculate(actor: Actor) -> bool:
    """Whether the actor's keys open what the rules ask, in some team, and the actor answers for more than own cases."""
    pack = library.present()
    if pack is None or not (actor.is_supervisor or actor.is_key_keeper):
        return False
    keyring: Keyring = actor.require_keyring()
    return any(deriving.covered(pack, keyring.compartments(team)) for team in actor.teams)


def team_names(actor: Actor) -> list[str]:
    """Teams whose late things the actor answers for."""
    names = Team.objects.filter(id__in=_teams(actor)).order_by("name")
    return list(names.values_list("name", flat=True))


# --- what is late


@dataclass(frozen=True)
class Late:
    """Something late, as far as the keys open it. `rule` is None for what no rule demands."""

    case_id: UUID
    name: str
    code: str
    worker: str
    text: str
    due: date
    days: int
    kind: str
    record_id: UUID | None
    obligation: UUID
    rule: Rule | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class ByColleague:
    """How much is late with one colleague, and since when."""

    worker_id: UUID
    name: str
    count: int
    oldest: date


def _teams(actor: Actor) -> list[UUID]:
    return list(actor.teams & actor.require_keyring().team_ids(people.CASEWORK))


def _late(actor: Actor, today: date, *, all_of_team: bool) -> QuerySet[Obligation]:
    late = Obligation.objects.filter(is_done=False, due__lt=today)
    if not all_of_team:
        return late.filter(worker_id=actor.user_id)
    keyring: Keyring = actor.require_keyring()
    own = FolderKey.objects.filter(folder_id=OuterRef("id"), user_key_id=keyring.bundle.user_key_id)
    # Whoever can't open a restricted case does not learn that it is there.
    hidden = Folder.objects.filter(id=OuterRef("case_id"), restricted=True).exclude(Exists(own))
    return late.filter(case__team_id__in=_teams(actor)).exclude(Exists(hidden))


def overdue(
    actor: Actor, today: date, *, worker_id: UUID | None = None, page: str = "1"
) -> tuple[list[ByColleague], Page[Any], list[Late]]:
    """What is late: for a supervisor in all teams whose ring is held, for others their own. Oldest first."""
    late = _late(actor, today, all_of_team=actor.is_supervisor)
    counted = late.values("worker_id", "worker__display_name").annotate(n=Count("id"), oldest=Min("due"))
    colleagues = [
        ByColleague(row["worker_id"], row["worker__display_name"], row["n"], row["oldest"])
        for row in counted.order_by("-n", "worker__display_name")
    ]
    if worker_id is not None:
        late = late.filter(worker_id=worker_id)
    ordered = late.select_related("worker", "case").order_by("due", "id")
    shown = Paginator(ordered, A_PAGE).get_page(page)
    rows = list(shown.object_list)
    lines = _open(actor, rows, today)
    folders.note(actor, "overdue.read")
    return colleagues, shown, lines


def _open(actor: Actor, rows: Sequence[Obligation], today: date) -> list[Late]:
    opened = folders.open_many(
        actor, {part for row in rows for part in (row.case_id, row.case.person_id)}, among=_LAYERS
    )
    pack = library.present()
    said = {key: words for folder in opened.values() for key, words in days.words_of(folder)}
    records = {record.id: record.data for folder in opened.values() for record in folder.records}
    lines = []
    for row in rows:
        text, kind, record_id = said.get(str(row.id), days.NOTHING)
        case = opened.get(row.case_id)
        if case is None:
            continue
        who = days.safe_now(opened, row.case_id, row.case.person_id, row.case.team_id)
        data = records.get(record_id, {}) if record_id else {}
        rule = pack.rule(str(data["rule"])) if pack and kind == deriving.KIND else None
        lines.append(
            Late(
                row.case_id, str(who.get("name", "")), str(who.get("code", "")), row.worker.display_name, text,
                row.due, (today - row.due).days, kind, record_id, row.id, rule, data,
            )
        )  # fmt: skip
    return lines


@dataclass(frozen=True)
class ForDay:
    """What deadlines add to the first screen: what comes later but is prepared now, and what others are late with."""

    ahead: list[Late]
    escalated: list[Late]


def for_day(actor: Actor, today: date) -> ForDay:
    """Of one's own the deadlines whose reminder has begun beyond what the day shows; for supervisors what is late by
    more than its rule lets pass. A constant number of statements."""
    pack = library.present()
    if pack is None:
        return ForDay([], [])
    first = today + timedelta(days=days.AHEAD)
    longest = max((rule.lead[0] for rule in pack.rules if rule.lead), default=0)
    joined = Obligation.objects.select_related("worker", "case")
    coming = joined.filter(
        worker_id=actor.user_id, is_done=False, due__gt=first, due__lte=today + timedelta(days=longest)
    )
    rows = list(coming.order_by("due", "id")[:LOOKED_THROUGH])
    patient = [rule.escalate for rule in pack.rules if rule.escalate is not None]
    if actor.is_supervisor and patient:
        before = today - timedelta(days=min(patient))
        late = _late(actor, before, all_of_team=True).select_related("worker", "case")
        rows += list(late.order_by("due", "id")[:LOOKED_THROUGH])
    lines = _open(actor, rows, today)
    ahead = [line for line in lines if line.rule and line.rule.lead and 0 < -line.days <= line.rule.lead[0]]
    escalated = [
        line
        for line in lines
        if line.rule and line.rule.escalate is not None and line.days > line.rule.escalate
    ]
    return ForDay(ahead[:IN_PANEL], escalated[:IN_PANEL])


# --- calendar feeds


def feed_digest(token: str) -> bytes:
    """By what the database finds a feed without holding its secret."""
    return tokens.pseudonym("calendar feed", token)


def _alive() -> QuerySet[Feed]:
    """Feeds whose colleague is still here, and was neither reset nor had the sessions ended since."""
    return Feed.objects.filter(user__is_active=True, stamp=F("user__session_stamp"))


def has_feed(actor: Actor) -> date | None:
    """Since when the actor has a feed, if there is one."""
    made = _alive().filter(user_id=actor.user_id).values_list("made_at", flat=True).first()
    return made.date() if made else None


@dataclass(frozen=True)
class Days:
    """Days on which somebody has something due, in that colleague's language; nothing else."""

    digest: bytes
    language: str
    days: list[date]


def feed_days(token: str) -> Days | None:
    """What a calendar may know, for whoever holds the secret; None when there is no such feed."""
    digest = feed_digest(token)
    feed = _alive().select_related("user", "org").filter(digest=digest).first()
    unit = scope.current()
    if feed is None or (unit is not None and unit.org_id != feed.org_id):
        return None
    with scope.scoped(feed.org_id):
        today = clock.now().astimezone(ZoneInfo(feed.org.time_zone)).date()
        due = Obligation.objects.filter(
            worker_id=feed.user_id, is_done=False, due__gte=today - FEED_BACK, due__lte=today + FEED_AHEAD
        )
        found = sorted(set(due.values_list("due", flat=True)))
    return Days(digest, feed.user.language, found)
