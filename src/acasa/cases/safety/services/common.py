"""What every write of this part begins with."""

from acasa.cases.services.desks import desk_of, find, worker_of
from acasa.cases.services.opening import stamp

__all__ = ["desk_of", "find", "stamp", "worker_of"]
