"""The blank intake form: safety first, what can't be kept secret before any story, and no box that must be filled."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.papers.document import Block, box, choices, heading, lines, numbers, rows, signatures
from acasa.cases.papers.words import ANSWERS, PURPOSES


def intake() -> list[Block]:
    """In the order in which one asks."""
    yes_no = [_("Yes"), _("No"), _("Rather not say")]
    answers = [str(answer) for answer in ANSWERS.values()]
    return [
        box(
            _("Before you begin"),
            _(
                "Every line may stay empty. “Rather not say” and “not now” are full answers. Don't ask for the story."
            ),
        ),
        heading(_("1. Safety")),
        choices(_("Can she talk safely now?"), yes_no),
        choices(_("Is she, or a child of hers, in danger now?"), yes_no),
        choices(_("Has she a safe place for tonight?"), yes_no),
        heading(_("2. What can't be kept secret")),
        numbers(
            [
                _("Danger to the life of a child, or to hers, and what the law orders us to report."),
                _(
                    "Everything else stays with the colleagues who help her. Help does not depend on what she tells."
                ),
            ]
        ),
        choices(_("This was told to her before any question"), yes_no[:2]),
        heading(_("3. How to reach her")),
        rows(
            [
                (_("What shall we call her?"), ""),
                (_("Language she speaks with us"), ""),
                (
                    _("Safest way to reach her"),
                    " / ".join(name for _c, name in codes.choices("contact_channels")),
                ),
                (_("Number or address for it"), ""),
                (_("When?"), ""),
                (_("Code word, or what to say"), ""),
                (_("Who must not know?"), ""),
                (_("Allergies, medicines, whom to call at night"), ""),
            ]
        ),
        heading(_("4. Her answers")),
        choices(str(PURPOSES["keep_data"]), answers),
        choices(str(PURPOSES["be_counted"]), answers),
        heading(_("5. The first days")),
        choices(
            _("What does she need now?"),
            [
                _("A place to sleep"),
                _("Food"),
                _("Clothes, hygiene"),
                _("A doctor"),
                _("Papers"),
                _("To reach her family"),
                _("Care for a child"),
                _("A lawyer"),
                _("Rest"),
            ],
        ),
        lines(_("In her own words:"), 4),
        choices(_("Are there children with her, or children to think of?"), yes_no),
        lines("", 2),
        heading(_("6. What comes next")),
        rows([(_("What is to be done?"), ""), (_("By when?"), ""), (_("By whom?"), "")]),
        signatures([(_("Written by"), "", "", _("Date:") + " ________________")]),
    ]
