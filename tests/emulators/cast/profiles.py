"""What models of receivers do, one frozen value each. Numbers without a source are guesses of the right size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """Times are of the model's own clock.

    `start_ms`: from a LOAD, or a jump, to sound, with data there. `prebuffer_ms`: of sound, before it starts.
    `buffer_ms`: what it holds at most; then it reads no more. `lag_ms`: how old what it says is when it is heard.
    `joint_ms`: silence between two items of its queue, the second of which was preloaded.
    """

    model: str
    launch_ms: int = 1_500
    start_ms: int = 600
    seek_ms: int = 250
    prebuffer_ms: int = 1_000
    buffer_ms: int = 20_000
    lag_ms: int = 30
    joint_ms: int = 0
    user_agent: str = (
        "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 Chrome/90.0 Safari/537.36 CrKey/1.56.500000"
    )
    closes_when_full: bool = False
    greedy_limit_bytes: int | None = None
    greedy_speed: float = 9.0
    probes: bool = False
    is_group: bool = False
    is_terse_about_failures: bool = False


NEST_MINI = Profile("Google Nest Mini")
"""The plain one."""

CHROMECAST_AUDIO = Profile("Chromecast Audio", launch_ms=2_500, start_ms=900, joint_ms=40, lag_ms=60)
"""First generation: slow to launch. A load for each track has about 1 s of silence on it [issue MA support#2901], which
is launch-independent: `start_ms` and the prebuffer; its queue is what avoids that."""

CAST_LITE = Profile(
    "HW-QS750F", user_agent="Cast Lite", buffer_ms=12_000, closes_when_full=True, start_ms=800
)
"""Reads about a buffer, closes the socket on purpose and asks later with `Range: bytes=N-`, whatever it was told of
ranges; a server without them stops mid-track [issue MA server#3088, a Samsung HW-QS750F]."""

JBL = Profile("JBL Link 10", greedy_limit_bytes=12_780_000, buffer_ms=60_000, is_terse_about_failures=True)
"""Takes all it is sent, and dies at about 12.78 MB when FLAC comes at nine times its speed [issue MA support#5172].
Fails without ids: `LOAD_FAILED` with neither itemId nor detailedErrorCode [issue home-assistant/core#118058]."""

ANDROID_TV = Profile("BRAVIA 4K GB", probes=True, launch_ms=3_500, start_ms=700, lag_ms=80)
"""Asks for `bytes=0-1` before anything else, and wants 206 [issue LMS-Cast#2]."""

GROUP = Profile("Google Cast Group", launch_ms=2_000, start_ms=1_200, prebuffer_ms=2_000, is_group=True)
"""Several speakers as one: a service of its own, on a port that is not 8009, on the elected leader; both change with
the leader, the UUID does not [issue HA core#13530, #13152, #19890]."""

PROFILES = {
    "nest-mini": NEST_MINI,
    "chromecast-audio": CHROMECAST_AUDIO,
    "cast-lite": CAST_LITE,
    "jbl": JBL,
    "android-tv": ANDROID_TV,
    "group": GROUP,
}
