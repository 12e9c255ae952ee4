"""The chain challenge → barrier → need → goal → action → outcome, laid out so that it can be read as lines.

Challenges lead to several needs and goals serve several of them, so the whole is a net. On a page each part stands
in one place, under the first that leads to it, and says which others lead there as well: nothing is lost and
nothing stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """A need or a challenge: the id of its record and what it says."""

    id: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Twig:
    """A goal with what is done for it; `also`: what else it answers. Without a goal: a gap."""

    goal: Mapping[str, Any] | None
    actions: tuple[Mapping[str, Any], ...] = ()
    also_needs: tuple[str, ...] = ()
    also_challenges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """A need with the goals that answer it; `also` are further challenges that lead to it. Without a need: a gap."""

    need: Part | None
    twigs: tuple[Twig, ...]
    also_challenges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Strand:
    """A challenge, what it blocks, and all that follows; `elsewhere` are its needs that stand under another one."""

    challenge: Part | None
    barriers: tuple[str, ...]
    branches: tuple[Branch, ...]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the page. A part is None where the line above still speaks of it; `rows` are the lines it spans."""

    strand: Strand | None
    strand_rows: int
    branch: Branch | None
    branch_rows: int
    twig: Twig | None
    twig_rows: int
    action: Mapping[str, Any] | None


def build(
    needs: Sequence[Part], challenges: Sequence[Part], goals: Iterable[Mapping[str, Any]]
) -> tuple[Strand, ...]:
    """The chain in the order given: challenges first, then needs and goals that no challenge leads to.

    A link to something that is not there (or that these keys don't open) is left out.
    """
    known_needs, known = {need.id for need in needs}, {challenge.id for challenge in challenges}
    leads = {c.id: _known(c.data.get("leads_to", ()), known_needs) for c in challenges}
    causes = {need.id: [c.id for c in challenges if need.id in leads[c.id]] for need in needs}
    by_need: dict[str, list[Twig]] = {need.id: [] for need in needs}
    by_challenge: dict[str, list[Twig]] = {challenge.id: [] for challenge in challenges}
    alone: list[Twig] = []
    for goal in goals:
        serves = _known(goal.get("needs", ()), known_needs)
        answers = _known(goal.get("challenges", ()), known)
        twig = Twig(goal, tuple(goal.get("actions", ())), tuple(serves[1:]), tuple(answers))
        if serves:
            by_need[serves[0]].append(twig)
        elif answers:
            by_challenge[answers[0]].append(Twig(goal, twig.actions, (), tuple(answers[1:])))
        else:
            alone.append(twig)

    def branch(need: Part) -> Branch:
        return Branch(need, tuple(by_need[need.id]) or (Twig(None),), tuple(causes[need.id][1:]))

    strands = []
    for challenge in challenges:
        own = [need for need in needs if causes[need.id][:1] == [challenge.id]]
        branches = [branch(need) for need in own]
        if by_challenge[challenge.id]:
            branches.append(Branch(None, tuple(by_challenge[challenge.id])))
        elsewhere = tuple(i for i in leads[challenge.id] if causes[i][0] != challenge.id)
        barriers = tuple(dict.fromkeys(challenge.data.get("barriers", ())))
        strands.append(
            Strand(challenge, barriers, tuple(branches) or (Branch(None, (Twig(None),)),), elsewhere)
        )
    strands += [Strand(None, (), (branch(need),)) for need in needs if not causes[need.id]]
    strands += [Strand(None, (), (Branch(None, (twig,)),)) for twig in alone]
    return tuple(strands)


def _known(ids: Iterable[str], there: set[str]) -> list[str]:
    return [item for item in dict.fromkeys(ids) if item in there]


def lines(strand: Strand) -> list[Line]:
    """A strand as lines, one for each action; a part that spans several stands on the first of them."""
    rows = {id(twig): max(1, len(twig.actions)) for branch in strand.branches for twig in branch.twigs}
    height = [sum(rows[id(twig)] for twig in branch.twigs) for branch in strand.branches]
    found: list[Line] = []
    for branch, branch_rows in zip(strand.branches, height, strict=True):
        for first_twig, twig in enumerate(branch.twigs):
            for first_action, action in enumerate(twig.actions or (None,)):
                begins = first_action == 0
                found.append(
                    Line(
                        strand if not found else None,
                        sum(height),
                        branch if begins and first_twig == 0 else None,
                        branch_rows,
                        twig if begins else None,
                        rows[id(twig)],
                        action,
                    )
                )
    return found
