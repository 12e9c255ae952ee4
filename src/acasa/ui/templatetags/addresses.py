"""`{% url %}` as Django has it, quicker where an address is made of ids alone. In every template (settings)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse
from django.urls import NoReverseMatch

from acasa.ui.addresses import address

register = template.Library()


class Address(URLNode):
    """What Django parsed."""

    def render(self, context: Context) -> str:
        """As Django does, for what is not an id."""
        ids: list[Any] = [each.resolve(context) for each in self.args]
        if self.kwargs or not all(type(each) is UUID for each in ids):
            return super().render(context)
        try:
            found = address(self.view_name.resolve(context), *ids)
        except NoReverseMatch:
            return super().render(context)
        if not self.asvar:
            return found
        context[self.asvar] = found
        return ""


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """`{% url "cases:case" case.id as name %}`."""
    node = parse(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
