"""Questionnaires for tests, as a source of the catalogue: one of case work, one of health."""

from __future__ import annotations

from functools import cache

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.reading import read

FIRST = """
| survey |
| | type | name | label::English (en) | label::Română (ro) | hint::English (en) | hint::Română (ro) | relevant | required | constraint | constraint_message::English (en) | constraint_message::Română (ro) | choice_filter | calculation | appearance | parameters | default |
| | text | nick | What shall we call you? | Cum să vă spunem? | | | | yes | | | | | | | | |
| | integer | age | How old are you, ${nick}? | Câți ani aveți, ${nick}? | In years | În ani | | | . < 120 | Fewer than 120 years, please | Sub 120 de ani | | | | | |
| | begin_group | home | Home | Acasă | | | | | | | | | | | | |
| | select_one yn | has | Have you a place to sleep? | Aveți unde dormi? | | | | | | | | | | | | |
| | text | where | Where is it? | Unde este? | | | ${has} = 'yes' | | | | | | | multiline | | |
| | select_multiple need | needs | What do you need now? | Ce vă trebuie acum? | | | | | | | | | | | | |
| | select_one town or_other | town | Which town? | Ce oraș? | | | ${has} = 'no' | | | | | | | | | |
| | note | thanks | Thank you, **${nick}**. | Mulțumim, **${nick}**. | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | |
| | begin_repeat | kids | Child | Copil | | | | | | | | | | | | |
| | text | kname | What is the child called? | Cum îl cheamă pe copil? | | | | | | | | | | | | |
| | date | born | When was the child born? | Când s-a născut? | | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | | | | |
| | begin_group | last | The last page | Ultima pagină | | | | | | | | | | | | |
| | time | at | At what hour did you come? | La ce oră ați venit? | | | | | | | | | | | | |
| | dateTime | met | When shall we meet? | Când ne vedem? | | | | | | | | | | | | |
| | rank need | order | What first? | Ce mai întâi? | | | | | | | | | | | | |
| | range | calm | How calm are you? | Cât de liniștită sunteți? | | | | | | | | | | | start=0 end=5 step=1 | |
| | geopoint | place | Where is the house? | Unde e casa? | | | | | | | | | | | | |
| | image | picture | A picture | O fotografie | | | | | | | | | | | | |
| | image | sign | Your signature | Semnătura | | | | | | | | | | signature | | |
| | acknowledge | read | I know that I may stop | Știu că mă pot opri | | | | | | | | | | | | |
| | calculate | twice | | | | | | | | | | | ${age} * 2 | | | |
| | end_group | | | | | | | | | | | | | | | |
| choices |
| | list_name | name | label::English (en) | label::Română (ro) |
| | yn | yes | Yes | Da |
| | yn | no | No | Nu |
| | need | food | Food | Mâncare |
| | need | sleep | Sleep | Somn |
| | need | doctor | A doctor | Un medic |
| | town | orhei | Orhei | Orhei |
| | town | balti | Bălți | Bălți |
| settings |
| | form_title | form_id | version | default_language |
| | First talk | first_talk | 3 | English (en) |
"""

MOOD = """
| survey |
| | type | name | label |
| | select_one how | mood | How did you sleep? |
| choices |
| | list_name | name | label |
| | how | well | Well |
| | how | badly | Badly |
| settings |
| | form_title | form_id | version |
| | Sleep | sleep | 1 |
"""

_ALL = {"first": ("First talk", "casework", FIRST), "mood": ("Sleep", "health", MOOD)}


@cache
def _form(key: str) -> Published:
    title, compartment, text = _ALL[key]
    return Published(f"test:{key}", title, compartment, read(text.encode(), f"{key}.md"))


def find(actor: Actor, key: str) -> Published:
    if key not in _ALL:
        raise Refused("form.open", None)
    return _form(key)


def listing(actor: Actor) -> list[Listed]:
    found = [find(actor, key) for key in _ALL]
    return [Listed(each.ref, each.title, each.compartment, languages=each.form.languages) for each in found]
