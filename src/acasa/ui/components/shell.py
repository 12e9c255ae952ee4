"""Parts of the page shells: language switch, Exit this page, the mark."""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.utils.safestring import SafeString

from acasa.ui.html import format_html


def language_switch(context: Context) -> dict[str, Any]:
    """A POST form, so that a link can't change a language and nothing is changed by GET."""
    request = context.get("request")
    urls = context.get("shell_urls") or {}
    return {
        "languages": context.get("languages") or (),
        "action": urls.get("language", ""),
        "next": request.get_full_path() if request is not None else "/",
        "csrf_token": context.get("csrf_token"),
    }


def exit_this_page(context: Context) -> dict[str, Any]:
    """A button that leaves in a hurry. The address it leaves for: `exit_url`."""
    return {"exit_url": context.get("exit_url") or "https://www.wikipedia.org/"}


def mark(size: int = 30) -> SafeString:
    """The house with its lit door, for the top bar; said to nobody, the name stands next to it."""
    return format_html(
        '<svg class="acasa-mark__house" width="{0}" height="{0}" viewBox="0 0 30 30" aria-hidden="true"'
        ' focusable="false">'
        '<path d="M3 14 15 4l12 10v12H3z" fill="none" stroke="currentColor" stroke-width="2.4"'
        ' stroke-linejoin="round"/>'
        '<path class="acasa-mark__door" d="M12 26v-7a3 3 0 0 1 6 0v7z"/></svg>',
        int(size),
    )
