"""``acasa form``: check and evaluate a questionnaire, without a database."""

from __future__ import annotations

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Questionnaires (XLSForm): check, evaluate."
)
