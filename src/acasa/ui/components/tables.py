"""Tables, sorting, pages, filters, and bars with the table behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.ui.components.content import TONES, details
from acasa.ui.html import EMPTY, attrs, classes, format_html, format_html_join, join


def table(
    content: SafeString, caption: Any, caption_hidden: bool = False, fold: bool = True, id: str = ""
) -> SafeString:
    """A table around plain `<thead>`, `<tbody>`, `<tr>`, `<th scope>`, `<td>`.

    On a phone each row becomes a small block (`fold`): give every `<td>` a `data-label` with its column's name.
    Right-align numbers with `class="acasa-number"`.
    """
    head = format_html(
        '<caption class="{}">{}</caption>',
        "govuk-visually-hidden" if caption_hidden else "acasa-table__caption",
        caption,
    )
    body = format_html(
        "<table{}>{}{}</table>",
        attrs(class_=classes("acasa-table", fold and "acasa-table--fold"), id=id),
        head,
        content,
    )
    if fold:
        return body
    return format_html(
        '<div class="acasa-scroll" tabindex="0" role="region" aria-label="{}">{}</div>', caption, body
    )


def _query(context: Context, **changed: Any) -> str:
    """The present query string with some values changed; a value of None leaves the name out."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def sort_header(
    context: Context, label: Any, key: str, current: str | None = None, param: str = "sort"
) -> SafeString:
    """A `<th>` that sorts by `key`, and backwards (`-key`) when clicked again. Filters stay, the page starts anew.

    `current` is the sorting in force; without it, the query's own `param`.
    """
    request = context.get("request")
    if current is None:
        current = request.GET.get(param, "") if request is not None else ""
    now = {key: "ascending", f"-{key}": "descending"}.get(str(current))
    target = f"-{key}" if now == "ascending" else key
    link = _query(context, **{param: target, "page": None})
    return format_html(
        '<th scope="col"{}><a class="acasa-sort" href="{}">{}</a></th>', attrs(aria_sort=now), link, label
    )


def pagination(context: Context, page: Any, param: str = "page", label: Any = "") -> SafeString:
    """Links to the pages of a Django `Page`. Nothing when there is only one."""
    total = page.paginator.num_pages
    if total < 2:
        return EMPTY
    arrow = (
        '<a class="govuk-link govuk-pagination__link" href="{}" rel="{}">'
        '<span class="govuk-pagination__link-title">{}</span></a>'
    )
    parts = []
    if page.has_previous():
        url = _query(context, **{param: page.previous_page_number()})
        parts.append(
            format_html(
                '<div class="govuk-pagination__prev">{}</div>', format_html(arrow, url, "prev", _("Previous"))
            )
        )
    numbers = sorted({1, total, *range(max(1, page.number - 1), min(total, page.number + 1) + 1)})
    listed, last = [], 0
    for number in numbers:
        if number - last > 1:
            listed.append(
                format_html(
                    '<li class="govuk-pagination__item govuk-pagination__item--ellipsis">{}</li>', "⋯"
                )
            )
        here = number == page.number
        given = attrs(
            class_="govuk-link govuk-pagination__link",
            href=_query(context, **{param: number}),
            aria_label=_("Page %(number)s") % {"number": number},
            aria_current="page" if here else None,
        )
        css = classes("govuk-pagination__item", here and "govuk-pagination__item--current")
        listed.append(format_html('<li class="{}"><a{}>{}</a></li>', css, given, number))
        last = number
    parts.append(format_html('<ul class="govuk-pagination__list">{}</ul>', join(listed)))
    if page.has_next():
        url = _query(context, **{param: page.next_page_number()})
        parts.append(
            format_html(
                '<div class="govuk-pagination__next">{}</div>', format_html(arrow, url, "next", _("Next"))
            )
        )
    return format_html(
        '<nav class="govuk-pagination" aria-label="{}">{}</nav>', label or _("Pages"), join(parts)
    )


def filter_panel(
    content: SafeString,
    title: Any = "",
    action: str = "",
    active: int = 0,
    clear_url: str = "",
    open: bool = False,
) -> SafeString:
    """A GET form that narrows a list; folded until opened. Never for names: an address must not tell who is sought.

    `active`: how many filters are on. `clear_url`: where none is.
    """
    said = _("%(count)s on") % {"count": active} if active else ""
    clear = (
        format_html(' <a class="govuk-link" href="{}">{}</a>', clear_url, _("Clear filters"))
        if clear_url
        else EMPTY
    )
    return format_html(
        '<details class="acasa-filter"{}><summary>{}{}</summary><form method="get"{}>'
        '<div class="acasa-filter__fields">{}</div><div class="govuk-button-group">'
        '<button class="govuk-button govuk-button--secondary" type="submit">{}</button>{}</div></form></details>',
        attrs(open=bool(open or active)),
        title or _("Filter"),
        format_html(' <span class="acasa-count">{}</span>', said) if said else EMPTY,
        attrs(action=action),
        content,
        _("Apply"),
        clear,
    )


def bar_chart(
    rows: Sequence[Sequence[Any]],
    title: Any,
    stacked: bool = False,
    capacity: int = 0,
    behind: Any = "",
    column: Any = "",
    number: Any = "",
) -> SafeString:
    """Counts as bars drawn by the server, with the table behind them.

    `rows`: (label, count) or (label, count, tone). `stacked` puts all in one bar, out of `capacity` if given.
    `behind`: the words that open the table. `column`, `number`: the table's two headings.
    """
    data = [
        (row[0], max(0, int(row[1])), row[2] if len(row) > 2 else TONES[at % 4])
        for at, row in enumerate(rows)
    ]
    picture = _stacked(data, capacity) if stacked else _bars(data)
    cells = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="acasa-number">{}</td></tr>',
        ((label, count) for label, count, _t in data),
    )
    inner = table(
        format_html(
            '<thead><tr><th scope="col">{}</th><th scope="col" class="acasa-number">{}</th></tr></thead>'
            "<tbody>{}</tbody>",
            column or _("What"),
            number or _("Number"),
            cells,
        ),
        caption=title,
        caption_hidden=True,
        fold=False,
    ).replace("acasa-scroll", "acasa-scroll acasa-scroll--plain")
    folded = details(SafeString(inner), behind or _("The table behind it"))
    return format_html('<figure class="acasa-chart" aria-label="{}">{}{}</figure>', title, picture, folded)


def _stacked(data: Iterable[tuple[Any, int, str]], capacity: int) -> SafeString:
    """One bar of 1000 units' width, its parts side by side, and a key in words."""
    data = list(data)
    total = max(capacity, sum(count for _label, count, _tone in data), 1)
    at, parts, key = 0.0, [], []
    for label, count, tone in data:
        width = 1000 * count / total
        parts.append(
            format_html(
                '<rect class="acasa-fill--{}" x="{}" y="0" width="{}" height="60"/>',
                tone,
                f"{at:.1f}",
                f"{max(width - 4, 0):.1f}",
            )
        )
        key.append(
            format_html('<li><span class="acasa-dot acasa-dot--{}"></span>{} {}</li>', tone, count, label)
        )
        at += width
    return format_html(
        '<svg class="acasa-chart__bar" viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false">'
        '<rect class="acasa-fill--empty" width="1000" height="60"/>{}</svg><ul class="acasa-chart__key">{}</ul>',
        join(parts),
        join(key),
    )


def _bars(data: Iterable[tuple[Any, int, str]]) -> SafeString:
    """A bar for each row; the words stay text, so that they grow with the reader's letters."""
    data = list(data)
    top = max([count for _label, count, _tone in data] or [0]) or 1
    rows = format_html_join(
        "",
        '<li><span class="acasa-chart__label">{}</span>'
        '<svg viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect class="acasa-fill--empty" width="1000" height="60"/>'
        '<rect class="acasa-fill--{}" width="{}" height="60"/></svg><span class="acasa-chart__number">{}</span></li>',
        ((label, tone, f"{1000 * count / top:.1f}", count) for label, count, tone in data),
    )
    return format_html('<ul class="acasa-chart__bars">{}</ul>', rows)
