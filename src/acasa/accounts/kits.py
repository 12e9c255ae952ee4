"""What to say of a kit or card that was typed wrong."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acasa.vault import tokens


def kit_error(error: tokens.SealingError) -> str:
    """Words for the person who typed; they name the place of the slip and never the right text."""
    if isinstance(error, tokens.TooFewShares):
        return _("One share alone opens nothing: type two different ones.")
    if isinstance(error, tokens.DifferentKits):
        return _("These shares don’t come from the same kit.")
    if isinstance(error, tokens.Mistyped):
        if error.share and error.group:
            words = _("Share %(share)s: word %(word)s is not in the list.") % {
                "share": error.share,
                "word": error.group,
            }
            if error.suggestion:
                words += " " + _("Did you mean %(word)s?") % {"word": error.suggestion}
            return words
        if error.share:
            return _("Share %(share)s has a slip: a word is missing, wrong, or two are swapped.") % {
                "share": error.share
            }
        if error.group:
            return _("Group %(group)s has a slip.") % {"group": error.group}
    return _("Something is mistyped. Compare it with the paper once more.")
