"""``acasa score``: the score and band of an instrument, without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from acasa.assessments.scoring import Instrument, Result

BAD_ANSWERS, USAGE, NOT_ALLOWED = 1, 2, 3


def score(
    instrument: Annotated[str, typer.Argument(help="An instrument, as PHQ-9; see --list.")] = "",
    answers: Annotated[
        str,
        typer.Argument(help="A file of answers as JSON, {q1: 0, …} in the published order; - reads it here."),
    ] = "",
    order: Annotated[
        str, typer.Option(help="Which published order q1 … qN follow, where several circulate; see --list.")
    ] = "",
    respondent: Annotated[str, typer.Option(help="Who answered: self, parent, child or worker.")] = "",
    permission: Annotated[
        str, typer.Option(help="Reference of the owner's permission, where the owner wants to be asked.")
    ] = "",
    text: Annotated[bool, typer.Option("--text", help="For people rather than as JSON.")] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="All instruments, or the items of the one that is named.")
    ] = False,
) -> None:
    """The score and band of an instrument, from answers as JSON. Needs no database.

    Exit code 1: some answers can't be counted, all are named. 2: no such instrument or file. 3: its owner wants to be
    asked first, or it is not counted here.
    """
    from acasa.assessments import library

    if list_ and not instrument:
        _list(text)
        return
    found = library.find(instrument) if instrument else None
    if found is None:
        words = f"There is no instrument {instrument!r}." if instrument else "Name an instrument."
        _fail("unknown_instrument", f"{words} acasa score --list names all.", USAGE)
    if list_:
        _items(found, text)
        return
    if not answers:
        _fail("no_answers", "Name a file of answers, or - for what is piped in.", USAGE)
    if found.licence.owner_decides and not permission.strip():
        words = f"{found.title}: {found.licence.text} Ask {found.licence.holder}, then name it with --permission."
        _fail("permission_needed", words, NOT_ALLOWED)
    if not found.scored:
        _fail("not_scored", f"{found.title} is not counted here: {found.licence.text}", NOT_ALLOWED)
    _score(found, _answers(answers), order, respondent, text)


def _score(found: Instrument, answers: dict[str, Any], order: str, respondent: str, text: bool) -> None:
    from acasa.assessments.scoring import BadAnswers
    from acasa.assessments.scoring import score as count

    if order and order not in found.orders:
        known = ", ".join(found.orders) or "one only"
        _fail("unknown_order", f"{found.title} has no order {order!r}; it has {known}.", USAGE)
    if respondent and respondent not in found.respondents:
        known = ", ".join(found.respondents)
        _fail("unknown_respondent", f"{found.title} is not answered by {respondent!r}; by {known}.", USAGE)
    try:
        result = count(found, answers, respondent=respondent, order=order)
    except BadAnswers as bad:
        faults = [
            {"item": each.item, "code": each.code, "message": each.message, "offered": list(each.offered)}
            for each in bad.faults
        ]
        _fail("bad_answers", "Some answers can't be counted.", BAD_ANSWERS, faults=faults)
    _write(_plain(found, result, order) if text else _as_json(found, result, order))


def _as_json(found: Instrument, result: Result, order: str) -> dict[str, Any]:
    from acasa.assessments.scoring import said

    ends = found.range()
    band = found.band(result.band)
    data = result.as_json()
    data |= {"title": found.title, "band_title": said(band.title, "en") if band else ""}
    data |= {"range": list(ends) if ends else None, "direction": found.direction}
    data |= {"unofficial": found.unofficial, "certainty": found.certainty}
    if found.orders:
        data["order"] = order or next(iter(found.orders))
    return data


def _plain(found: Instrument, result: Result, order: str) -> str:
    from acasa.assessments.scoring import said

    def number(value: float | None) -> str:
        return "not enough answers" if value is None else f"{value:g}"

    lines = [f"{found.title}: {said(found.construct, 'en')}"]
    if found.orders:
        lines.append(f"Order: {order or next(iter(found.orders))}")
    if found.total:
        low, high = found.range() or (0, 0)
        way = "higher is better" if found.direction == "higher" else "lower is better"
        lines.append(f"Score: {number(result.score)} (from {low:g} to {high:g}, {way})")
    band = found.band(result.band)
    if band:
        lines.append(f"Band: {said(band.title, 'en')}")
    for scale in found.subscales:
        part = result.subscales[scale.id]
        called = found.band(part.band, scale.id)
        lines.append(
            f"  {said(scale.title, 'en')}: {number(part.score)}"
            + (f", {said(called.title, 'en')}" if called else "")
        )
    for rule in found.rules:
        holds = {True: "yes", False: "no", None: "not enough answers"}[result.rules[rule.id]]
        lines.append(f"  {said(rule.title, 'en')}: {holds}")
    if result.missing:
        lines.append(f"Missing: {', '.join(result.missing)}")
    for hit in result.critical:
        lines.append(f"Today, not later: {said(hit.title, 'en')} ({hit.item}). Protocol: {hit.protocol}.")
    lines.append("A screening, never a diagnosis." + (" Unofficial." if found.unofficial else ""))
    return "\n".join(lines)


def _answers(place: str) -> dict[str, Any]:
    try:
        content = sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8-sig")
        data = json.loads(content)
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as problem:
        _fail("unreadable", f"{place}: {problem}", USAGE)
    if isinstance(data, list):
        data = {f"q{number}": value for number, value in enumerate(data, start=1)}
    if not isinstance(data, dict):
        _fail("unreadable", f"{place}: an object of q1 … qN is expected.", USAGE)
    return data


def _about(found: Instrument) -> dict[str, Any]:
    from acasa.assessments.scoring import said

    ends = found.range()
    return {
        "instrument": found.slug,
        "version": found.version,
        "title": found.title,
        "construct": said(found.construct, "en"),
        "items": found.length,
        "range": list(ends) if ends else None,
        "licence": found.licence.cls,
        "text_included": found.licence.free,
        "scored": found.scored,
        "permission_needed": found.licence.owner_decides,
    }


def _list(text: bool) -> None:
    from acasa.assessments import library

    rows = [_about(one) for one in library.newest().values()]
    if not text:
        _write({"instruments": rows})
        return
    for row in rows:
        state = "with its text" if row["text_included"] else f"without its text ({row['licence']})"
        counted = "counted" if row["scored"] else "not counted"
        _write(f"{row['instrument']:<20} {row['construct']}, {row['items'] or '?'} items, {state}, {counted}")


def _items(found: Instrument, text: bool) -> None:
    from acasa.assessments import library

    words = library.wording(found)
    order = found.order()
    rows = [
        {
            "place": f"q{number}",
            "item": item,
            "text": words.get(item, ""),
            "answers": dict(found.by_id[item].options),
            "reversed": found.by_id[item].reverse,
            "scored": found.by_id[item].scored,
        }
        for number, item in enumerate(order, start=1)
    ]
    if not text:
        orders = {key: list(each) for key, each in found.orders.items()}
        _write(_about(found) | {"items": rows, "orders": orders})
        return
    for row in rows:
        answers = ", ".join(row["answers"])
        turned = " (turned)" if row["reversed"] else ""
        _write(f"{row['place']:<4} {row['item']:<14} {answers}{turned}  {row['text']}")


def _write(data: dict[str, Any] | str) -> None:
    typer.echo(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, indent=2))


def _fail(code: str, words: str, status: int, **more: Any) -> NoReturn:
    """One JSON object for programs, one sentence for people."""
    _write({"error": {"code": code, "message": words, **more}})
    typer.echo(words, err=True)
    raise typer.Exit(status)
