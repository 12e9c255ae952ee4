"""A tablet is let in, works without a network, sends what it has, and its answers find their case."""

from __future__ import annotations

from collections.abc import Callable

from acasa.config.bench.phone import Network, Phone
from acasa.core.scope import scoped
from acasa.questionnaires import services as questionnaires
from acasa.questionnaires.library import offer
from acasa.sync.tests.helpers import encrypted
from acasa.vault.testing import Cast
from tests.journeys.person import Person
from tests.world import open_case

Enters = Callable[..., Person]
SAID = "Că fetița să nu schimbe iar școala"


def offers_home_visit(cast: Cast) -> None:
    """The organisation took the home visit of the library in."""
    found = offer("home-visit")
    assert found is not None
    settings = questionnaires.Settings(found.compartment, on_devices=True, case_question=found.case_question)
    with scoped(cast.org_id):
        alina = cast.alina.actor()
        version = questionnaires.add(
            alina, content=found.content("en"), filename=found.file, settings=settings
        )
        questionnaires.publish(alina, version)


def home_visit(instance: str, code: str, said: str) -> bytes:
    """The filled-in form as Collect writes it."""
    return (
        f'<data id="acasa_home_visit" version="1"><case_code>{code}</case_code><on>2026-11-20</on><met>her</met>'
        f"<home><warm>partly</warm></home><after><said>{said}</said></after>"
        f"<meta><instanceID>{instance}</instanceID><instanceName>Home visit 2026-11-20</instanceName></meta></data>"
    ).encode()


def lets_in_a_tablet(boris: Person, *, port: int) -> tuple[Phone, Network]:
    """By hand: what stands behind the picture is typed into the app."""
    boris.goes_to("/account/devices/")
    boris.presses("Let a device in")
    boris.types("What do you call it?", "blue tablet")
    boris.page_ok()
    boris.presses("Let it in")
    boris.sees("They are shown this once")
    boris.page_ok()
    boris.page.locator("main summary").click()
    url, username, password = boris.page.locator("main code").all_inner_texts()
    network = Network(port)
    return Phone(network, url[url.index("/openrosa/") :], username, password), network


def test_what_a_tablet_sends_finds_its_case(cast: Cast, enters: Enters, port: int) -> None:
    # Given Natalia's case, a questionnaire for devices, and Boris with a tablet
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    offers_home_visit(cast)
    boris = enters("boris")
    phone, network = lets_in_a_tablet(boris, port=port)
    # When the tablet has been out of the network and sends a visit, encrypted on the tablet
    assert "acasa_home_visit" in phone.get("formList").text
    form = phone.get(phone.get("formList").text.split("<downloadUrl>")[1].split("</downloadUrl>")[0])
    plain = home_visit("uuid:1", "CL-1", SAID)
    manifest, files = encrypted(
        form.text, plain, [], instance="uuid:1", form_id="acasa_home_visit", version="1"
    )
    for _again in range(3):
        assert phone.submit(manifest, files)[-1].status == 201
    # And another one twice, which differs
    assert phone.submit(home_visit("uuid:2", "", "First"))[-1].status == 201
    assert phone.submit(home_visit("uuid:2", "", "Second"))[-1].status == 201
    network.close()
    # Then both wait, each once
    boris.goes_to("/")
    boris.page.get_by_role("link", name="From devices").first.click()
    boris.sees("2 filled-in questionnaires wait", "encrypted on the device", "came twice, not the same")
    boris.page_ok()
    # When he opens the first, the case was found by its code, and he keeps it there
    boris.page.locator("main").get_by_role("link", name="Home visit").first.click()
    boris.sees(SAID, "Partly", "encrypted on the device, whole")
    boris.page_ok()
    boris.ticks("Natalia · CL-0001")
    boris.ticks("The worker, from what was seen")
    boris.presses("Keep in this case")
    boris.sees("Kept in the case.")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Home visit")
    # And of the other, the versions stand side by side; one goes to the case that he looks for by name
    boris.goes_to("/devices/inbox/")
    boris.page.locator("main").get_by_role("link", name="Home visit").first.click()
    boris.sees("They came twice and are not the same", "differs", "First", "Second")
    boris.page_ok()
    boris.types("Find the case: the name in any spelling, or the number", "Наталия")
    boris.presses("Find")
    second = boris.page.get_by_role("region", name="Version 2")
    second.get_by_label("Natalia · CL-0001").check()
    second.get_by_label("The person herself").check()
    second.get_by_role("button", name="Keep in this case").click()
    boris.sees("Kept in the case.")
    boris.goes_to("/devices/inbox/")
    boris.page.locator("main").get_by_role("link", name="Home visit").first.click()
    boris.page.get_by_text("These answers belong nowhere").click()
    boris.types("Why are they not kept?", "Sent before it was finished")
    boris.presses("Discard")
    boris.sees("Nothing waits")
    boris.page_ok()
    # When the tablet is lost, it is ended, and gets nothing more
    boris.goes_to("/account/devices/")
    boris.page_ok()
    boris.presses("End it")
    with boris.page.expect_navigation():
        boris.page.get_by_role("dialog").get_by_role("button", name="End it").click()
    boris.sees("No device yet")
    lost = Phone(again := Network(port), phone.base, phone.username, phone.password)
    assert lost.get("formList").status == 401
    again.close()
