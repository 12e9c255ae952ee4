"""From one page to the next: what pressing a button does, whoever keeps the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict

from acasa.questionnaires.pages.filling import Filling, KeepFile
from acasa.questionnaires.pages.places import Place
from acasa.questionnaires.pages.section import SectionForm

NEXT, BACK = "next", "back"


@dataclass(frozen=True)
class Turn:
    """What comes of it: the page once more with `form`, or another page, or None for the end."""

    to: Place | None = None
    place: Place | None = None
    form: SectionForm | None = None
    # Whether something is asked on it that was not there.
    more: bool = False


def turn(
    filling: Filling,
    key: str,
    do: str,
    data: MultiValueDict[str, str],
    files: MultiValueDict[str, Any] | None = None,
    *,
    keep_file: KeepFile | None = None,
) -> Turn:
    """Take what was typed and do what was pressed: next, back, to:<key>, add, remove:<path>, or stay."""
    place = filling.place(key)
    if place is None:
        return Turn(next(iter(filling.shown()), None))
    if place.page.repeat:
        if do == "add":
            return Turn(filling.add(place) or place)
        if any(line["out"] == do for line in filling.lines(place)):
            filling.remove(do.partition(":")[2])
            return Turn(filling.place(key))
        form = None
    else:
        form, new = filling.take(place, data, files, keep_file=keep_file)
        # Going on shows what is wrong, and what is asked now that was not; going elsewhere only keeps.
        if do == NEXT and (form.is_wrong or new):
            return Turn(place=place, form=form, more=new)
    shown = filling.shown()
    keys = [each.key for each in shown]
    at = keys.index(key) if key in keys else -1
    if do.startswith("to:"):
        wanted = do.removeprefix("to:")
        return Turn(shown[keys.index(wanted)] if wanted in keys else place)
    if do == BACK:
        return Turn(shown[max(0, at - 1)])
    if do == NEXT:
        return Turn(shown[at + 1] if at + 1 < len(shown) else None)
    return Turn(place)


def live(filling: Filling, key: str, data: MultiValueDict[str, str]) -> dict[str, Any]:
    """What stands on the page with what is typed now, for the script."""
    from django.template.loader import render_to_string

    place = filling.place(key)
    if place is None or place.page.repeat:
        return {"questions": []}
    # What is wrong is told when somebody goes on, not while she types.
    filling.take(place, data)
    form = filling.form(place)
    return {
        "questions": [
            {
                "name": question.name,
                "shape": question.shape,
                "html": render_to_string(
                    "questionnaires/filling/question.html", {"question": question, "html": html}
                ),
            }
            for question, html in filling.rendered(form)
        ]
    }


def context(
    filling: Filling, place: Place, form: SectionForm | None, *, url: Callable[[str], str]
) -> dict[str, Any]:
    """What the page of a questionnaire shows."""
    shown = filling.shown()
    keys = [each.key for each in shown]
    at = keys.index(place.key) if place.key in keys else 0
    title = filling.title(place)
    told: dict[str, Any] = {
        "form_title": filling.published.title,
        "title": title or filling.published.title,
        "part": title,
        "at": at + 1,
        "total": len(shown),
        "percent": round(100 * (at + 1) / max(1, len(shown))),
        "of_repeat": place.page.repeat is not None,
        "is_first": at == 0,
        "is_last": at + 1 == len(shown),
        "page_url": url(place.key),
        "parts": [
            {
                "key": each.key,
                "title": filling.title(each) or filling.published.title,
                "number": number,
                "current": each.key == place.key,
            }
            for number, each in enumerate(shown, 1)
        ],
    }
    if place.page.repeat:
        return {**told, "occurrences": filling.lines(place)}
    form = form or filling.form(place)
    return {**told, "form": form, "questions": filling.rendered(form)}
