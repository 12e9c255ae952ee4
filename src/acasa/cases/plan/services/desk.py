"""What every write of this part begins with."""

from acasa.cases.services.desks import desk_of as casework
from acasa.cases.services.desks import find
from acasa.cases.services.opening import stamp

__all__ = ["casework", "find", "stamp"]
