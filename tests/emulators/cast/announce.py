"""Announces a receiver as Cast devices do: `_googlecast._tcp`, with its id, name and model in the text record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zeroconf import ServiceInfo

from tests.emulators.cast.receiver import CastReceiver
from tests.emulators.mdns import Voice, voice

SERVICE = "_googlecast._tcp.local."


def service_info(receiver: CastReceiver) -> ServiceInfo:
    """{id, cd, rm, ve, md, ic, fn, ca, st, bs, nf, rs}: what matters of it."""
    instance = f"{receiver.profile.model.replace(' ', '-')}-{receiver.uuid.hex}.{SERVICE}"
    texts = {
        "id": receiver.uuid.hex,
        "ve": "05",
        "md": receiver.profile.model,
        "fn": receiver.name,
        "ca": "199172",
    }
    return ServiceInfo(
        SERVICE,
        instance,
        port=receiver.port,
        properties=texts,
        server=f"{receiver.uuid}.local.",
        parsed_addresses=[receiver.host],
    )


@contextmanager
def announced(receiver: CastReceiver, interface: str = "127.0.0.1") -> Iterator[Voice]:
    with voice(interface) as one:
        one.say(service_info(receiver))
        yield one
