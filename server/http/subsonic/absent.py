"""What this house does not have yet: podcasts, chat, videos.

Apps read these lists when they start, and some stop there if one fails: they are answered as they are, empty.
What would add to them is error 0, as is every method that does not exist; nothing pretends to be kept.
"""

from __future__ import annotations

from server.http.subsonic.answers import Ok
from server.http.subsonic.methods import Handler, Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

# method: (container, list inside it)
_EMPTY_LISTS = {
    "getPodcasts": ("podcasts", "channel"),
    "getNewestPodcasts": ("newestPodcasts", "episode"),
    "getChatMessages": ("chatMessages", "chatMessage"),
    "getVideos": ("videos", "video"),
}


def _empty(container: str, name: str) -> Handler:
    def handle(_services: Services, _params: Params, _user: User) -> Ok:
        return Ok({container: {name: []}})

    return handle


METHODS: Section = {method: Method(_empty(*names)) for method, names in _EMPTY_LISTS.items()}
