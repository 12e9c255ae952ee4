"""Submissions out and in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acasa.questionnaires.engine.instance import BadSubmission, form_of, parse, write
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.reading import read
from acasa.questionnaires.engine.session import Session

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
VISIT = """
| survey |
| | type | name | label |
| | deviceid | device | |
| | text | name | Name |
| | image | photo | Photo |
| | begin group | g | G |
| | begin repeat | kid | Child |
| | text | first | First |
| | begin repeat | toy | Toy |
| | text | what | What |
| | end repeat | | |
| | end repeat | | |
| | end group | | |
| settings |
| | form_id | version |
| | visit | 7 |
"""


@pytest.fixture(scope="module")
def visit() -> Form:
    return read(VISIT.encode(), "visit.md")


TEXTS = st.text(max_size=12).map(
    lambda text: "".join(sign for sign in text if sign.isprintable()).strip()
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2)), max_size=3))
def test_what_is_written_is_read(visit: Form, name: str, kids: list[tuple[str, list[str]]]) -> None:
    answers: dict[str, Any] = {
        "name": name,
        "photo": "1.jpg",
        "g": {"kid": [{"first": first, "toy": [{"what": toy} for toy in toys]} for first, toys in kids]},
    }
    xml = write(visit, answers, instance_id="uuid:1", device_values={"deviceid": "phone"}, deprecated_id="uuid:0")
    found = parse(visit, xml)
    for kid in answers["g"]["kid"]:
        if not kid["toy"]:
            del kid["toy"]
    if not kids:
        answers["g"] = {}
    assert found.answers == {"device": "phone", **answers}
    assert (found.instance_id, found.deprecated_id, found.form_id, found.version) == (
        "uuid:1",
        "uuid:0",
        "visit",
        "7",
    )
    assert found.attachments == ("1.jpg",)
    assert form_of(xml) == ("visit", "7")
    assert found.others == {}


def test_a_session_opens_what_a_device_sent(visit: Form) -> None:
    first = Session(visit, {"name": "Ana", "g": {"kid": [{"first": "Ion", "toy": [{"what": "ball"}]}]}}, now=NOW)
    found = parse(visit, write(visit, first.relevant_answers(), instance_id="uuid:1"))
    assert Session(visit, found.answers, now=NOW, begin=False).answers() == first.answers()


def test_what_the_form_has_not_is_kept_apart(visit: Form) -> None:
    xml = (
        b'<data id="visit" version="7" xmlns:j="http://openrosa.org/javarosa"><name> Ana </name><name>Eva</name>'
        b"<old>kept<deep>too</deep></old><g><kid j:template=''><first/></kid><kid><first>Ion</first><age>3</age></kid>"
        b"</g><meta><instanceID>uuid:9</instanceID><instanceName>Ana</instanceName></meta></data>"
    )
    found = parse(visit, xml)
    assert found.answers == {"name": "Ana", "g": {"kid": [{"first": "Ion"}]}}
    assert found.others == {
        "/data/name": "Eva",
        "/data/old": "kept",
        "/data/old/deep": "too",
        "/data/g/kid[1]/age": "3",
    }
    assert (found.instance_id, found.meta) == ("uuid:9", {"instanceName": "Ana"})


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "xml"),
        (b"not xml", "xml"),
        (b"\xff\xfe\x00", "xml"),
        (b"<data", "xml"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><data id="visit">&a;</data>', "xml"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><data id="visit"/>', "xml"),
        (b"<other/>", "form"),
        (b'<data id="another"/>', "form"),
    ],
)
def test_what_is_no_submission_is_refused(visit: Form, xml: bytes, code: str) -> None:
    with pytest.raises(BadSubmission) as refused:
        parse(visit, xml)
    assert refused.value.code == code


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(xml: bytes) -> None:
    try:
        form_of(xml)
    except BadSubmission as refused:
        assert refused.code == "xml"
