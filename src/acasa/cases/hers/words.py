"""What the record calls the acts of her own view and of complaints."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

VERBS: Final[dict[str, Any]] = {
    "hers.show": _("Showing her what is recorded"),
    "hers.shown": _("Her own view"),
    "hers.room": _("Reading what she said"),
    "hers.ask": _("Her request"),
    "hers.answer": _("Answering her request"),
    "hers.consent": _("Her change of an agreement"),
    "hers.feedback": _("Her feedback"),
    "complaint.handed_in": _("A complaint came in"),
    "complaint.list": _("Looking at complaints"),
    "complaint.read": _("Reading a complaint"),
    "complaint.answer": _("Answering a complaint"),
    "complaint.looked": _("The answer to a complaint was looked for"),
}

PURPOSES: Final[dict[str, Any]] = {
    "keep_data": _("That we write down what you tell us"),
    "be_counted": _("That you are counted in our numbers, without your name"),
    "share": _("That we tell others what they need to help you"),
    "photo": _("That we take or use a photograph"),
}

ANSWERS: Final[dict[str, Any]] = {
    "agreed": _("You agreed"),
    "not_now": _("You said: not now"),
    "refused": _("You said no"),
}

FACES: Final[dict[str, Any]] = {"good": _("Good"), "middling": _("So-so"), "bad": _("Bad")}

REQUESTS: Final[dict[str, Any]] = {
    "wrong": _("She says that something recorded is wrong"),
    "stop": _("She wants to stop"),
    "forget": _("She asks to be forgotten"),
    "consent": _("She changed what she agrees to"),
}

STATUSES: Final[dict[str, Any]] = {
    "open": _("still to do"),
    "done": _("done"),
    "dropped": _("no longer wanted"),
    "met": _("met"),
    "not_wanted": _("you do not want this now"),
}

# What a colleague did with the file, in words for her; the rest is "Something else".
LOOKS: Final[dict[str, Any]] = {
    "case.read": _("Read your file"),
    "person.read": _("Read your file"),
    "step.read": _("Read your file"),
    "file.read": _("Opened a document of yours"),
    "identity.reveal": _("Looked at your full name and papers"),
    "identity.change": _("Changed your full name or papers"),
    "essentials.change": _("Changed how you may be reached"),
    "risk.change": _("Changed what is noted for your safety"),
    "contact.add": _("Wrote down a meeting or a call"),
    "note.add": _("Wrote a note"),
    "file.add": _("Added a document"),
    "case.open": _("Opened your file for the first time"),
    "case.assign": _("Gave your file to another colleague"),
}
