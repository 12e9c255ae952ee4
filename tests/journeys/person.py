"""A colleague before a browser: what she does in words, and what must be true of every page she sees."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from acasa.accounts.tests.helpers import code_now

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = {"width": 1240, "height": 900}, {"width": 320, "height": 640}
# The browser itself reports an answer of 4xx as an error of the console; a form with errors is one on purpose.
NO_ERROR = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Person:
    """One browser window."""

    def __init__(self, page: Any, base: str, *, script: bool = True) -> None:
        self.page = page
        self.base = base
        self.script = script
        self.complaints: list[str] = []
        self.loads: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("framenavigated", lambda frame: self.loads.append(frame.url))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and not NO_ERROR.match(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    # --- what she does

    def goes_to(self, address: str) -> Any:
        return self.page.goto(self.base + address)

    def sign_in(self, email: str, password: str, app: bytes) -> None:
        self.goes_to("/sign-in/")
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        self.page.fill("[name=code]", code_now(app))
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{self.base}/")

    @property
    def form(self) -> Any:
        """The page's own part, without the lock that lies over it."""
        return self.page.locator("main")

    def _field(self, label: str) -> Any:
        return self.form.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def types(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def chooses(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def ticks(self, label: str) -> None:
        self._field(label).check()

    def types_date(self, name: str, day: date) -> None:
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.page.fill(f"[name={name}_{part}]", str(value))

    def presses(self, name: str) -> None:
        """A button or a link that looks like one, in the page's own part."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name, exact=True)
        (button if button.count() else main.get_by_role("link", name=name, exact=True)).first.click()
        self.page.wait_for_load_state()

    def enters_room(self, room: str, group: str) -> None:
        """A room of a case: through its group where it does not stand in the first row."""
        rooms = self.page.get_by_role("navigation", name="Rooms of this case")
        if not rooms.get_by_role("link", name=room, exact=True).count():
            rooms.get_by_role("link", name=group, exact=True).click()
            self.page.wait_for_load_state()
        rooms.get_by_role("link", name=room, exact=True).last.click()
        self.page.wait_for_load_state()

    def looks_for(self, name: str) -> None:
        self.page.fill("#acasa-q", name)
        self.page.press("#acasa-q", "Enter")
        self.page.wait_for_url("**/search/")

    # --- what she sees

    @property
    def heading(self) -> str:
        return str(self.page.locator("h1").first.inner_text())

    @property
    def words(self) -> str:
        return str(self.page.locator("body").inner_text())

    def sees(self, *words: str) -> None:
        self.page.wait_for_load_state()
        shown = self.words
        for word in words:
            assert word in shown, f"{word!r} is not on {self.page.url}:\n{shown}"

    def sees_no(self, *words: str) -> None:
        self.page.wait_for_load_state()
        shown = self.words
        for word in words:
            assert word not in shown, f"{word!r} is on {self.page.url}"

    # --- what must be true everywhere

    def page_ok(self, *sizes: dict[str, int]) -> None:
        """Nothing that axe finds, no scrolling sideways on a phone, no broken policy, no error in the console."""
        self.page.wait_for_load_state()
        former = self.page.viewport_size
        for size in sizes or (WIDE, PHONE):
            if self.page.viewport_size != size:
                self.page.set_viewport_size(size)
            width = self.page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert width[0] <= width[1], f"{self.page.url} is {width[0]} wide in {size['width']}"
            if not self.script:
                # Axe needs timers, which stand still in a page without script.
                continue
            found = self._violations()
            told = [
                f"{v['id']} ({size['width']}): {n['html'][:300]} {n['failureSummary']}"
                for v in found["violations"]
                for n in v["nodes"]
            ]
            assert not told, f"{self.page.url}\n" + "\n".join(told)
        self.page.set_viewport_size(former)
        assert not self.complaints, "\n".join(self.complaints)

    def _violations(self) -> Any:
        """What axe finds. A page that asks for itself anew every few seconds has to wait until axe has looked."""

        def stays(route: Any) -> None:
            if route.request.is_navigation_request():
                route.abort("aborted")
            else:
                route.continue_()

        self.page.route("**/*", stays)
        try:
            if not self.page.evaluate("typeof window.axe === 'object'"):
                self.page.evaluate(AXE)
            return self.page.evaluate(
                "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
            )
        finally:
            self.page.unroute("**/*", stays)
