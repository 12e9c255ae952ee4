"""Elena's tablet in the demonstration: visits to villages without a network, sent from the road. All fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4
from xml.sax.saxutils import escape

from acasa.cases.queries import case as cases
from acasa.config.demo.story import StoryError, Teller
from acasa.core.scope import scoped
from acasa.sync import queries
from acasa.sync.services import deciding, letting_in, receiving
from acasa.sync.services.deciding import Choice

TEAM = "Reintegrare"
FORM = "acasa_home_visit"


def tell(teller: Teller, ids: Mapping[str, UUID]) -> None:
    """One visit waits and names its case, one came twice and differs, a trial was discarded, one is kept."""
    with scoped(teller.house.org.id):
        elena = teller.actor("elena")
        made = letting_in.let_in(
            elena, team_id=teller.house.teams[TEAM].id, name="Tableta albastră", seals=False
        )
        device = _device(made.id)
        day = (teller.today - timedelta(days=3)).isoformat()

        def send(instance: str, **said: str) -> UUID:
            post = receiving.Post(_visit(instance, day, said), [])
            return receiving.take(device, post).submission_id

        kept = send(
            f"uuid:{uuid4()}",
            warm="yes",
            food="partly",
            mood="better",
            said="Să-și termine cursul de croitorie",
        )
        deciding.keep(elena, kept, choice=Choice(ids["oksana"], 1, "worker"))
        trial = send(f"uuid:{uuid4()}", said="încercare, încercare")
        deciding.discard(elena, trial, version=1, reason="A trial of the tablet, in the office.")
        code = str(cases.case_page(elena, ids["natalia"]).facts["code"])
        send(
            f"uuid:{uuid4()}",
            case_code=code,
            warm="partly",
            food="no",
            mood="same",
            said="Lemne pentru iarnă, înainte de toate",
            agreed="I ask the parish for wood; she calls on Thursday from her sister's phone.",
        )
        twice = f"uuid:{uuid4()}"
        send(twice, warm="no", mood="worse", said="Чтобы мальчик ходил в школу")
        send(twice, warm="no", mood="same", said="Чтобы мальчик ходил в школу, и зимние ботинки")


def _device(device_id: UUID) -> queries.Admitted:
    claimed = queries.claimed(device_id)
    found = queries.admitted(claimed) if claimed else None
    if found is None:
        raise StoryError("Elena's tablet is not let in.")
    return found


def _visit(instance: str, day: str, said: Mapping[str, str]) -> bytes:
    """A home visit as the tablet writes it."""

    def told(*names: str) -> str:
        return "".join(f"<{name}>{escape(said[name])}</{name}>" for name in names if name in said)

    mood = f"<her_mood>{said['mood']}</her_mood>" if "mood" in said else ""
    return (
        f'<data id="{FORM}" version="1">{told("case_code")}<on>{day}</on><met>her children</met>'
        f"<home>{told('warm', 'food')}</home><people>{mood}</people>"
        f"<danger><signs>none</signs></danger><after>{told('said', 'agreed')}</after>"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()
