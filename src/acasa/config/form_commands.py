"""``acasa form``: check and evaluate a questionnaire, without a database."""

from __future__ import annotations

import typer

from acasa.config import form_check, form_evaluate

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Questionnaires (XLSForm): check, evaluate."
)

app.command("check")(form_check.check)
app.command("evaluate")(form_evaluate.evaluate)


@app.callback()
def form() -> None:
    """Questionnaires (XLSForm), without a database."""
