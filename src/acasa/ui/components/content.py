"""Text, boxes and buttons."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acasa.ui.html import EMPTY, attrs, classes, format_html, format_html_join, hidden_words, join

TONES = ("pine", "amber", "brick", "plum", "grey")


def tone_class(base: str, tone: str) -> str:
    """`base--tone`, or "" for no tone. An unknown tone is a mistake in a template: ValueError."""
    if not tone:
        return ""
    if tone not in TONES:
        raise ValueError(f"unknown tone {tone!r}: one of {', '.join(TONES)}")
    return f"{base}--{tone}"


def button(
    text: Any,
    variant: str = "primary",
    href: str = "",
    type: str = "submit",
    once: bool = True,
    confirm: Any = "",
    hidden: Any = "",
    classes_: str = "",
    **more: Any,
) -> SafeString:
    """A button, or a link that looks like one when `href` is given.

    `variant`: primary, secondary, warning, quiet. `once` ignores a second click. `confirm` asks first (with script).
    `hidden` adds words for screen readers. Other names become attributes: `name="a" value="b" hx_get=url`.
    """
    if variant not in ("primary", "secondary", "warning", "quiet"):
        raise ValueError(f"unknown variant {variant!r}")
    css = classes("govuk-button", variant != "primary" and f"govuk-button--{variant}", classes_)
    words = join([text, hidden_words(hidden)])
    if href:
        given = attrs(class_=css, href=href, draggable="false", data_confirm=confirm, **more)
        return format_html("<a{}>{}</a>", given, words)
    single = "true" if once and type == "submit" else None
    given = attrs(
        class_=css,
        type=type,
        data_module="govuk-button",
        data_prevent_double_click=single,
        data_confirm=confirm,
        **more,
    )
    return format_html("<button{}>{}</button>", given, words)


def button_group(content: SafeString) -> SafeString:
    """Buttons and links in a row."""
    return format_html('<div class="govuk-button-group">{}</div>', content)


def card(
    content: SafeString,
    title: Any = "",
    level: int = 2,
    action: Any = "",
    action_url: str = "",
    tone: str = "",
    id: str = "",
    **more: Any,
) -> SafeString:
    """A white box with an optional heading and one link at its right."""
    head: SafeString = EMPTY
    if title:
        link = format_html('<a href="{}">{}</a>', action_url, action) if action_url and action else EMPTY
        head = format_html('<div class="acasa-card__head"><h{0}>{1}</h{0}>{2}</div>', int(level), title, link)
    css = classes("acasa-card", tone_class("acasa-card", tone))
    return format_html("<section{}>{}{}</section>", attrs(class_=css, id=id, **more), head, content)


def page_head(content: SafeString, title: Any, caption: Any = "", lede: Any = "") -> SafeString:
    """The page's heading; what stands in the block (tags) follows the title on its line."""
    top = format_html('<p class="acasa-head__caption">{}</p>', caption) if caption else EMPTY
    below = format_html('<p class="acasa-lede">{}</p>', lede) if lede else EMPTY
    return format_html('<div class="acasa-head">{}<h1>{}</h1> {}{}</div>', top, title, content, below)


def panel(content: SafeString, title: Any) -> SafeString:
    """It is done: a large confirmation."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>',
        title,
        content,
    )


def notice(content: SafeString, tone: str = "info", title: Any = "", live: bool = False) -> SafeString:
    """A notice. `tone`: info, success, important, error. `live` announces it when it appears."""
    if tone not in ("info", "success", "important", "error"):
        raise ValueError(f"unknown tone {tone!r}")
    words = {
        "info": pgettext("notice", "Note"),
        "success": _("Done"),
        "important": _("Important"),
        "error": _("Problem"),
    }
    role = {"role": "alert" if tone in ("important", "error") else "status"} if live else {}
    return format_html(
        '<div class="acasa-notice acasa-notice--{}"{}><p class="acasa-notice__title">{}</p>'
        '<div class="acasa-notice__body">{}</div></div>',
        tone,
        attrs(role),
        title or words[tone],
        content,
    )


def inset(content: SafeString) -> SafeString:
    """Text set apart by a bar."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


def warning_text(content: SafeString) -> SafeString:
    """A warning before an act that can't be undone."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">{}</span> {}</strong></div>',
        _("Warning"),
        content,
    )


def safe_box(content: SafeString, title: Any = "", change_url: str = "", change: Any = "") -> SafeString:
    """How to reach her safely; stands before anything by which contact is made."""
    link = format_html(' <a href="{}">{}</a>', change_url, change or _("Change")) if change_url else EMPTY
    return format_html(
        '<aside class="acasa-safe" aria-label="{0}"><p class="acasa-safe__title">{0}</p>{1}{2}</aside>',
        title or _("Before you contact her"),
        content,
        link,
    )


def tag(text: Any, tone: str = "pine") -> SafeString:
    """A small label. `tone`: pine (calm), amber (waits), brick (urgent), plum (child, her own), grey (neutral)."""
    return format_html('<strong class="acasa-tag {}">{}</strong>', tone_class("acasa-tag", tone), text)


def details(content: SafeString, summary: Any, open: bool = False) -> SafeString:
    """Text behind a line that opens."""
    return format_html(
        '<details class="govuk-details"{}><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        attrs(open=bool(open)),
        summary,
        content,
    )


def hidden_text(what: Any = "", reason: Any = "", url: str = "") -> SafeString:
    """Something exists here that this worker can't open. `what` names its kind, never its content."""
    why = reason or _("not in your ring")
    return format_html(
        '<span class="acasa-sealed"><span class="acasa-sealed__bar" aria-hidden="true"></span> {}{}</span>',
        format_html("{}, ", what) if what else EMPTY,
        format_html('<a href="{}">{}</a>', url, why) if url else why,
    )


def dialog(content: SafeString, id: str, title: Any) -> SafeString:
    """A native dialog, opened by `dialog_button`. Its buttons go in the block; Escape and Close shut it."""
    return format_html(
        '<dialog class="acasa-dialog" id="{0}" aria-labelledby="{0}-title"><h2 id="{0}-title">{1}</h2>{2}'
        '<form method="dialog"><button class="acasa-dialog__close" type="submit">{3}</button></form></dialog>',
        id,
        title,
        content,
        _("Close"),
    )


def dialog_button(text: Any, id: str, href: str, variant: str = "secondary") -> SafeString:
    """Opens the dialog `id`; without script it is a link to `href`, where the same can be done."""
    return button(text, variant=variant, href=href, data_dialog=id)


def back_link(url: str, text: Any = "") -> SafeString:
    """One step back."""
    return format_html(
        '<nav aria-label="{0}"><a class="govuk-back-link" href="{1}">{2}</a></nav>',
        _("Back"),
        url,
        text or _("Back"),
    )


def breadcrumbs(*pairs: Any) -> SafeString:
    """Where this page stands: label, url, label, url, ...; an empty url is the page itself."""
    if len(pairs) % 2:
        raise ValueError("breadcrumbs takes pairs of a label and a url")
    steps = []
    for label, url in zip(pairs[::2], pairs[1::2], strict=True):
        inner = (
            format_html('<a class="govuk-breadcrumbs__link" href="{}">{}</a>', url, label)
            if url
            else format_html('<span aria-current="page">{}</span>', label)
        )
        steps.append((inner,))
    listed = format_html_join("", '<li class="govuk-breadcrumbs__list-item">{}</li>', steps)
    return format_html(
        '<nav class="govuk-breadcrumbs" aria-label="{}"><ol class="govuk-breadcrumbs__list">{}</ol></nav>',
        _("Where you are"),
        listed,
    )


def empty_state(content: SafeString, title: Any) -> SafeString:
    """Nothing here yet, and what to do about it."""
    return format_html(
        '<div class="acasa-empty"><p class="acasa-empty__title">{}</p>{}</div>', title, content
    )


def secret(text: Any, label: Any = "") -> SafeString:
    """A code to copy by hand: large, fixed width, not translated by the browser."""
    name = format_html('<span class="acasa-secret__label">{}</span>', label) if label else EMPTY
    return format_html('<p class="acasa-secret">{}<code translate="no" dir="ltr">{}</code></p>', name, text)


def secret_list(codes: Any, label: Any = "") -> SafeString:
    """Numbered codes on paper (recovery words, one-time codes)."""
    listed = format_html_join(
        "", '<li><code translate="no" dir="ltr">{}</code></li>', ((code,) for code in codes)
    )
    return format_html('<ol class="acasa-secrets"{}>{}</ol>', attrs(aria_label=label), listed)


def print_button(text: Any = "", variant: str = "secondary") -> SafeString:
    """Prints the page. Needs script, so it shows only with script."""
    return button(
        text or _("Print this page"),
        variant=variant,
        type="button",
        data_print=True,
        classes_="acasa-script-only",
    )


def download(url: str, text: Any, size: int | None = None, kind: str = "") -> SafeString:
    """A file to download, with its kind and size in bytes made readable."""
    facts = ", ".join(str(bit) for bit in (kind, filesizeformat(size) if size is not None else "") if bit)
    note = format_html(' <span class="acasa-download__facts">({})</span>', facts) if facts else EMPTY
    return format_html('<p class="acasa-download"><a href="{}" download>{}{}</a></p>', url, text, note)
