"""The safety plan on paper, in her words. Whoever finds it learns neither who helps nor, if she wants, whose it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from acasa.cases.papers import rules as papers
from acasa.cases.papers.document import Block, Document, box, heading, large, lines, points, text
from acasa.cases.papers.orders import Order
from acasa.cases.papers.words import TITLES
from acasa.cases.safety import rules, words

EMERGENCY = "112"
LARGE = ("code_word", "call")


def is_bare(order: Order) -> bool:
    """Whether it is the sheet about nobody. With the number alone on it, names within her words stay."""
    return order.safe == papers.NO and order.instead == papers.NO_NAMES


def build(plan: Mapping[str, Any], order: Order, *, name: str, code: str, known: Collection[str]) -> Document:
    """The plan as a paper. Without names it is a small sheet about nobody: `known` names are taken out of her
    words, and where others are named stay lines for her own hand."""
    with translation.override(order.language):
        bare = is_bare(order)
        tells_name = order.names == papers.WORKING_NAME and not bare
        return Document(
            what=order.what,
            language=order.language,
            title=str(TITLES[papers.SAFETY]) if bare else _("My safety plan"),
            blocks=_blocks(plan, bare=bare, known=known),
            # Never who helps her: a paper of ours in the wrong hands would be an answer to who looks for her.
            organisation="",
            code="" if bare or tells_name else code,
            name=name if tells_name else "",
            footer="",
            size="a5" if bare else "a4",
        )


def _blocks(plan: Mapping[str, Any], *, bare: bool, known: Collection[str]) -> list[Block]:
    call = _("Call %(number)s. Say where you are.") % {"number": EMERGENCY}
    blocks: list[Block] = [box(_("In danger now"), call)]
    for part in rules.PARTS:
        said = str(plan.get(part, "")).strip()
        if not said:
            continue
        title = str(words.HERS[part])
        if bare and part in rules.NAMED_PARTS:
            blocks += [heading(title), lines("", 2)]
            continue
        shown = rules.nameless(said, known) if bare else said
        blocks += [heading(title), large(shown) if part in LARGE else text(shown)]
    blocks.append(
        points(
            [
                _("Keep this where only you look, or learn it by heart and tear it up."),
                _("After a call, delete the number from the list of calls."),
                _("I may change it at any time. Nothing is taken from me for it."),
            ]
        )
    )
    return blocks
