"""The form element itself."""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.ui.components.content import button
from acasa.ui.html import EMPTY, attrs, format_html


def post_form(
    context: Context,
    content: SafeString,
    action: str = "",
    multipart: bool = False,
    draft_url: str = "",
    id: str = "",
    **more: Any,
) -> SafeString:
    """A POST form with its CSRF token, sent once. With `draft_url` what is typed is kept, sealed on the server."""
    token = context.get("csrf_token")
    hidden = (
        format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token) if token else EMPTY
    )
    given = attrs(
        method="post",
        action=action,
        id=id,
        novalidate=True,
        enctype="multipart/form-data" if multipart else None,
        data_guard=True,
        data_keep=bool(draft_url),
        data_draft_url=draft_url,
        **more,
    )
    said: SafeString = EMPTY
    if draft_url:
        said = format_html(
            '<p class="acasa-quiet" role="status" data-draft-said data-kept="{}" data-failed="{}"></p>',
            _("What you typed is kept."),
            _("What you typed could not be kept. Check your connection."),
        )
    return format_html("<form{}>{}{}{}</form>", given, hidden, content, said)


def post_button(
    context: Context, text: Any, action: str, variant: str = "secondary", confirm: Any = "", **fields: Any
) -> SafeString:
    """A one-button POST form (nothing is changed by GET); other names become hidden fields."""
    inner = [
        format_html('<input type="hidden" name="{}" value="{}">', name, value)
        for name, value in fields.items()
    ]
    made = format_html("{}{}", SafeString("".join(inner)), button(text, variant=variant, confirm=confirm))
    return post_form(context, made, action=action, class_="acasa-inline-form")
