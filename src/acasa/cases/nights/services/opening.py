"""Emergency opening: for a reason, four hours, one case, one session; told at once and reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from acasa.cases import rules as case_rules
from acasa.cases.models import Case
from acasa.cases.nights import queries, rules
from acasa.cases.nights.models import Opening
from acasa.cases.services.opening import stamp, today_of
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import emergency, folders, tokens
from acasa.vault.folders import OpenFolder


def _reach(actor: Actor, case_id: UUID, verb: str) -> tuple[Case, OpenFolder]:
    """The case, whose essentials the actor opens already: without them there is nobody to help."""
    case = Case.objects.filter(id=case_id).first()
    found = folders.open_many(actor, [case.id, case.person_id] if case else [case_id], only=people.ESSENTIALS)
    folder = found.get(case_id)
    if (
        case is None
        or folder is None
        or case.person_id not in found
        or not folder.can_open(people.ESSENTIALS)
    ):
        raise Refused(verb, case_id)
    facts = folder.one("case")
    if facts and not case_rules.belongs(facts.data, person_id=case.person_id, team_id=case.team_id):
        raise tokens.Tampered("The case's row names another person or team than the case itself.")
    return case, folder


def begin(
    actor: Actor, case_id: UUID, *, compartments: Sequence[str], reason: str, token: str
) -> tuple[UUID, bool]:
    """Open compartments of one case for four hours in the session that holds `token`.

    The caller has asked for the second factor. Returns the opening's id, and False if the same was open already.
    Refused without the emergency ring, and where there is nothing that it opens.
    """
    verb = "emergency.open"
    with scope.scoped(actor.org_id):
        case, folder = _reach(actor, case_id, verb)
        wanted = sorted(set(compartments))
        if not reason.strip() or not wanted:
            raise Refused(verb, case_id)
        running = queries.running_of(actor, case_id, wanted)
        if running is not None:
            return running, False
        keys = emergency.open_keys(actor, [case.id, case.person_id], wanted, verb=verb)
        opened_at = clock.now()
        until = opened_at + rules.OPEN_FOR
        row = Opening(
            id=uuid4(),
            org_id=actor.org_id,
            case=case,
            user_id=actor.user_id,
            opened_at=opened_at,
            expires_at=until,
            review_by=rules.next_working_day(today_of(actor.org_id)),
        )
        told = {"opening": str(row.id), "reason": reason, "compartments": wanted, "until": until.isoformat()}
        row.told = folders.seal_detail(actor, told)
        row.lent = emergency.seal_keys(
            actor, token, loan=row.id, subject=case.id, until=until.isoformat(), keys=keys
        )
        row.save(force_insert=True)
        # In the case itself, so that whoever works with her reads it on her page.
        _, written = folders.add(folder, people.ESSENTIALS, {"kind": "emergency", **told, **stamp(actor)})
        folders.note(actor, verb, case.id, detail=told, written=[written])
    return row.id, True


def failed(actor: Actor, case_id: UUID, *, compartments: Sequence[str], reason: str) -> None:
    """The second proof was wrong: nothing was opened, and the record says that somebody tried, and for what."""
    folders.note(
        actor,
        "emergency.open",
        case_id,
        outcome="failed",
        detail={"reason": reason, "compartments": sorted(compartments)},
    )


def end(actor: Actor, opening_id: UUID) -> UUID:
    """End it before its time: who opened it, the case's worker, or a supervisor. Returns the case."""
    verb = "emergency.end"
    with scope.scoped(actor.org_id):
        row = (
            Opening.objects.select_for_update(of=("self",))
            .select_related("case")
            .filter(id=opening_id)
            .first()
        )
        if row is None or not (
            row.user_id == actor.user_id or row.case.worker_id == actor.user_id or actor.is_supervisor
        ):
            raise Refused(verb, opening_id)
        if rules.is_running(clock.now(), ends=row.expires_at, stopped=row.ended_at):
            row.ended_at = clock.now()
            row.lent = b""
            row.save(update_fields=["ended_at", "lent"])
            folders.note(actor, verb, row.case_id)
    return row.case_id


def review(actor: Actor, opening_id: UUID, *, verdict: str, words: str) -> bool:
    """Was it justified? False if somebody said so already. It ends what still runs."""
    verb = "emergency.review"
    with scope.scoped(actor.org_id):
        row = (
            Opening.objects.select_for_update(of=("self",))
            .select_related("case")
            .filter(id=opening_id)
            .first()
        )
        if row is None or verdict not in rules.VERDICTS or not queries.may_review(actor, row):
            raise Refused(verb, opening_id)
        if row.reviewed_at is not None:
            return False
        at = clock.now()
        said = {"opening": str(row.id), "verdict": verdict, "words": words}
        row.review = folders.seal_detail(actor, said)
        row.reviewed_at, row.reviewed_by = at, actor.user_id
        row.lent = b""
        if row.ended_at is None and at < row.expires_at:
            row.ended_at = at
        row.save(update_fields=["review", "reviewed_at", "reviewed_by", "lent", "ended_at"])
        written = []
        # A supervisor of another team has no key of the case: then the verdict stands in the record alone.
        folder = folders.open_many(actor, [row.case_id], only=people.ESSENTIALS).get(row.case_id)
        if folder is not None:
            for record in folder.of_kind("emergency"):
                if record.data.get("opening") == str(row.id):
                    data = {
                        **record.data,
                        "verdict": verdict,
                        "review": words,
                        "reviewed_at": at.isoformat(),
                        "reviewed_by": actor.display_name,
                    }
                    written.append(folders.change(folder, record, data, expected_version=record.version)[1])
        folders.note(actor, verb, row.case_id, detail=said, written=written)
    return True


def add_word(actor: Actor, case_id: UUID, *, text: str) -> None:
    """What a colleague on duty did or heard at night, for those who work with her."""
    verb = "night.word"
    with scope.scoped(actor.org_id):
        case, folder = _reach(actor, case_id, verb)
        if not text.strip():
            raise Refused(verb, case_id)
        _, written = folders.add(
            folder, people.ESSENTIALS, {"kind": "night_word", "text": text, **stamp(actor)}
        )
        folders.note(actor, verb, case.id, written=[written])
