"""``acasa screen``: what a set of indicators says of these answers, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from acasa.identification.library import Published
    from acasa.identification.rules.screening import Result

NOTE = "Indicators inform, people decide. This is not a determination."
LANGUAGES = ("en", "ro", "ru")


def screen(
    set_: Annotated[
        str,
        typer.Argument(metavar="[SET]", help="The set of indicators, as adult_labour.", show_default=False),
    ] = "",
    answers: Annotated[
        str,
        typer.Argument(
            metavar="[ANSWERS.json]",
            help="An object of indicator to present, absent, unknown or not_asked; - reads it from the input.",
            show_default=False,
        ),
    ] = "",
    list_: Annotated[
        bool, typer.Option("--list", help="Print the indicators of the set; without a set, all sets.")
    ] = False,
    text: Annotated[bool, typer.Option("--text", help="In sentences instead of JSON.")] = False,
    language: Annotated[str, typer.Option(help="Language of the words: en, ro or ru.")] = "en",
) -> None:
    """What a set of indicators says of these answers: what made each dimension positive, and what is missing.

    It never decides. Exit code 0; 1 when the answers can't be read; 2 for a wrong call.
    """
    from acasa.identification import library

    if language not in LANGUAGES:
        _stop({"error": "unknown_language", "language": language, "languages": list(LANGUAGES)}, 2)
    if list_ and not set_:
        _list_all(list(library.sets().values()), language, text)
        return
    found = library.find(set_)
    if found is None:
        _stop({"error": "unknown_set", "set": set_, "sets": list(library.sets())}, 2)
    if list_:
        _list(found, language, text)
        return
    if not answers:
        _stop({"error": "no_answers", "set": set_, "words": "Name the file with the answers, or --list."}, 2)
    _screen(found, answers, language, text)


def _stop(problem: dict[str, Any], code: int) -> NoReturn:
    _print(problem)
    raise typer.Exit(code)


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _read(answers: str) -> dict[str, Any]:
    try:
        raw = sys.stdin.buffer.read() if answers == "-" else Path(answers).read_bytes()
        data = json.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        _stop({"error": "unreadable", "file": answers, "words": error.strerror or str(error)}, 1)
    except (ValueError, RecursionError) as error:
        _stop({"error": "not_json", "file": answers, "words": str(error)}, 1)
    if isinstance(data, dict) and isinstance(data.get("answers"), dict):
        data = data["answers"]
    if not isinstance(data, dict):
        _stop(
            {
                "error": "not_an_object",
                "file": answers,
                "words": "An object of indicator to answer is expected.",
            },
            1,
        )
    return dict(data)


def _screen(found: Published, answers: str, language: str, text: bool) -> None:
    from acasa.identification.rules.answers import take
    from acasa.identification.rules.screening import screen as run

    taken, problems = take(found.shape, _read(answers), found.names())
    if problems:
        told = [
            {
                "indicator": one.indicator,
                "problem": one.problem,
                **({"meant": one.meant} if one.meant else {}),
            }
            for one in problems
        ]
        _stop({"error": "answers", "set": found.code, "problems": told}, 1)
    result = run(found.shape, taken)
    if text:
        typer.echo("\n".join(_sentences(found, result, language)))
        return
    _print(as_json(found, result, language))


def as_json(found: Published, result: Result, language: str) -> dict[str, Any]:
    """The result, as docs/schemas/screen-result.schema.json says."""

    def named(ids: tuple[str, ...]) -> list[dict[str, str]]:
        strengths = {one.id: one.strength for one in found.shape.indicators()}
        return [{"id": one, "label": found.label(one, language), "strength": strengths[one]} for one in ids]

    dimensions: dict[str, Any] = {}
    act: dict[str, Any] | None = None
    for one in result.dimensions:
        row = {
            "title": found.group(one.code, language),
            "part": one.part,
            "positive": one.positive,
            "open": one.open,
            "rule": one.way,
            "made_by": named(one.made_by),
            "present": list(one.present),
            "unknown": list(one.unknown),
            "not_asked": list(one.not_asked),
            "needed": [
                {
                    name: number
                    for name, number in (
                        ("strong", need.strong),
                        ("medium", need.medium),
                        ("weak", need.weak),
                        ("medium_or_weak", need.other),
                    )
                    if number
                }
                for need in one.needs
            ],
        }
        if one.part == "act":
            act = row
        else:
            dimensions[one.code] = row
    told: dict[str, Any] = {
        "set": found.code,
        "version": found.version,
        "certainty": found.certainty,
        "own": found.own,
        "dimensions": dimensions,
    }
    if act is not None:
        told["act"] = act
    if result.elements:
        told["combination"] = {
            "reading": result.reading,
            "elements": {
                one.code: {"state": one.state, "made_by": list(one.made_by)} for one in result.elements
            },
            "remarks": list(result.remarks),
        }
    return {**told, "answered": result.answered, "of": result.of, "note": NOTE}


def _sentences(found: Published, result: Result, language: str) -> list[str]:
    lines = [found.title(language), ""]
    for one in result.dimensions:
        state = "positive" if one.positive else "open" if one.open else "not positive"
        lines.append(f"{found.group(one.code, language)}: {state}")
        lines += [f"  + {found.label(name, language)}" for name in one.present]
        if one.unknown or one.not_asked:
            lines.append(f"  not known: {len(one.unknown)}, not asked: {len(one.not_asked)}")
        lines += [
            f"  would need {_need(need.strong, need.medium, need.weak, need.other)}" for need in one.needs
        ]
    for element in result.elements:
        lines.append(f"{element.code}: {element.state}")
    if result.elements:
        lines.append(f"Together: {result.reading} ({', '.join(result.remarks) or 'no remarks'})")
    return [*lines, "", NOTE]


def _need(strong: int, medium: int, weak: int, other: int) -> str:
    parts: Mapping[str, int] = {"strong": strong, "medium": medium, "weak": weak, "medium or weak": other}
    return " and ".join(f"{number} {name}" for name, number in parts.items() if number)


def _list_all(found: list[Published], language: str, text: bool) -> None:
    if text:
        for one in found:
            typer.echo(f"{one.code}: {one.title(language)} ({len(one.entries)})")
        return
    _print(
        [
            {
                "set": one.code,
                "title": one.title(language),
                "for": one.shape.for_,
                "rule": one.shape.rule,
                "indicators": sum(
                    len(dimension.indicators) for dimension in one.shape.dimensions if dimension.part != "act"
                ),
                "own": one.own,
                "certainty": one.certainty,
                "version": one.version,
            }
            for one in found
        ]
    )


def _list(found: Published, language: str, text: bool) -> None:
    if text:
        for dimension in found.shape.dimensions:
            typer.echo(found.group(dimension.code, language))
            for one in dimension.indicators:
                typer.echo(f"  {one.id} {one.strength:<6} {found.label(one.id, language)}")
        return
    rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for dimension in found.shape.dimensions:
        for one in dimension.indicators:
            entry = found.entries[one.id]
            row = {
                "id": one.id,
                "dimension": dimension.code,
                "part": dimension.part,
                "strength": one.strength,
                "label": found.label(one.id, language),
                "certainty": entry.certainty,
            }
            row |= {"name": entry.name} if entry.name else {}
            row |= {"note": entry.note} if entry.note else {}
            row |= {"method": found.method(one.id, language)} if entry.methods else {}
            rows[dimension.part == "act"].append(row)
    _print(
        {
            "set": found.code,
            "title": found.title(language),
            "for": found.shape.for_,
            "rule": found.shape.rule,
            "combine": found.shape.combine,
            "own": found.own,
            "version": found.version,
            "certainty": found.certainty,
            "source": found.source,
            "licence": found.licence,
            "answers": ["present", "absent", "unknown", "not_asked"],
            "dimensions": {
                dimension.code: {"title": found.group(dimension.code, language), "part": dimension.part}
                for dimension in found.shape.dimensions
                if dimension.part != "act"
            },
            "indicators": rows[False],
            "acts": rows[True],
        }
    )
