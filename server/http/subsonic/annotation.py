"""Media annotation: stars, ratings, plays. Subsonic "Media annotation"."""

from __future__ import annotations

from itertools import zip_longest

from library import TrackId
from server.http.subsonic.answers import Ok
from server.http.subsonic.errors import Failed, NotThere, ParameterMissing
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.playback import app_of
from server.http.subsonic.services import Services, User

HIGHEST_RATING = 5


def star(services: Services, params: Params, user: User) -> Ok:
    """Idempotent; any mixture of the three kinds of id."""
    services.library.star(_ids(params), user=user.id)
    return Ok()


def unstar(services: Services, params: Params, user: User) -> Ok:
    services.library.unstar(_ids(params), user=user.id)
    return Ok()


def set_rating(services: Services, params: Params, user: User) -> Ok:
    """1 to 5; 0 takes the rating back."""
    wanted, rating = params.text("id"), params.required_number("rating")
    if not 0 <= rating <= HIGHEST_RATING:
        raise Failed(f"Parameter rating must be 0 to {HIGHEST_RATING}: {rating}")
    services.library.rate(wanted, rating or None, user=user.id)
    return Ok()


def scrobble(services: Services, params: Params, user: User) -> Ok:
    """Counts plays, each with its own `time`; an announcement (`submission=false`) counts nothing and
    says that the app plays this now.

    An app that was offline sends its whole backlog. Tracks that are gone by then are left out, or the backlog
    would come again for ever; only when none is known is that an error.
    """
    wanted = params.texts("id")
    if not wanted:
        raise ParameterMissing("id")
    times = params.numbers("time")[: len(wanted)]
    tracks = services.library.find_tracks([TrackId(one) for one in wanted], for_user=user.id)
    known = {track.id for track in tracks}
    plays = [(TrackId(one), time) for one, time in zip_longest(wanted, times) if one in known]
    if not plays:
        raise NotThere(wanted[0])
    if params.flag("submission", default=True):
        services.library.played(plays, user=user.id)
    else:
        playing = next(track for track in tracks if track.id == plays[-1][0])
        services.phones.announce(app_of(params, user), playing.id, playing.duration_ms)
    return Ok()


def _ids(params: Params) -> list[str]:
    found = [one for name in ("id", "albumId", "artistId") for one in params.texts(name)]
    if not found:
        raise ParameterMissing("id")
    return found


METHODS: Section = {
    "star": Method(star),
    "unstar": Method(unstar),
    "setRating": Method(set_rating),
    "scrobble": Method(scrobble),
}
