"""A calendar feed: a secret address that says on which days something is due, and nothing else."""

from __future__ import annotations

from acasa.cases.deadlines import queries
from acasa.cases.deadlines.models import Feed
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.people.models import User
from acasa.vault import folders, tokens


def make(actor: Actor) -> str:
    """A new secret for the address, shown once; a former one stops working."""
    token = tokens.new_token()
    with scope.scoped(actor.org_id):
        Feed.objects.filter(user_id=actor.user_id).delete()
        stamp = User.objects.values_list("session_stamp", flat=True).get(id=actor.user_id)
        digest = queries.feed_digest(token)
        Feed.objects.create(org_id=actor.org_id, user_id=actor.user_id, digest=digest, stamp=stamp)
        folders.note(actor, "feed.make", actor.user_id)
    return token


def revoke(actor: Actor) -> bool:
    """The address stops working. False when there was none."""
    with scope.scoped(actor.org_id):
        gone, _kinds = Feed.objects.filter(user_id=actor.user_id).delete()
        if gone:
            folders.note(actor, "feed.revoke", actor.user_id)
    return bool(gone)
