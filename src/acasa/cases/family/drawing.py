"""The picture of a family as SVG, drawn by the server; colours come from the style sheet's classes alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.family import rules, words
from acasa.cases.family.queries import Family, Kin
from acasa.cases.family.shapes import MARGIN, SYMBOL, Box, Line, Person, Picture, Point
from acasa.ui.html import format_html, join

HALF = SYMBOL // 2
_LETTERS = 17
_TONES = {"relative": "pine", "known": "amber", "stranger": "brick", "institution": "plum"}


def picture(family: Family, name: str) -> SafeString:
    """The genogram. Who it shows and how they stand is told by the table beneath it, too."""
    drawn = family.picture()
    people = {person.id: person for person in family.people()}
    kin = {str(one.id): one for one in family.kin}
    parts: list[SafeString] = [_household(points) for points in drawn.households]
    parts += [_line(line) for line in drawn.lines]
    if drawn.around is not None:
        parts.append(_band(drawn))
    for box in drawn.boxes.values():
        parts.append(_person(box, people[box.id], kin.get(box.id), name))
    title = _("Picture of the family of “%(name)s”") % {"name": name}
    return format_html(
        '<svg class="family-picture" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}"'
        ' focusable="false">{}</svg>',
        f"{title}. {_('The table beneath says the same in words.')}",
        drawn.width,
        drawn.height,
        drawn.width,
        drawn.height,
        join(parts),
    )


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(points))


def _household(points: Iterable[Point]) -> SafeString:
    return format_html('<path class="family-household" d="{} Z"/>', _path(points))


def _line(line: Line) -> SafeString:
    if line.kind == "care":
        (x0, y0), (x1, y1), (x2, y2) = line.points
        return format_html('<path class="family-care" d="M{} {} Q{} {} {} {}"/>', x0, y0, x1, y1, x2, y2)
    kind = f"family-line family-line--{line.kind}" + (" family-line--ended" if line.ended else "")
    drawn = format_html('<path class="{}" d="{}"/>', kind, _path(line.points))
    strokes = {"separated": (0,), "divorced": (-4, 4)}.get(line.bond, ())
    if line.mark is None:
        return drawn
    x, y = line.mark
    marks = [
        format_html('<path class="family-line" d="M{} {} L{} {}"/>', x + at - 5, y + 9, x + at + 5, y - 9)
        for at in strokes
    ]
    return join([drawn, *marks])


def _band(drawn: Picture) -> SafeString:
    y = drawn.around or 0
    return format_html(
        '<path class="family-band" d="M{} {} H{}"/><text class="family-band__words" x="{}" y="{}">{}</text>',
        MARGIN,
        y - 12,
        drawn.width - MARGIN,
        MARGIN,
        y + 6,
        _("Others around her"),
    )


def _symbol(box: Box, gender: str, css: str, more: int = 0) -> SafeString:
    half = HALF + more
    x, y = box.x, box.middle
    if gender in rules.FEMALE:
        return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', css, x, y, half)
    if gender in rules.MALE:
        return format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
            css,
            x - half,
            y - half,
            2 * half,
            2 * half,
        )
    return format_html(
        '<path class="{}" d="M{} {} L{} {} L{} {} L{} {} Z"/>',
        css,
        x,
        y - half - 3,
        x + half + 3,
        y,
        x,
        y + half + 3,
        x - half - 3,
        y,
    )


def _person(box: Box, person: Person, kin: Kin | None, name: str) -> SafeString:
    data = kin.data if kin else {}
    unsafe = (
        data.get("contact") in rules.UNSAFE
        or data.get("conflict")
        or person.relation == "suspected_exploiter"
    )
    css = "family-symbol"
    css += " family-symbol--unsafe" if unsafe else " family-symbol--her" if kin is None else ""
    css += " family-symbol--ended" if person.ended else ""
    parts = [_symbol(box, person.gender, css)]
    if kin is None:
        parts.insert(0, _symbol(box, person.gender, "family-symbol", 5))
    if person.died:
        parts.append(
            format_html(
                '<path class="family-line" d="M{} {} L{} {} M{} {} L{} {}"/>',
                box.x - HALF,
                box.middle - HALF,
                box.x + HALF,
                box.middle + HALF,
                box.x + HALF,
                box.middle - HALF,
                box.x - HALF,
                box.middle + HALF,
            )
        )
    elif data.get("birth_year"):
        parts.append(_text(box.x, box.middle + 5, str(data["birth_year"]), "family-year"))
    if person.significant:
        x, y = box.x + HALF + 3, box.middle - HALF - 4
        parts.append(
            format_html(
                '<path class="family-heart" d="M{} {} c-9 -7 -8 -14 -3 -14 q2 0 3 3 q1 -3 3 -3 c5 0 6 7 -3 14 Z"/>',
                x + 4,
                y + 12,
            )
        )
    top = box.middle + HALF + 19
    css = "family-words family-words--ended" if person.ended else "family-words"
    if kin is None:
        parts.append(_text(box.x, top, _short(name), "family-words family-words--her"))
    else:
        lines = [str(data.get("name") or ""), words.relation(data)]
        shown = [line for line in lines if line]
        for at, line in enumerate(shown):
            parts.append(
                _text(box.x, top + 15 * at, _short(line), css if not at else f"{css} family-words--small")
            )
        if unsafe:
            mark = _("must not know") if data.get("contact") == "must_not_know" else _("take care")
            parts.append(_text(box.x, top + 15 * len(shown), mark, "family-words family-words--unsafe"))
    return format_html('<g data-person="{}">{}</g>', box.id, join(parts))


def _text(x: int, y: int, text: str, css: str) -> SafeString:
    return format_html('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>', css, x, y, text)


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"


def care_line(child: Kin, today: date, kind: Callable[[str], str]) -> SafeString | None:
    """Who cared for a child, as bars over time; the list beneath says the same."""
    episodes = [care.data for care in child.care]
    line = rules.care_line(episodes, today)
    if line is None:
        return None
    span = max(line.end - line.start + 1, 1)
    height = line.height * 22

    def at(month: int) -> str:
        return f"{1000 * (month - line.start) / span:.1f}"

    def wide(start: int, end: int) -> str:
        return f"{max(1000 * (end - start + 1) / span - 3, 2):.1f}"

    bars = [
        format_html('<rect class="acasa-fill--empty" x="0" y="0" width="1000" height="{}"/>', height),
        *(
            format_html(
                '<rect class="family-unknown" x="{}" y="0" width="{}" height="{}"/>',
                at(gap.start),
                wide(gap.start, gap.end),
                height,
            )
            for gap in line.unknown
        ),
    ]
    used: dict[str, None] = {}
    for stretch, lane in zip(line.stretches, line.lanes, strict=True):
        who = str(episodes[stretch.care or 0].get("who_kind", ""))
        used[who] = None
        bars.append(
            format_html(
                '<rect class="acasa-fill--{}" x="{}" y="{}" width="{}" height="18"/>',
                _TONES.get(who, "grey"),
                at(stretch.start),
                lane * 22 + 2,
                wide(stretch.start, stretch.end),
            )
        )
    key = [
        format_html(
            '<li><span class="acasa-dot acasa-dot--{}"></span>{}</li>', _TONES.get(who, "grey"), kind(who)
        )
        for who in used
        if who
    ]
    if line.unknown:
        key.append(
            format_html('<li><span class="family-dot"></span>{}</li>', _("Nobody knows yet who cared"))
        )
    return format_html(
        '<div class="family-line-of-care"><svg viewBox="0 0 1000 {}" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false" class="family-bars family-bars--{}">{}</svg>'
        '<p class="family-years"><span>{}</span><span>{}</span></p><ul class="acasa-chart__key">{}</ul></div>',
        height,
        min(line.height, 4),
        join(bars),
        _year(line.start),
        _year(line.end),
        join(key),
    )


def _year(month: int) -> str:
    return f"{month % 12 + 1}.{month // 12}"
