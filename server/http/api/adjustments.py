"""How music is to sound: to a person, and in a place, whose choice goes before."""

from __future__ import annotations

from devices import DeviceId, UnknownDevice
from server.http.api.devices import usable_device
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.devices import AdjustmentBody, AdjustmentJson, ChosenAdjustmentJson
from server.preferences import BANDS_HZ, Adjustment


def get_own(call: Call) -> ChosenAdjustmentJson:
    """What the caller chose for wherever nothing else was chosen."""
    return _chosen(call.services.preferences.of_user(call.user.id))


def choose_own(call: Call, body: AdjustmentBody) -> None:
    """Holds from the next track on."""
    call.services.preferences.choose_for_user(call.user.id, _adjustment(body))


def forget_own(call: Call) -> None:
    """Nothing is touched any more."""
    call.services.preferences.choose_for_user(call.user.id, None)


def get_of_device(call: Call, id: str) -> ChosenAdjustmentJson:
    """What was chosen for a place, whoever listens there."""
    return _chosen(call.services.preferences.of_device(_known(call, id)))


def choose_for_device(call: Call, id: str, body: AdjustmentBody) -> None:
    """Holds from the next track on."""
    call.services.preferences.choose_for_device(_known(call, id), _adjustment(body))


def forget_of_device(call: Call, id: str) -> None:
    """What a listener chose for themselves holds there again."""
    call.services.preferences.choose_for_device(usable_device(call, id), None)


def _known(call: Call, id: str) -> DeviceId:
    device = usable_device(call, id)
    if call.services.devices.find(device) is None:
        raise UnknownDevice(device)
    return device


def _adjustment(body: AdjustmentBody) -> Adjustment:
    bands = tuple(round(db, 1) for db in body.equalizer_db)
    return Adjustment(bands, round(body.balance, 2), body.is_mono, body.has_crossfeed)


def _chosen(adjustment: Adjustment | None) -> ChosenAdjustmentJson:
    if adjustment is None:
        return ChosenAdjustmentJson(bands_hz=list(BANDS_HZ), adjustment=None)
    return ChosenAdjustmentJson(
        bands_hz=list(BANDS_HZ),
        adjustment=AdjustmentJson(
            equalizer_db=list(adjustment.equalizer_db),
            balance=adjustment.balance,
            is_mono=adjustment.is_mono,
            has_crossfeed=adjustment.has_crossfeed,
        ),
    )


ENDPOINTS = (
    Endpoint("GET", "/api/adjustment", get_own),
    Endpoint("PUT", "/api/adjustment", choose_own),
    Endpoint("DELETE", "/api/adjustment", forget_own),
    Endpoint("GET", "/api/devices/{id}/adjustment", get_of_device, raises=(UnknownDevice,)),
    Endpoint("PUT", "/api/devices/{id}/adjustment", choose_for_device, raises=(UnknownDevice,)),
    Endpoint("DELETE", "/api/devices/{id}/adjustment", forget_of_device, raises=(UnknownDevice,)),
)
