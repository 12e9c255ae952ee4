"""A child's plan on paper and on the screen: printed, read here, signed, brought back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.childplan import queries, rules
from acasa.cases.childplan.services.desk import childs, present, rewrite, stamp, tell
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.papers.document import Document
from acasa.cases.papers.orders import Order
from acasa.cases.papers.services import cleaned
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import files, folders

PAPER = "child_plan"
COPY = "child_copy"


def _record(actor: Actor, what: str, language: str, **more: Any) -> dict[str, Any]:
    """A paper as the case's room of papers tells it."""
    empty = {"signed": "no", "file": "", "name": "", "size": 0}
    return {"kind": "paper", "what": what, "language": language, **empty, **stamp(actor), **more}


def _of(order: Order) -> dict[str, Any]:
    names = papers.CODE_ONLY if order.without_names else order.names
    return {"names": names, "safe": order.safe, "instead": order.instead}


def make(actor: Actor, case_id: UUID, *, order: Order, document: Document) -> bytes:
    """Set the paper in memory and record that it was made. Returns the PDF, which is stored nowhere."""
    verb = "childplan.print"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        present(desk, verb)
        pdf = typesetting.pdf(document.data())
        data = _record(actor, order.what, order.language, **_of(order))
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        folders.note(actor, verb, case_id, written=written)
    return pdf


def read_here(actor: Actor, case_id: UUID, *, order: Order) -> None:
    """Record that the child read it on the screen, here."""
    verb = "childplan.read_here"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        present(desk, verb)
        data = _record(actor, order.what, order.language, read_here=True, **_of(order))
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        folders.note(actor, verb, case_id, written=written)


def sign(
    actor: Actor,
    case_id: UUID,
    *,
    signers: Sequence[Mapping[str, Any]],
    number: int,
    on: date,
    document: Document,
    name: str,
) -> None:
    """Keep a plan signed on the screen: its PDF with the drawings, sealed, and who signed in the version itself.

    Each of `signers` has `who` (team, guardian, child, other), `name`, `profession`, `organisation`, and `user` or
    `guardian` for an id. Raises Conflict if there is a newer version than they read.
    """
    if not signers:
        raise Refused("childplan.sign", case_id)
    pdf = typesetting.pdf(document.data())
    _keep(actor, case_id, signers=signers, number=number, on=on, content=pdf, name=name, how="screen",
          language=document.language)  # fmt: skip


def keep(
    actor: Actor,
    case_id: UUID,
    *,
    signers: Sequence[Mapping[str, Any]],
    number: int,
    on: date,
    content: bytes,
    code: str,
    language: str,
    pdf_known: bool,
) -> None:
    """Seal a plan that was signed by hand and photographed. Raises papers' NotTaken, or Conflict as `sign` does."""
    if not signers:
        raise Refused("childplan.sign", case_id)
    bare, extension = cleaned(content, pdf_known=pdf_known)
    name = papers.filename("child-plan", code, extension)
    _keep(actor, case_id, signers=signers, number=number, on=on, content=bare, name=name, how="paper",
          language=language)  # fmt: skip


def _keep(
    actor: Actor,
    case_id: UUID,
    *,
    signers: Sequence[Mapping[str, Any]],
    number: int,
    on: date,
    content: bytes,
    name: str,
    how: str,
    language: str,
) -> None:
    verb = "childplan.sign"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        record = present(desk, verb)
        if int(record.data["number"]) != number:
            raise Conflict(record.data, {}, int(record.data["number"]))
        found = queries.guardians_of(desk.case_folder, desk.person_folder, on)
        may = {one.id for one in found if one.may_sign}
        # Asked anew under the lock: a conflict of interest may have been found since the page was made.
        if any(one["who"] == rules.GUARDIAN and one.get("guardian") not in may for one in signers):
            raise Refused(verb, case_id)
        file_id, stored = files.store(desk.case_folder, people.CASEWORK, io.BytesIO(content))
        made = stamp(actor)
        new = [
            {
                **{part: one.get(part, "") for part in ("who", "name", "profession", "organisation", "user")},
                "how": how,
                "on": on.isoformat(),
                "file": str(file_id),
                **made,
            }
            for one in signers
        ]
        paper = _record(actor, PAPER, language, signed=how, file=str(file_id), name=name, size=len(content))
        said = [one["name"] for one in new]
        written = [
            stored,
            folders.add(desk.case_folder, people.CASEWORK, paper)[1],
            rewrite(desk, record, {**record.data, "signed": [*record.data.get("signed", ()), *new]}),
            tell(actor, desk, "signed", number=number, names=said, text=""),
        ]
        folders.note(actor, verb, case_id, written=written)
