"""`{% load ui %}`: every component of the design system. Signatures and examples: src/acasa/ui/README.md."""

from __future__ import annotations

from django import template

from acasa.ui.components import content, errors, field, forms, lists, shell, tables
from acasa.ui.html import asset

register = template.Library()

for block in (
    content.button_group,
    content.card,
    content.page_head,
    content.panel,
    content.notice,
    content.inset,
    content.warning_text,
    content.safe_box,
    content.details,
    content.dialog,
    content.empty_state,
    field.fieldset,
    lists.due_list,
    lists.due_item,
    lists.summary_list,
    lists.summary_row,
    lists.timeline,
    lists.timeline_item,
    tables.table,
    tables.filter_panel,
):
    register.simple_block_tag(block)

for block_in_context in (lists.tab, lists.tabs, forms.post_form):
    register.simple_block_tag(block_in_context, takes_context=True)

for plain in (
    content.button,
    content.tag,
    content.hidden_text,
    content.dialog_button,
    content.back_link,
    content.breadcrumbs,
    content.secret,
    content.secret_list,
    content.print_button,
    content.download,
    field.field,
    field.form_body,
    errors.error_summary,
    lists.stages,
    lists.steps,
    lists.subnav,
    lists.progress,
    lists.progress_refresh,
    tables.bar_chart,
    asset,
):
    register.simple_tag(plain)

for plain_in_context in (lists.messages, tables.sort_header, tables.pagination, forms.post_button):
    register.simple_tag(plain_in_context, takes_context=True)

register.inclusion_tag("ui/parts/language.html", takes_context=True, name="language_switch")(
    shell.language_switch
)
register.inclusion_tag("ui/parts/exit.html", takes_context=True, name="exit_this_page")(shell.exit_this_page)
register.simple_tag(shell.mark)
