"""Texts of an XForm: labels, hints and messages by language, with what is filled in and their media."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from acasa.questionnaires.engine.model import Output, Text, Texts

XF = "{http://www.w3.org/2002/xforms}"
JR = "{http://openrosa.org/javarosa}"

_ITEXT = re.compile(r"^jr:itext\('(.*)'\)$")


def local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rsplit("}", 1)[-1]


@dataclass
class Words:
    """The texts that were found, by id and language; and the files that they name."""

    itext: dict[str, dict[str, Element]] = field(default_factory=dict)
    media: dict[str, None] = field(default_factory=dict)

    def text_of(self, element: Element) -> Text:
        """The words of a value or label, with what is filled in."""
        parts: list[str | Output] = [element.text or ""]
        for child in element:
            if local(child.tag) == "output":
                parts.append(Output((child.get("value") or child.get("ref") or "").strip()))
            parts.append(child.tail or "")
        if isinstance(parts[0], str):
            parts[0] = parts[0].lstrip() if len(parts) > 1 else parts[0].strip()
        if len(parts) > 1 and isinstance(parts[-1], str):
            parts[-1] = parts[-1].rstrip()
        return Text(tuple(part for part in parts if part != ""))

    def texts(self, reference: str) -> tuple[Texts, Texts]:
        """An itext entry: the words with their media, and the guidance."""
        plain: dict[str, Text] = {}
        guidance: dict[str, Text] = {}
        for language, entry in self.itext.get(reference, {}).items():
            words = Text()
            media: dict[str, str] = {}
            for value in entry:
                form = value.get("form", "")
                if form == "guidance":
                    guidance[language] = self.text_of(value)
                elif form in ("image", "audio", "video", "big-image"):
                    name = (value.text or "").strip().rsplit("/", 1)[-1]
                    if name and name != "-":
                        media[form] = name
                        self.media[name] = None
                elif not form:
                    words = self.text_of(value)
            plain[language] = replace(words, media=media)
        return _without_dashes(plain), _without_dashes(guidance)

    def of(self, parent: Element | None, tag: str) -> tuple[Texts, Texts]:
        """The label or hint of a control."""
        found = parent.find(XF + tag) if parent is not None else None
        if found is None:
            return {}, {}
        match = _ITEXT.match(found.get("ref", ""))
        if match:
            return self.texts(match[1])
        words = self.text_of(found)
        return ({"": words} if words.parts else {}), {}

    def message(self, bind: Element | None, name: str) -> Texts:
        """A message of a bind."""
        value = bind.get(JR + name, "") if bind is not None else ""
        match = _ITEXT.match(value)
        if match:
            return self.texts(match[1])[0]
        return {"": Text((value,))} if value else {}


def _without_dashes(texts: dict[str, Text]) -> Texts:
    """Without the dash that pyxform writes where a translation is missing."""
    dash = Text(("-",))
    bare = {language: replace(text, media={}) for language, text in texts.items()}
    if any(text != dash and text.parts for text in bare.values()):
        texts = {language: text for language, text in texts.items() if bare[language] != dash or text.media}
    return {language: text for language, text in texts.items() if text.parts or text.media}
