"""Bringing a caseload in through its pages, on a real PostgreSQL: nothing lost, nothing half, nothing in plain."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acasa.audit.models import Entry
from acasa.audit.verify import verify_all
from acasa.cases import facts
from acasa.cases.deadlines.services import recalculating
from acasa.cases.imports import MESSAGES, template_csv
from acasa.cases.imports.services import preparing, running, uploading
from acasa.cases.imports.tests import build
from acasa.cases.imports.tests.conftest import Importer, importer
from acasa.cases.models import Case, Draft, ImportBatch, ImportPart, Obligation, Person
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.cases.services import opening, working
from acasa.config.testing import Server
from acasa.core.scope import scoped
from acasa.vault.audited import SOURCES
from acasa.vault.models import Card, Folder, FolderKey, Record
from acasa.vault.testing import Cast, Colleague

EVERYBODY = Filters(status="", sort="name")
HEADERS = ["Case code", "Given name", "Family name", "Date of birth", "Case notes", "Favourite colour"]


def people(count: int, start: int = 0) -> list[list[str]]:
    """Rows that no two share a name in."""
    given = ("Ana", "Ion", "Maral", "Oksana", "Vera", "Petru", "Galina")
    family = (
        "Ciobanu",
        "Moraru",
        "Berdyev",
        "Shevchenko",
        "Lungu",
        "Zaporojan",
        "Munteanu",
        "Kovalenko",
        "Gheorghiu",
    )
    return [
        [
            f"K-{at}",
            given[at % 7],
            family[at // 7 % 9],
            f"{1950 + 5 * (at // 63 % 12)}",
            f"Note {at}",
            f"colour {at}",
        ]
        for at in range(start, start + count)
    ]


def table(rows: list[list[str]]) -> bytes:
    return build.table_csv([HEADERS, *rows])


def listed(who: Colleague, query: str = "") -> list[caseload.Row]:
    with scoped(who.user.org_id):
        if query:
            return caseload.search(who.actor(), query)
        return caseload.listing(who.actor(), EVERYBODY, today_number=20_000).rows


def total(who: Colleague) -> int:
    with scoped(who.user.org_id):
        return caseload.listing(who.actor(), EVERYBODY, today_number=20_000).total


def opened(who: Colleague, query: str) -> case_queries.CasePage:
    rows = listed(who, query)
    assert rows, query
    with scoped(who.user.org_id):
        return case_queries.case_page(who.actor(), rows[0].case_id)


def rows_left(cast: Cast) -> dict[str, int]:
    with scoped(cast.org_id):
        models = (Folder, FolderKey, Record, Card, Case, Person, Obligation, ImportPart, Draft)
        return {model.__name__: model.objects.count() for model in models}


def refusals(page: Any) -> dict[int, list[str]]:
    return {row.number: [f.text for f in row.findings] for row in page.context["found"].rows if row.refused}


# ---------------------------------------------------------------- the sixty rows


def test_sixty_messy_rows_come_in_and_nothing_that_was_typed_is_lost(at_work: Importer) -> None:
    rows = build.messy()
    content = build.xlsx([build.MESSY_HEADERS, *rows])
    batch = at_work.prepare(content, "Дела.xlsx")
    page = at_work.client.get(f"/import/{batch}/preview/?show=refused")
    # A birth to come; the same code twice; nobody's row.
    assert set(refusals(page)) == {8, 37, 41}
    assert "MD-1034" in refusals(page)[37][0]
    page = at_work.client.get(f"/import/{batch}/preview/?show=problems")
    assert "“34 года” is an age" in page.content.decode()

    at_work.client.post(f"/import/{batch}/choose/", {"everyone": "import"})
    at_work.begin(batch)
    at_work.go_on(batch)
    assert total(at_work.who) == 57
    kept = everything_of(at_work)
    for number, row in enumerate(rows):
        if number in (6, 35, 39):
            continue
        for header, cell in zip(build.MESSY_HEADERS, row, strict=True):
            # Latitude is refused; what is coded is kept by its code; dates are kept as dates.
            if header in (
                "Широта",
                "Пол",
                "Гражданство",
                "Уровень риска",
                "Этап",
                "Статус",
                "Вид эксплуатации",
            ):
                continue
            if header in ("Дата рождения", "Дата открытия", "Срок", "Ответственный") or not cell.strip():
                continue
            for piece in cell.strip().splitlines():
                if "maps" not in piece and "47.0105" not in piece:
                    assert piece.strip() in kept, (number, header, piece)
    assert "47.10" not in kept
    assert "goo.gl" not in kept
    assert "28.86380" not in kept
    for typed in (
        "31.02.1987",
        "кошка",
        "Атлантида",
        "огромный",
        "где-то",
        "Никто Такой",
        "скоро",
    ):
        assert typed in kept, typed


def everything_of(at_work: Importer) -> str:
    """All that Alina, with every ring but health and law, and Carmen, with health, can read of all cases."""
    said = []
    for who in (at_work.cast.alina, at_work.cast.carmen):
        with scoped(at_work.cast.org_id):
            actor = who.actor()
            for case_id, person_id in Case.objects.values_list("id", "person_id"):
                from acasa.vault import folders

                for folder in folders.open_many(actor, [case_id, person_id]).values():
                    said += [str(record.data) for record in folder.records]
    return "\n".join(said).replace("\\n", "\n")


def test_a_row_becomes_a_whole_case(at_work: Importer) -> None:
    header = ["Case code", "First name", "Family name", "Name to use with her", "Safe telephone", "Safe hours",
              "Code word", "Risk level", "Opened on", "Stage", "Next step", "Next step is due on", "Case notes",
              "Health notes", "Email", "Case manager", "Shoe size", "Diagnosis told by her mother", "Who referred her",
              "Date of birth"]  # fmt: skip
    row = ["12/2019", "Наталья", "Чеботарь", "Nata", "069 123 456", "after six", "recipe", "high", "03.02.2020",
           "Reintegration", "Call the clinic", "01.12.2026", "She sleeps badly.", "Asthma.", "n@example.org",
           "boris@example.org", "38", "asthma", "The hotline", "05.1987"]  # fmt: skip
    at_work.bring(build.table_csv([header, row]), worker=str(at_work.cast.alina.user.id))

    page = opened(at_work.who, "Natalia Cebotari")
    assert page.name == "Nata"
    assert page.essentials["contact"] == "069 123 456"
    assert page.essentials["channel"] == "phone"
    assert page.essentials["code_word"] == "recipe"
    assert page.facts["risk"] == "high"
    assert page.facts["opened_on"] == "2020-02-03"
    assert page.facts["former_code"] == "12/2019"
    assert page.stage == "reintegration"
    assert page.course is not None
    assert page.course["source"] == "The hotline"
    assert [step.data["text"] for step in page.steps] == ["Call the clinic"]
    assert page.worker.id == at_work.who.user.id
    assert {line.data["kind"] for line in page.timeline} == {"event", "note"}
    assert page.hidden == {"health": 2}
    values = {name: value for record in page.imported for name, value in record.data["values"].items()}
    assert values["Shoe size"] == "38"
    assert values["Email"] == "n@example.org"
    assert values["Date of birth"] == "1987-05"
    with scoped(at_work.cast.org_id):
        due = Obligation.objects.get()
        assert (due.case_id, due.due.isoformat()) == (page.id, "2026-12-01")
        identity, _version = case_queries.identity(at_work.who.actor(), page.id)
        assert (identity["given"], identity["birth_date"], identity["birth_estimated"]) == (
            "Наталья",
            "1987",
            True,
        )

    # Found by the code of the former register; shown on the page; her address only where she is revealed.
    assert [found.case_id for found in listed(at_work.who, "12-2019")] == [page.id]
    html = at_work.client.get(f"/cases/{page.id}/").content.decode()
    assert "12/2019" in html
    assert "Shoe size" in html
    assert "n@example.org" not in html
    assert "n@example.org" in at_work.client.post(f"/cases/{page.id}/identity/").content.decode()
    # Carmen reads what belongs to health, and not who she is.
    with scoped(at_work.cast.org_id):
        seen = case_queries.case_page(at_work.cast.carmen.actor(), page.id)
    assert {"Asthma."} == {r.data["text"] for r in seen.timeline if r.compartment == "health"}
    assert any("asthma" in r.data["values"].values() for r in seen.imported)
    assert not any("n@example.org" in r.data["values"].values() for r in seen.imported)


def test_nobody_is_called_by_a_family_name_that_she_did_not_choose(at_work: Importer) -> None:
    at_work.bring(build.table_csv([["Family name", "Risk level"], ["Cebotari", "low"]]))
    (row,) = listed(at_work.who)
    assert row.name == row.code
    assert listed(at_work.who, "Cebotari")[0].case_id == row.case_id


def test_closed_cases_come_in_closed(at_work: Importer) -> None:
    header = ["Given name", "Status", "Closed on", "Reason for closing", "Next step", "Next step is due on"]
    at_work.bring(
        build.table_csv(
            [
                header,
                ["Ana", "Closed", "2025-05-01", "goals met", "", ""],
                ["Ion", "Closed Referred", "", "", "Ask again", "2026-12-01"],
                ["Vera", "Active", "", "", "", ""],
            ]
        )
    )
    by_name = {row.name: row for row in listed(at_work.who)}
    assert {name: row.is_open for name, row in by_name.items()} == {"Ana": False, "Ion": False, "Vera": True}
    ana, ion = (opened_by_id(at_work.who, by_name[name].case_id) for name in ("Ana", "Ion"))
    assert ana.stage == ion.stage == "after_closure"
    assert ana.course is not None and ion.course is not None
    assert ana.course["closing"] == {"reason": "plan_goals_met_sustained", "on": "2025-05-01", "words": ""}
    assert ion.course["closing"]["reason"] == "transferred_other_service"
    assert [r.data["values"] for r in ion.imported] == [
        {"Next step": "Ask again", "Next step is due on": "2026-12-01"}
    ]
    with scoped(at_work.cast.org_id):
        assert not Obligation.objects.exists()
        assert working.reopen(at_work.who.actor(), ion.id, stage="crisis", reason="She is back.")
    assert at_work.client.get(f"/cases/{ana.id}/").status_code == 200


def opened_by_id(who: Colleague, case_id: UUID) -> case_queries.CasePage:
    with scoped(who.user.org_id):
        return case_queries.case_page(who.actor(), case_id)


# ---------------------------------------------------------------- official and own templates


def test_the_official_template_is_brought_in(at_work: Importer) -> None:
    content = build.xlsx(
        build.template(
            [
                {
                    "First Name": "Olena",
                    "Second Name": "Shevchenko",
                    "Citizenship": "Ukraine",
                    "Type of Exploitation": "Forced Labour",
                    "Status": "Follow up",
                    "Mailing City": "Kharkiv",
                }
            ],
            numbered=20,
        )
    )
    assert at_work.upload(content, "HTCDS.xlsx").status_code == 302
    assert "official template" in at_work.client.get("/import/columns/").content.decode()
    at_work.bring(content, "HTCDS.xlsx")
    page = opened(at_work.who, "Олена Шевченко")
    values = {name: value for record in page.imported for name, value in record.data["values"].items()}
    assert values["Status"] == "Follow Up"
    fields = {
        name: codes for record in page.imported for name, codes in record.data.get("fields", {}).items()
    }
    assert fields["status"] == "FollowUp"
    assert "Kharkiv" in at_work.client.post(f"/cases/{page.id}/identity/").content.decode()


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_our_own_template_reads_itself(at_work: Importer, language: str) -> None:
    header = next(
        csv.reader(
            io.StringIO(template_csv(language).decode("utf-8-sig")),
            delimiter=";" if language != "en" else ",",
        )
    )
    row = ["" for _ in header]
    row[2] = "Galina"
    at_work.upload(build.table_csv([header, row]))
    page = at_work.client.get("/import/columns/")
    assert not [line for line in page.context["lines"] if line["column"].target in ("keep", "refused")]
    answer = at_work.client.get("/import/template/")
    assert answer["Content-Disposition"].startswith("attachment")


# ---------------------------------------------------------------- coordinates


def test_coordinates_of_persons_are_refused_whatever_is_posted(at_work: Importer) -> None:
    content = build.table_csv(
        [["Given name", "Latitude", "Where"], ["Ana", "47.01053", "47.01053, 28.86380"]]
    )
    at_work.upload(content)
    page = at_work.client.get("/import/columns/").content.decode()
    assert "47.01053" not in page
    answer = at_work.columns(c1="keep:casework", c2="keep:casework")
    assert answer.status_code == 422
    assert at_work.columns().status_code == 302
    at_work.bring(content)
    assert "47.0105" not in everything_of(at_work)


# ---------------------------------------------------------------- doubles


def test_who_may_be_known_already_is_asked_about_and_left_aside_until_decided(at_work: Importer) -> None:
    with scoped(at_work.cast.org_id):
        known = opening.open_case(
            at_work.who.actor(),
            team_id=at_work.cast.north.id,
            new=opening.NewCase(
                essentials={"working_name": "Nata"},
                identity={"given": "Наталья", "family": "Чеботарь", "birth_date": "1993"},
            ),
        )
    rows = [
        ["A", "Natalia", "Cebotari", "1993", "", ""],
        ["B", "Natalia", "Cebotari", "1971", "", ""],
        ["C", "Ana", "Ciobanu", "1980", "", ""],
        ["D", "Анна", "Чобану", "1980", "", ""],
        ["E", "Natalia", "", "", "", ""],
    ]
    batch = at_work.prepare(table(rows))
    page = at_work.client.get(f"/import/{batch}/preview/")
    shown = {row.number: row.double for row in page.context["found"].rows}
    assert set(shown) == {2, 5}
    assert [case["id"] for case in shown[2].cases] == [str(known.id)]
    assert shown[5].row == 4
    assert page.context["found"].counts["bring"] == 3
    assert f"/cases/{known.id}/" in page.content.decode()

    at_work.client.post(f"/import/{batch}/choose/", {"row-5": "import", "row-4": "skip", "row-2": "nonsense"})
    assert at_work.client.get(f"/import/{batch}/preview/").context["found"].counts["bring"] == 4
    at_work.begin(batch)
    at_work.go_on(batch)
    assert total(at_work.who) == 5
    result = at_work.client.get(f"/import/{batch}/")
    assert result.context["found"].skipped == [2]


def test_the_same_file_again_is_recognised_by_its_codes_and_its_people(at_work: Importer) -> None:
    at_work.bring(table(people(3)))
    batch = at_work.prepare(table(people(3)))
    page = at_work.client.get(f"/import/{batch}/preview/?show=refused")
    assert len(refusals(page)) == 3
    assert at_work.begin(batch).url == f"/import/{batch}/preview/"
    without = [["", *row[1:]] for row in people(3)]
    batch = at_work.prepare(table(without))
    counts = at_work.client.get(f"/import/{batch}/preview/").context["found"].counts
    assert (counts["doubles"], counts["bring"]) == (3, 0)


# ---------------------------------------------------------------- nothing half


def test_left_in_the_middle_it_is_invisible_and_can_be_continued(
    at_work: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PART", 4)
    batch = at_work.prepare(table(people(10)))
    at_work.begin(batch)
    at_work.client.post(f"/import/{batch}/run/")
    at_work.client.post(f"/import/{batch}/run/")
    with scoped(at_work.cast.org_id):
        assert Folder.objects.count() == 16
        assert not Case.objects.exists()
        assert not Card.objects.exists()
        assert not Obligation.objects.exists()
    assert total(at_work.who) == 0
    assert listed(at_work.who, "Ana Ciobanu") == []

    # Another day, another session.
    again = importer(at_work.cast.boris, at_work.cast)
    start = again.client.get("/import/")
    assert f"/import/{batch}/run/" in start.content.decode()
    assert again.client.get(f"/import/{batch}/run/").context["done"] == 8
    assert again.go_on(batch) == 2
    assert total(at_work.who) == 10
    codes = sorted(row.code for row in listed(at_work.who))
    assert codes == [f"CL-{number:04d}" for number in range(1, 11)]
    # One more press changes nothing.
    again.go_on(batch)
    assert total(at_work.who) == 10


def test_a_request_that_dies_leaves_its_part_as_it_was(
    at_work: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PART", 4)
    batch = at_work.prepare(table(people(6)))
    at_work.begin(batch)
    at_work.client.post(f"/import/{batch}/run/")
    before = rows_left(at_work.cast)

    def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError("the machine was switched off")

    for place in ("seal_part", "_finish"):
        with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="switched off"):
            patch.setattr(running, place, broken)
            at_work.client.post(f"/import/{batch}/run/")
        if place == "seal_part":
            assert rows_left(at_work.cast) == before
            at_work.client.post(f"/import/{batch}/run/")
    assert total(at_work.who) == 0
    at_work.go_on(batch)
    assert total(at_work.who) == 6


def test_left_in_the_middle_it_can_be_taken_back_whole(
    at_work: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PART", 4)
    empty = rows_left(at_work.cast)
    batch = at_work.prepare(table(people(10)))
    at_work.begin(batch)
    at_work.client.post(f"/import/{batch}/run/")
    page = at_work.take_back(batch)
    assert page.context["found"].former.state == "undone"
    assert rows_left(at_work.cast) == empty
    # And what was taken back is not brought in after all.
    assert at_work.client.post(f"/import/{batch}/run/").url == f"/import/{batch}/"
    assert total(at_work.who) == 0


def test_nobody_but_the_author_goes_on_and_a_supervisor_may_take_back(
    at_work: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PART", 2)
    batch = at_work.prepare(table(people(4)))
    alina = importer(at_work.cast.alina, at_work.cast)
    assert alina.client.get(f"/import/{batch}/preview/").status_code == 404
    assert alina.client.post(f"/import/{batch}/start/").status_code == 404
    at_work.begin(batch)
    at_work.client.post(f"/import/{batch}/run/")
    assert alina.client.post(f"/import/{batch}/run/").status_code == 404
    assert alina.client.get(f"/import/{batch}/").status_code == 200
    assert alina.take_back(batch).context["found"].former.state == "undone"


# ---------------------------------------------------------------- undoing


def test_an_import_is_undone_with_all_that_came_with_it(at_work: Importer) -> None:
    with scoped(at_work.cast.org_id):
        opening.open_case(
            at_work.who.actor(),
            team_id=at_work.cast.north.id,
            new=opening.NewCase(essentials={"working_name": "Before"}),
        )
    before = rows_left(at_work.cast)
    batch = at_work.bring(table(people(5)))
    assert total(at_work.who) == 6
    page = at_work.client.get(f"/import/{batch}/undo/")
    assert (page.context["going"], page.context["staying"]) == (5, [])
    at_work.take_back(batch)
    assert rows_left(at_work.cast) == before
    assert [row.name for row in listed(at_work.who)] == ["Before"]
    assert listed(at_work.who, "Ana Ciobanu") == []
    assert at_work.client.post(f"/import/{batch}/undo/").url == f"/import/{batch}/"


def test_deadlines_that_come_and_move_by_themselves_are_nobodys_work(
    at_work: Importer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = at_work.bring(table(people(3)))
    told: dict[str, str] = {}
    own = facts.facts
    monkeypatch.setattr(facts, "facts", lambda case, person: {**own(case, person), **told})
    with scoped(at_work.cast.org_id):
        settings.ACASA_COUNTRY_PACK = "md"
        assert recalculating.step(at_work.who.actor()).written
        settings.ACASA_COUNTRY_PACK = "tm"
        told["assessed_on"] = timezone.now().date().isoformat()
        assert recalculating.step(at_work.who.actor()).written
        assert Record.objects.filter(version__gt=1).exists() and Card.objects.filter(version__gt=1).exists()
        settings.ACASA_COUNTRY_PACK = "none"
        worked_on = listed(at_work.who)[0].case_id
        row = Case.objects.get(id=worked_on)
        working.set_stage(at_work.who.actor(), row.id, stage="crisis")
    page = at_work.client.get(f"/import/{batch}/undo/")
    assert [case_id for _code, case_id, _why in page.context["staying"]] == [worked_on]
    assert page.context["going"] == 2


def test_cases_that_somebody_worked_on_stay_and_are_named(at_work: Importer) -> None:
    batch = at_work.bring(table(people(6)))
    rows = listed(at_work.who)
    noted, moved, given, again = rows[:4]
    with scoped(at_work.cast.org_id):
        actor = at_work.who.actor()
        working.add_note(actor, noted.case_id, compartment="casework", text="She called.")
        working.assign(actor, moved.case_id, worker_id=at_work.cast.alina.user.id)
    with scoped(at_work.cast.org_id):
        from acasa.cases.services import editing

        data = {"working_name": "Given another name"}
        editing.set_essentials(at_work.who.actor(), given.case_id, data=data, version=1)
        person = Case.objects.get(id=again.case_id).person_id
        opening.open_case(
            at_work.who.actor(),
            team_id=at_work.cast.north.id,
            new=opening.NewCase(essentials={}),
            person_id=person,
        )
    page = at_work.client.get(f"/import/{batch}/undo/")
    why = {case_id: reason for _code, case_id, reason in page.context["staying"]}
    assert set(why) == {row.case_id for row in rows[:4]}
    assert why[noted.case_id] == "something was added to it"
    assert why[given.case_id] == "it was changed"
    assert why[again.case_id] == "the person has another case now"
    assert page.context["going"] == 2
    after = at_work.take_back(batch)
    assert after.context["found"].former.cases == 4
    assert {row.case_id for row in rows[:4]} <= {row.case_id for row in listed(at_work.who)}
    assert total(at_work.who) == 5
    for row in rows[4:]:
        assert at_work.client.get(f"/cases/{row.case_id}/").status_code == 404


# ---------------------------------------------------------------- who may


def test_it_is_not_there_for_those_who_may_not(at_work: Importer, settings: Any) -> None:
    batch = at_work.bring(table(people(1)))
    names = ("", "columns/", "template/", f"{batch}/", f"{batch}/preview/", f"{batch}/run/", f"{batch}/undo/")
    for who in (at_work.cast.carmen, at_work.cast.dan):
        other = importer(who, at_work.cast)
        for name in names:
            assert other.client.get(f"/import/{name}").status_code == 404, (who.email, name)
        for name in ("", "choose/", "start/", "run/", "undo/", "undo/run/"):
            assert other.client.post(f"/import/{batch}/{name}" if name else "/import/").status_code in (
                404,
                405,
            )
        assert "/import/" not in other.client.get("/").content.decode()
    outsider = importer(at_work.cast.olga, at_work.cast)
    assert outsider.client.get(f"/import/{batch}/").status_code == 404
    assert outsider.client.post(f"/import/{batch}/undo/").status_code == 404
    assert total(at_work.who) == 1


def test_a_team_or_worker_of_others_is_refused(at_work: Importer) -> None:
    at_work.upload(table(people(1)))
    assert at_work.columns(team=str(at_work.cast.south.id)).status_code == 422
    assert at_work.columns(worker=str(at_work.cast.dan.user.id)).status_code == 422
    assert at_work.columns(worker=str(uuid4())).status_code == 422
    with scoped(at_work.cast.org_id):
        assert not ImportBatch.objects.exists()


# ---------------------------------------------------------------- what the forms say


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "empty"), (b"%PDF-1.7 not a table", "not a table"), (b"\x89PNG\r\n", "not a table")],
)
def test_what_is_no_table_is_told_beside_the_field(at_work: Importer, content: bytes, message: str) -> None:
    answer = at_work.upload(content, "list.xlsx")
    assert answer.status_code == 422
    assert message in answer.content.decode()
    with scoped(at_work.cast.org_id):
        assert not Draft.objects.exists()


def test_two_columns_cannot_go_to_one_place(at_work: Importer) -> None:
    at_work.upload(table(people(1)))
    answer = at_work.columns(c4="given_name")
    assert answer.status_code == 422
    assert "both go to the same place" in answer.content.decode()


def test_a_page_asks_for_smaller_tables(at_work: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acasa.cases.imports.views.ROWS_AT_MOST", 2)
    at_work.upload(table(people(3)))
    assert "acasa import" in at_work.client.get("/import/columns/").content.decode()


def test_another_sheet_can_be_read(at_work: Importer) -> None:
    book = build.xlsx(
        [["Given name"], ["Ana"]], more={"Closed": [["Given name", "Status"], ["Ion", "Closed"]]}
    )
    at_work.upload(book, "book.xlsx")
    assert at_work.client.get("/import/columns/").context["rows"] == 1
    at_work.client.post("/import/columns/read/", {"sheet": "Closed"})
    page = at_work.client.get("/import/columns/")
    assert [line["column"].header for line in page.context["lines"]] == ["Given name", "Status"]


def test_every_problem_has_words(at_work: Importer) -> None:
    """No message fails for want of a value: each is shown as the pages show it."""
    from acasa.cases.imports.queries import in_words

    params = dict.fromkeys(
        ("value", "limit", "sheet", "sheets", "count", "encoding", "name", "other", "year", "column"), "1"
    )
    for code in MESSAGES:
        assert "%(" not in in_words([[code, "error", "c", params]])[0].text


# ---------------------------------------------------------------- traces


def test_the_file_is_sealed_and_goes_when_the_import_starts(at_work: Importer) -> None:
    at_work.upload(table(people(2)))
    with scoped(at_work.cast.org_id):
        assert set(Draft.objects.values_list("kind", flat=True)) == {"import", "import_file"}
        assert all(
            b"Ciobanu" not in bytes(sealed) for sealed in Draft.objects.values_list("sealed", flat=True)
        )
    alina = importer(at_work.cast.alina, at_work.cast)
    assert "list.csv" not in alina.client.get("/import/").content.decode()
    assert alina.client.get("/import/columns/").url == "/import/"
    batch = UUID(at_work.columns().url.split("/")[2])
    at_work.begin(batch)
    with scoped(at_work.cast.org_id):
        assert not Draft.objects.filter(kind__in=("import", "import_file")).exists()
    at_work.go_on(batch)
    with scoped(at_work.cast.org_id):
        assert all(not bytes(sealed) for sealed in ImportPart.objects.values_list("sealed", flat=True))


def test_dropping_the_file_leaves_nothing(at_work: Importer) -> None:
    before = rows_left(at_work.cast)
    at_work.prepare(table(people(2)))
    at_work.client.post("/import/drop/")
    assert rows_left(at_work.cast) == before
    with scoped(at_work.cast.org_id):
        assert not ImportBatch.objects.exists()


def test_what_lay_for_a_week_is_removed_by_whoever_comes_by(
    at_work: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PART", 2)
    before = rows_left(at_work.cast)
    long_ago = timezone.now() - uploading.KEPT_FOR - timedelta(hours=1)
    batch = at_work.prepare(table(people(4)))
    at_work.begin(batch)
    at_work.client.post(f"/import/{batch}/run/")
    at_work.prepare(table(people(2, 20)))
    alina = importer(at_work.cast.alina, at_work.cast)
    alina.client.get("/import/")
    with scoped(at_work.cast.org_id):
        assert ImportBatch.objects.count() == 2
        assert Folder.objects.count() == before["Folder"] + 4
        Draft.objects.update(saved_at=long_ago)
        ImportBatch.objects.update(created_at=long_ago)
        ImportBatch.objects.exclude(started_at=None).update(started_at=long_ago)
    alina.client.get("/import/")
    with scoped(at_work.cast.org_id):
        ImportBatch.objects.update(undone_at=long_ago)
    alina.client.get("/import/")
    after = rows_left(at_work.cast)
    assert after == before


def test_the_record_knows_every_ciphertext_that_came_in(at_work: Importer, acasa_server: Server) -> None:
    batch = at_work.bring(table(people(4)))
    with scoped(at_work.cast.org_id):
        verbs = list(Entry.objects.filter(subject_id=batch).order_by("seq").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb != "import.cards"] == [
        "import.check",
        "import.start",
        "import.rows",
        "import.done",
    ]
    assert verified(acasa_server) == []
    at_work.take_back(batch)
    assert verified(acasa_server) == []


def verified(server: Server) -> list[str]:
    from django.conf import settings

    with server.connect(server.database) as owner:
        return [
            problem.words() for problem in verify_all(owner, settings.AUDIT_KEY, sources=SOURCES).problems
        ]


def test_nothing_of_a_table_stands_in_the_database_in_plain(at_work: Importer, acasa_server: Server) -> None:
    """At no moment: not with the file waiting, not prepared, not half made, not done."""
    header = ["Given name", "Family name", "Favourite place", "Case code"]
    rows = [["Pulheria", "Gânscă-Importata", "coloana: Trebujeni", "COD-77-ZX"], ["Ana", "Moraru", "", ""]]
    secret = [
        "Pulheria",
        "Gânscă",
        "Importata",
        "Trebujeni",
        "COD-77-ZX",
        "secret-name.csv",
        "Favourite place",
    ]

    def look() -> None:
        with acasa_server.connect(acasa_server.database) as owner:
            names = [
                r[0] for r in owner.execute("select tablename from pg_tables where schemaname = 'public'")
            ]
            for name in names:
                for (text,) in owner.execute(f'select t::text from "{name}" t'):
                    for word in secret:
                        assert word not in text, (name, word)
                        assert word.encode().hex() not in text, (name, word)

    at_work.upload(build.table_csv([header, *rows]), "secret-name.csv")
    look()
    batch = UUID(at_work.columns().url.split("/")[2])
    look()
    at_work.begin(batch)
    at_work.client.post(f"/import/{batch}/run/")
    look()
    at_work.go_on(batch)
    look()
    assert listed(at_work.who, "Pulheria Ganscă")


# ---------------------------------------------------------------- how much work


def test_a_part_takes_as_many_queries_however_many_rows(
    at_work: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    for size in (5, 40):
        monkeypatch.setattr(preparing, "PART", size)
        batch = at_work.prepare(table(people(size, start=100 * size)))
        at_work.client.post(f"/import/{batch}/choose/", {"everyone": "import"})
        at_work.begin(batch)
        steps = []
        for _step in range(2):
            with scoped(at_work.cast.org_id):
                actor = at_work.who.actor()
                with CaptureQueriesContext(connection) as captured:
                    running.step(actor, batch)
            steps.append(len(captured))
        counted.append(steps)
    assert counted[0][0] == counted[1][0]
    # The caseload has a segment now, which is read and filled up.
    assert abs(counted[0][1] - counted[1][1]) <= 12
    assert max(max(steps) for steps in counted) < 80


def test_an_upload_over_the_limit_is_refused(at_work: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    from acasa.cases.imports import forms
    from acasa.cases.imports import table as tables

    small = tables.Limits(bytes=2**20)
    monkeypatch.setattr(forms, "LIMITS", small)
    answer = at_work.client.post("/import/", {"file": SimpleUploadedFile("a.csv", b"a" * (2**20 + 1))})
    assert answer.status_code == 422
    assert "larger than 1" in answer.content.decode()
