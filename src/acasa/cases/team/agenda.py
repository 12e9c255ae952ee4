"""What is open in a case, offered for the agenda of its conference."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.plan.words import SEVERITY_WORDS
from acasa.cases.presenters import day_words
from acasa.people import rules as people
from acasa.vault.folders import OpenFolder

AT_MOST = 12


def suggestions(folder: OpenFolder) -> list[str]:
    """Open needs, the gravest first, what stands in the way, and what is due: in plain words, ready to tick."""
    grave = {"urgent": 0, "serious": 1, "some": 2}
    needs = [need.data for need in folder.of_kind("need") if need.data.get("status") == "open"]
    needs.sort(key=lambda need: grave.get(str(need.get("severity", "")), 9))
    told = [
        _("Need: %(domain)s (%(severity)s)")
        % {
            "domain": codes.label("need_domains", str(need["domain"])),
            "severity": SEVERITY_WORDS.get(need.get("severity", ""), ""),
        }
        for need in needs
    ]
    stands = [item.data for item in folder.of_kind("challenge") if item.data.get("status") == "stands"]
    told += [codes.label("challenges", str(item["code"])) for item in stands]
    due = [
        (str(record.data.get("due", "")), str(record.data["text"]))
        for record in folder.records
        # An agenda goes round the table: what is sealed to a lawyer or a doctor is theirs to bring there.
        if record.compartment == people.CASEWORK
        and record.data.get("kind") in ("step", "deadline")
        and record.data.get("text")
        and not record.data.get("done_on")
        and record.data.get("state", "open") == "open"
    ]
    told += [f"{text} ({day_words(day)})" for day, text in sorted(due)]
    return list(dict.fromkeys(told))[:AT_MOST]
