"""Videos: a music server has none. Lists are empty, no id is that of one. Subsonic "Browsing", "Media retrieval"."""

from __future__ import annotations

from server.http.subsonic.answers import Ok
from server.http.subsonic.errors import NotThere
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User


def get_videos(_services: Services, _params: Params, _user: User) -> Ok:
    return Ok({"videos": {"video": []}})


def get_video_info(_services: Services, params: Params, _user: User) -> Ok:
    raise NotThere(params.text("id"))


METHODS: Section = {
    "getVideos": Method(get_videos),
    "getVideoInfo": Method(get_video_info),
    "getCaptions": Method(get_video_info, is_binary=True),
}
