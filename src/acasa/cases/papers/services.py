"""Writes of papers: each one made, shown, signed or brought back is recorded; a partner's answer too."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.papers import metadata, rules, typesetting
from acasa.cases.papers.document import Document
from acasa.cases.papers.orders import Order
from acasa.cases.services import cards
from acasa.cases.services.opening import Step, add_step, now
from acasa.cases.services.working import Desk, take
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import files, folders

FILING = (people.CASEWORK, people.HEALTH, people.LEGAL)


class NotTaken(ValueError):
    """A file that can't be kept as a signed paper; `args[0]` is one of: kind, heic, damaged, pdf, pdf_tells."""


def _record(actor: Actor, what: str, language: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "paper",
        "what": what,
        "language": language,
        "signed": "no",
        "file": "",
        "name": "",
        "size": 0,
        "at": now(),
        "by": str(actor.user_id),
        "by_name": actor.display_name,
        **more,
    }


def _of(order: Order) -> dict[str, Any]:
    """What is remembered of an order: never the facts themselves, only which were told, and to whom."""
    told: dict[str, Any] = {
        "names": rules.CODE_ONLY if order.without_names else order.names,
        "safe": order.safe,
    }
    if order.instead:
        told["instead"] = order.instead
    if order.ticked:
        told["told"] = sorted(order.ticked)
    for name in ("to", "person", "agreed", "purpose"):
        if order.said(name):
            told[name] = order.said(name)
    return told


def _desk(actor: Actor, case_id: UUID, what: str, verb: str) -> Desk:
    desk = take(actor, case_id, verb)
    held = {compartment for compartment, _version in desk.case_folder.keys}
    if not rules.may_make(what, held):
        raise Refused(verb, case_id)
    return desk


def _home(desk: Desk) -> str:
    return rules.home_of({compartment for compartment, _version in desk.case_folder.keys})


def make(actor: Actor, case_id: UUID, *, order: Order, document: Document) -> bytes:
    """Set the paper in memory and record that it was made. Returns the PDF, which is stored nowhere."""
    with scope.scoped(actor.org_id):
        desk = _desk(actor, case_id, order.what, "paper.make")
        pdf = typesetting.pdf(document.data())
        data = _record(actor, order.what, order.language, **_of(order))
        written = [folders.add(desk.case_folder, _home(desk), data)[1]]
        folders.note(actor, "paper.make", case_id, written=written)
        return pdf


def read_here(actor: Actor, case_id: UUID, *, order: Order) -> None:
    """Record that she read the paper on the screen, here."""
    with scope.scoped(actor.org_id):
        desk = _desk(actor, case_id, order.what, "paper.read_here")
        data = _record(actor, order.what, order.language, read_here=True, **_of(order))
        written = [folders.add(desk.case_folder, _home(desk), data)[1]]
        folders.note(actor, "paper.read_here", case_id, written=written)


def sign(actor: Actor, case_id: UUID, *, order: Order, document: Document, name: str) -> None:
    """Keep a paper signed on the screen: its PDF with the drawings, sealed into case work."""
    if order.what not in rules.SIGNED or not order.drawings:
        raise Refused("paper.sign", case_id)
    with scope.scoped(actor.org_id):
        desk = _desk(actor, case_id, order.what, "paper.sign")
        pdf = typesetting.pdf(document.data())
        file_id, stored = files.store(desk.case_folder, people.CASEWORK, io.BytesIO(pdf))
        more = {"signed": "screen", "file": str(file_id), "name": name, "size": len(pdf)}
        signers = [signer for signer in rules.SIGNERS if signer in order.drawings]
        data = _record(actor, order.what, order.language, **_of(order), **more, signers=signers)
        written = [stored, folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        folders.note(actor, "paper.sign", case_id, written=written)


def cleaned(content: bytes, *, pdf_known: bool) -> tuple[bytes, str]:
    """A signed paper's picture without what nobody sees, and its extension. Raises NotTaken.

    JPEG and PNG are stripped. A PDF can't be, surely, in a few lines: it is taken only if whoever brings it says
    that its origin is known (a scanner of the house), and never with a camera's data in sight.
    """
    kind = metadata.kind_of(content)
    if kind in (metadata.JPEG, metadata.PNG):
        try:
            return metadata.stripped(content), "jpg" if kind == metadata.JPEG else "png"
        except metadata.Damaged:
            raise NotTaken("damaged") from None
    if kind == metadata.PDF:
        if metadata.tells_more(content):
            raise NotTaken("pdf_tells")
        if not pdf_known:
            raise NotTaken("pdf")
        return content, "pdf"
    raise NotTaken("heic" if kind == metadata.HEIC else "kind")


def keep(
    actor: Actor,
    case_id: UUID,
    *,
    what: str,
    language: str,
    compartment: str,
    content: bytes,
    pdf_known: bool,
) -> None:
    """Seal a paper signed by hand. Its own file name is forgotten: it may hold a name. Raises NotTaken."""
    bare, extension = cleaned(content, pdf_known=pdf_known)
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "paper.keep")
        if compartment not in FILING or not desk.case_folder.can_open(compartment) or what not in rules.KINDS:
            raise Refused("paper.keep", case_id)
        facts = desk.case_folder.one("case")
        name = rules.filename(what, str(facts.data.get("code", "")) if facts else "", extension)
        file_id, stored = files.store(desk.case_folder, compartment, io.BytesIO(bare))
        more = {"signed": "paper", "file": str(file_id), "name": name, "size": len(bare)}
        data = _record(actor, what, language, **more, stripped=extension != "pdf")
        written = [stored, folders.add(desk.case_folder, compartment, data)[1]]
        folders.note(actor, "paper.keep", case_id, written=written)


def printed_blank(actor: Actor) -> None:
    """Record that somebody printed a blank intake form."""
    with scope.scoped(actor.org_id):
        folders.note(actor, "paper.blank", actor.user_id)


def partner_answered(
    actor: Actor, case_id: UUID, *, data: Mapping[str, Any], by_when: date | None, step: Step | None
) -> None:
    """What a partner said, by telephone or otherwise, and what comes next because of it."""
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "partner.answer")
        if not desk.case_folder.can_open(people.CASEWORK) or data.get("answer") not in rules.ANSWERS:
            raise Refused("partner.answer", case_id)
        record = {
            "kind": "partner_answer",
            **{name: data.get(name, "") for name in ("organisation", "person", "answer", "words")},
            "by_when": by_when.isoformat() if by_when else "",
            "at": now(),
            "by": str(actor.user_id),
            "by_name": actor.display_name,
        }
        written = [folders.add(desk.case_folder, people.CASEWORK, record)[1]]
        if step is not None:
            written.append(add_step(actor, desk.case, desk.case_folder, step))
            written += cards.refresh(
                actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,)
            )
        folders.note(actor, "partner.answer", case_id, written=written)
