"""Lists: what is due, facts, timeline, stages, steps, tabs, messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.ui.components.content import notice, tag, tone_class
from acasa.ui.html import EMPTY, attrs, classes, format_html, format_html_join, hidden_words, join
from acasa.ui.navigation import Group, Item


def due_list(content: SafeString, label: Any = "") -> SafeString:
    """Lines of work, each a `due_item`."""
    return format_html('<ul class="acasa-due"{}>{}</ul>', attrs(aria_label=label), content)


def due_item(
    content: SafeString,
    when: Any = "",
    late: bool = False,
    note: Any = "",
    label: Any = "",
    tone: str = "pine",
) -> SafeString:
    """One line: when, what (the block, with its link), a quieter `note` under it, and a tag `label` of that `tone`."""
    return format_html(
        '<li class="acasa-due__item"><span class="{}">{}</span><div class="acasa-due__what">{}{}</div>{}</li>',
        classes("acasa-due__when", late and "acasa-due__when--late"),
        when,
        content,
        format_html('<span class="acasa-due__note">{}</span>', note) if note else EMPTY,
        format_html('<span class="acasa-due__tag">{}</span>', tag(label, tone)) if label else EMPTY,
    )


def summary_list(content: SafeString, compact: bool = False) -> SafeString:
    """Facts with their names, each a `summary_row`. `compact` for narrow cards."""
    css = classes("govuk-summary-list", compact and "acasa-facts")
    return format_html('<dl class="{}">{}</dl>', css, content)


def summary_row(content: SafeString, key: Any, change_url: str = "", change: Any = "") -> SafeString:
    """One fact; `change_url` adds a link whose hidden words say what it changes."""
    actions: SafeString = EMPTY
    if change_url:
        actions = format_html(
            '<dd class="govuk-summary-list__actions"><a class="govuk-link" href="{}">{}{}</a></dd>',
            change_url,
            change or _("Change"),
            hidden_words(key),
        )
    return format_html(
        '<div class="{}"><dt class="govuk-summary-list__key">{}</dt>'
        '<dd class="govuk-summary-list__value">{}</dd>{}</div>',
        classes("govuk-summary-list__row", not change_url and "govuk-summary-list__row--no-actions"),
        key,
        content,
        actions,
    )


def timeline(content: SafeString, label: Any = "") -> SafeString:
    """What happened, newest first, each a `timeline_item`."""
    return format_html(
        '<ol class="acasa-timeline"{}>{}</ol>', attrs(aria_label=label or _("Timeline")), content
    )


def timeline_item(content: SafeString, when: Any, who: Any = "", iso: str = "", tone: str = "") -> SafeString:
    """One event: `when` in words, `iso` for machines (date or date-time), `who` did it."""
    moment = format_html("<time{}>{}</time>", attrs(datetime=iso), when)
    byline = format_html(", {}", who) if who else EMPTY
    return format_html(
        '<li class="{}"><p class="acasa-timeline__when">{}{}</p><div class="acasa-timeline__what">{}</div></li>',
        classes("acasa-timeline__item", tone_class("acasa-timeline__item", tone)),
        moment,
        byline,
        content,
    )


def stages(items: Iterable[tuple[Any, str]], label: Any = "") -> SafeString:
    """The way of a case. `items`: pairs of a name and `done`, `now` or `later`."""
    said = {"done": _("done"), "now": _("now"), "later": _("not yet")}
    listed = format_html_join(
        "",
        '<li class="acasa-stages__item acasa-stages__item--{}"{}><span>{}</span>{}</li>',
        (
            (
                state,
                attrs(aria_current="step" if state == "now" else None),
                name,
                hidden_words(f"({said[state]})"),
            )
            for name, state in items
        ),
    )
    return format_html('<ol class="acasa-stages" aria-label="{}">{}</ol>', label or _("Stages"), listed)


def steps(current: int, total: int, name: Any = "") -> SafeString:
    """Step 2 of 5, with its name."""
    words = _("Step %(current)s of %(total)s") % {"current": current, "total": total}
    dots = format_html_join(
        "",
        '<span class="{}"></span>',
        ((classes("acasa-steps__dot", n <= int(current) and "is-done"),) for n in range(1, int(total) + 1)),
    )
    rest = format_html(": {}", name) if name else EMPTY
    return format_html(
        '<p class="acasa-steps"><span class="acasa-steps__dots" aria-hidden="true">{}</span> {}{}</p>',
        dots,
        words,
        rest,
    )


def tab(context: Context, content: SafeString, id: str, label: Any, count: int | None = None) -> SafeString:
    """One panel within `tabs`. Without script its tab is a link to it on the same page."""
    known = context.render_context.get("acasa_tabs")
    if known is None:
        known = context.render_context["acasa_tabs"] = []
    first = not known
    known.append((id, label, count))
    css = classes("govuk-tabs__panel", not first and "govuk-tabs__panel--hidden")
    return format_html(
        '<div class="{}" id="{}"><h2 class="acasa-tabs__heading">{}</h2>{}</div>', css, id, label, content
    )


def tabs(context: Context, content: SafeString, title: Any = "") -> SafeString:
    """Panels of which one is seen at a time. Tabs within tabs aren't supported."""
    known = context.render_context.get("acasa_tabs") or []
    context.render_context["acasa_tabs"] = None
    listed = format_html_join(
        "",
        '<li class="govuk-tabs__list-item{}"><a class="govuk-tabs__tab" href="#{}">{}{}</a></li>',
        (
            (" govuk-tabs__list-item--selected" if at == 0 else "", id_, label, counter(count))
            for at, (id_, label, count) in enumerate(known)
        ),
    )
    return format_html(
        '<div class="govuk-tabs" data-module="govuk-tabs"><h2 class="govuk-tabs__title">{}</h2>'
        '<ul class="govuk-tabs__list">{}</ul>{}</div>',
        title or _("Contents"),
        listed,
        content,
    )


def counter(count: int | None) -> SafeString:
    """How many wait behind a link; nothing for None or 0."""
    return format_html(' <span class="acasa-count">{}</span>', count) if count else EMPTY


def subnav(items: Iterable[Any], label: Any = "") -> SafeString:
    """Links to the parts of one thing, on pages of their own. `items`: `acasa.ui.navigation.Item` or `Group`.

    Of a group where we are, its entries stand in a second row.
    """
    known = [item for item in items if item]
    below = EMPTY
    for group in known:
        if isinstance(group, Group) and group.item.current and len(group.items) > 1:
            below = _links(group.items, "acasa-subnav__below")
    first = _links(known)
    return format_html(
        '<nav class="acasa-subnav" aria-label="{}">{}{}</nav>', label or _("Parts"), first, below
    )


def _links(items: Iterable[Item | Group], kind: str = "") -> SafeString:
    told = [(i.item, len(i.items) > 1) if isinstance(i, Group) else (i, False) for i in items]
    listed = format_html_join(
        "",
        '<li><a href="{}"{}>{}{}</a></li>',
        (
            (
                i.url,
                # Where we are is in one of a group's rooms: the page itself is named in the second row.
                attrs(aria_current=("true" if several else "page") if i.current else None),
                i.label,
                counter(i.count),
            )
            for i, several in told
        ),
    )
    return format_html("<ul{}>{}</ul>", attrs(class_=kind or None), listed)


def messages(context: Context) -> SafeString:
    """Django's messages as notices."""
    tones = {"success": "success", "error": "error", "warning": "important"}
    found = context.get("messages") or ()
    return join(
        notice(join([message]), tone=tones.get(getattr(message, "level_tag", ""), "info"), live=True)
        for message in found
    )


def progress(
    done: int, total: int, label: Any, url: str = "", every: int = 2, id: str = "progress"
) -> SafeString:
    """How far long work is. With `url` the server's next picture of it replaces this one every so many seconds;
    the answer is this same tag, without `url` once the work is done. Pair it with `progress_refresh` in the head.
    """
    total, done = max(int(total), 1), max(int(done), 0)
    share = min(100, done * 100 // total)
    live = attrs(hx_get=url, hx_trigger=f"load delay:{int(every)}s", hx_swap="outerHTML") if url else EMPTY
    return format_html(
        '<div class="acasa-progress" id="{0}"{1}><label for="{0}-bar">{2}</label>'
        '<progress id="{0}-bar" max="100" value="{3}">{3} %</progress>'
        '<span class="acasa-progress__said" role="status">{4}</span></div>',
        id,
        live,
        label,
        share,
        _("%(share)s %% done") % {"share": share},
    )


def progress_refresh(seconds: int = 5) -> SafeString:
    """For the `head` block: without script the page loads itself again while work goes on."""
    return format_html('<noscript><meta http-equiv="refresh" content="{}"></noscript>', int(seconds))
