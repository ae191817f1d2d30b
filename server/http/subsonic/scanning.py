"""Media library scanning. Subsonic "Media library scanning"."""

from __future__ import annotations

from contextlib import suppress

from library import ScanRunning, ScanState
from server.http.subsonic.answers import Ok
from server.http.subsonic.errors import NotAllowed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User


def get_scan_status(services: Services, _params: Params, user: User) -> Ok:
    """`count`: files seen so far while a scan runs, else all tracks."""
    status = services.library.scan_status()
    is_scanning = status.state is ScanState.SCANNING
    count = status.seen if is_scanning else services.library.counts(for_user=user.id).tracks
    return Ok({"scanStatus": {"scanning": is_scanning, "count": count}})


def start_scan(services: Services, params: Params, user: User) -> Ok:
    """For administrators, as in the web app. One that runs already is as good as a new one."""
    if not user.is_admin:
        raise NotAllowed("start a scan")
    with suppress(ScanRunning):
        services.library.start_scan(full=params.flag("fullScan", default=False))
    return get_scan_status(services, params, user)


METHODS: Section = {"getScanStatus": Method(get_scan_status), "startScan": Method(start_scan)}
