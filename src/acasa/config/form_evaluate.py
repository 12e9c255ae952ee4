"""``acasa form evaluate``: what a questionnaire makes of a set of answers, without a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acasa.config.form_check import line, media_beside

if TYPE_CHECKING:
    from acasa.questionnaires.engine.session import Session, State


def _question(session: Session, state: State) -> dict[str, Any]:
    node = state.node
    found: dict[str, Any] = {
        "path": state.path,
        "name": node.name,
        "kind": node.kind,
        "type": node.type,
        "relevant": state.relevant,
        "required": state.required,
        "readonly": state.readonly,
        "value": state.value,
        # Whether what is answered may stand; null where there is no rule, or nothing to judge.
        "constraint": None,
        "fault": state.fault,
        "message": "",
    }
    if node.kind == "question":
        found["label"] = session.text(node.label, state.path)
    if node.constraint and state.relevant and state.value and state.fault != "type":
        found["constraint"] = state.fault != "constraint"
    if state.fault in ("constraint", "required"):
        texts = node.constraint_message if state.fault == "constraint" else node.required_message
        found["message"] = session.text(texts, state.path)
    if (node.choices or node.itemset) and state.relevant:
        found["choices"] = [choice.name for choice in session.choices(state.path)]
    return found


def evaluated(session: Session) -> dict[str, Any]:
    """The result, as docs/schemas/form-evaluation.schema.json describes it."""
    states = session.states()
    questions = [_question(session, state) for state in states]
    form = session.form
    faults = [
        {key: question[key] for key in ("path", "name", "fault", "message")}
        for question in questions
        if question["fault"]
    ]
    return {
        "form": {"id": form.id, "version": form.version, "title": form.title},
        "language": session.language,
        "complete": not faults,
        "relevant": {question["path"]: question["relevant"] for question in questions},
        "constraints": {
            question["path"]: question["constraint"]
            for question in questions
            if question["constraint"] is not None
        },
        "calculations": {state.path: state.value for state in states if state.node.calculate},
        "questions": questions,
        "faults": faults,
        "answers": session.relevant_answers(),
        "unknown": session.unknown,
        "troubles": session.troubles,
        "problems": [],
    }


def report(
    path: Path, answers: Mapping[str, Any], media: Path | None, language: str, now: datetime
) -> dict[str, Any]:
    """The evaluation, or the problems that stand in its way (under "problems", with "form" null)."""
    from acasa.questionnaires.engine.expressions.checking import check
    from acasa.questionnaires.engine.problems import Problems
    from acasa.questionnaires.engine.reading import read
    from acasa.questionnaires.engine.session import Session

    files = media_beside(path, media)
    try:
        form = read(path.read_bytes(), path.name, files)
        wrong = [problem for problem in check(form) if problem.level == "error"]
        if wrong:
            raise Problems(wrong)
    except Problems as problems:
        return {"form": None, "problems": [problem.as_json() for problem in problems.problems]}
    return evaluated(Session(form, answers, now=now, language=language, files=files))


def evaluate(
    file: Annotated[Path, typer.Argument(help="The form: XLSX, XLS, or XLSForm as Markdown or CSV.")],
    answers: Annotated[Path, typer.Argument(help="Answers as a JSON object; - for standard input.")],
    media: Annotated[
        Path | None, typer.Option(help="Folder of the files that the form names; else NAME-media beside it.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the texts, as the form names it or its code.")] = "",
    now: Annotated[
        str, typer.Option(help="The moment to reckon from, as 2026-03-01T10:00:00+02:00; else this one.")
    ] = "",
) -> None:
    """Evaluate answers to a questionnaire: what is asked, what may stand, what is calculated, as JSON.

    Exit code 0 when it was evaluated, 1 when the form has problems (then they are told), 2 when a file can't be
    opened or holds no answers. What stands against the answers is under "faults"; that is no failure.
    """
    try:
        text = typer.get_text_stream("stdin").read() if str(answers) == "-" else answers.read_text("utf-8-sig")
        given = json.loads(text)
        moment = datetime.fromisoformat(now) if now else datetime.now()
    except OSError as error:
        typer.echo(f"{answers}: {error.strerror or 'cannot be opened'}", err=True)
        raise typer.Exit(2) from error
    except ValueError as error:
        typer.echo(f"{'--now' if now and 'isoformat' in str(error) else answers}: {error}", err=True)
        raise typer.Exit(2) from error
    if not isinstance(given, dict):
        typer.echo(f"{answers}: answers are an object of names and values.", err=True)
        raise typer.Exit(2)
    try:
        # Without a zone the machine's own is meant.
        found = report(file, given, media, language, moment if moment.tzinfo else moment.astimezone())
    except OSError as error:
        typer.echo(f"{file}: {error.strerror or 'cannot be opened'}", err=True)
        raise typer.Exit(2) from error
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    if found["form"] is None:
        for problem in found["problems"]:
            typer.echo(line(problem), err=True)
        raise typer.Exit(1)
