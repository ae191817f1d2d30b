"""What a person made in a music program – stars, ratings, plays, playlists – on its way in or out. LAW: things are told
of by path and tags, never by id; bringing the same file in twice changes nothing."""

from library.belongings.bring import Bringer
from library.belongings.gather import gather
from library.belongings.model import Belongings, BelongingsUnreadable, BroughtIn
from library.belongings.read import read_belongings, write_belongings

__all__ = [
    "Belongings",
    "BelongingsUnreadable",
    "Bringer",
    "BroughtIn",
    "gather",
    "read_belongings",
    "write_belongings",
]
