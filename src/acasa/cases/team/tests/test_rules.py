"""No sequence of allowed acts reaches an impossible state, and a forbidden one says why."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from acasa.cases.team import rules
from acasa.cases.team.rules import Parts, Request, Subject, Who

PEOPLE = ("ana", "boris", "vera", "wanda")
SUPERVISORS = frozenset({"vera", "wanda"})


def who(name: str) -> Who:
    return Who(name, name in SUPERVISORS)


class Approving(RuleBasedStateMachine):
    """A thing is written, asked about, answered, written again, by anybody in any order."""

    requests: tuple[Request, ...] = ()
    subject = Subject(rules.PLAN)
    # What each supervisor has before her eyes.
    seen: dict[str, Parts]

    @initialize(what=st.sampled_from(rules.WHAT))
    def begin(self, what: str) -> None:
        self.requests, self.subject, self.seen = (), Subject(what), {}

    @rule(by=st.sampled_from(PEOPLE))
    def write(self, by: str) -> None:
        number = self.subject.parts[0][1] + 1 if self.subject.parts else 1
        self.subject = Subject(self.subject.what, (("record", number),), frozenset({by}))
        assert rules.standing(self.requests, self.subject) != rules.APPROVED

    @rule(by=st.sampled_from(PEOPLE))
    def look(self, by: str) -> None:
        self.seen[by] = self.subject.parts

    @rule(by=st.sampled_from(PEOPLE), act=st.sampled_from(rules.ACTS))
    def acts(self, by: str, act: str) -> None:
        seen = self.seen.get(by, ()) if act == rules.APPROVE else None
        reason = rules.reason_against(act, self.requests, self.subject, who(by), seen)
        before = self.requests
        if reason:
            assert reason in rules.REASONS
            with pytest.raises(rules.NotAllowed) as forbidden:
                rules.after(act, self.requests, self.subject, who(by), seen)
            assert forbidden.value.reason == reason and self.requests is before
            return
        self.requests = rules.after(act, self.requests, self.subject, who(by), seen)
        state = rules.standing(self.requests, self.subject)
        if act == rules.ASK:
            assert state == rules.ASKED
        if act == rules.RETURN:
            assert state == rules.RETURNED and by in SUPERVISORS
        if act == rules.APPROVE:
            # A second pair of eyes, which saw exactly this.
            assert state == rules.APPROVED and by in SUPERVISORS and seen == self.subject.parts
            assert by not in self.subject.authors
        # What was asked and answered is never lost.
        assert len(self.requests) - len(before) in (0, 1)

    @invariant()
    def nothing_impossible(self) -> None:
        state = rules.standing(self.requests, self.subject)
        assert state in rules.STANDINGS
        assert sum(request.state == rules.ASKED for request in self.requests) <= 1
        for request in self.requests:
            assert bool(request.decided_by) == (request.state in (rules.APPROVED, rules.RETURNED))
            assert request.asked_by != request.decided_by
        newest = rules.last(self.requests)
        if state == rules.APPROVED:
            assert newest is not None and newest.parts == self.subject.parts
        if not self.subject.parts:
            assert not self.requests and state == rules.NOTHING


TestApproving = Approving.TestCase


ASKED = (Request((("r", 1),), rules.ASKED, "ana"),)
PLAN = Subject(rules.PLAN, (("r", 1),), frozenset({"boris"}))


@pytest.mark.parametrize(
    ("act", "requests", "subject", "by", "reason"),
    [
        (rules.ASK, (), Subject(rules.PLAN), "ana", rules.NOTHING),
        (rules.ASK, ASKED, PLAN, "boris", rules.ASKED_ALREADY),
        (rules.APPROVE, ASKED, PLAN, "boris", rules.NOT_SUPERVISOR),
        (rules.APPROVE, ASKED, Subject(rules.PLAN, (("r", 1),), frozenset({"vera"})), "vera", rules.OWN),
        (rules.APPROVE, (Request((("r", 1),), rules.ASKED, "vera"),), PLAN, "vera", rules.OWN),
        (rules.APPROVE, (), Subject(rules.CLOSURE, (("r", 1),)), "vera", rules.NOT_ASKED),
        (rules.RETURN, (), PLAN, "vera", rules.NOT_ASKED),
        (rules.TAKE_BACK, ASKED, PLAN, "boris", rules.NOT_ASKER),
        # A plan may be approved unasked, and an answer may be given where it was asked.
        (rules.APPROVE, (), PLAN, "vera", ""),
        (rules.APPROVE, ASKED, PLAN, "vera", ""),
        (rules.RETURN, ASKED, PLAN, "wanda", ""),
        (rules.TAKE_BACK, ASKED, PLAN, "ana", ""),
    ],
)
def test_each_reason(act: str, requests: tuple[Request, ...], subject: Subject, by: str, reason: str) -> None:
    assert rules.reason_against(act, requests, subject, who(by)) == reason


def test_what_was_returned_may_be_asked_again_and_what_was_approved_only_once_it_changed() -> None:
    returned = rules.after(rules.RETURN, ASKED, PLAN, who("vera"))
    again = rules.after(rules.ASK, returned, PLAN, who("ana"))
    approved = rules.after(rules.APPROVE, again, PLAN, who("vera"))
    assert [request.state for request in approved] == [rules.RETURNED, rules.APPROVED]
    assert rules.reason_against(rules.ASK, approved, PLAN, who("ana")) == rules.APPROVED_ALREADY
    newer = Subject(rules.PLAN, (("s", 2),), frozenset({"ana"}))
    assert rules.standing(approved, newer) == rules.CHANGED
    assert not rules.reason_against(rules.ASK, approved, newer, who("ana"))


def test_tasks_and_conferences_end_once() -> None:
    assert rules.may_move("task", "open", rules.DONE) and not rules.may_move("task", rules.DONE, "open")
    assert rules.may_move("conference", rules.HELD, rules.HELD)
    assert not rules.may_move("conference", rules.CALLED_OFF, rules.HELD)


@pytest.mark.parametrize(
    ("name", "short"), [("Natalia", "N."), ("Ana-Maria Lupu", "A. L."), ("", "–"), ("Șerban ursu", "Ș. U.")]
)
def test_initials(name: str, short: str) -> None:
    assert rules.initials(name) == short
