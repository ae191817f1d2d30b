"""SOAP, service descriptions and events as text: what is said, apart from who says it."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

# Service → action → (names in, names out). Only what controllers of today send is answered; all else is error 401.
_INSTANCE = ("InstanceID",)
_CHANNEL = ("InstanceID", "Channel")
ACTIONS: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "AVTransport": {
        "SetAVTransportURI": (("InstanceID", "CurrentURI", "CurrentURIMetaData"), ()),
        "SetNextAVTransportURI": (("InstanceID", "NextURI", "NextURIMetaData"), ()),
        "Play": (("InstanceID", "Speed"), ()),
        "Pause": (_INSTANCE, ()),
        "Stop": (_INSTANCE, ()),
        "Next": (_INSTANCE, ()),
        "Previous": (_INSTANCE, ()),
        "Seek": (("InstanceID", "Unit", "Target"), ()),
        "GetTransportInfo": (
            _INSTANCE,
            ("CurrentTransportState", "CurrentTransportStatus", "CurrentSpeed"),
        ),
        "GetPositionInfo": (
            _INSTANCE,
            (
                "Track",
                "TrackDuration",
                "TrackMetaData",
                "TrackURI",
                "RelTime",
                "AbsTime",
                "RelCount",
                "AbsCount",
            ),
        ),
        "GetMediaInfo": (
            _INSTANCE,
            (
                "NrTracks",
                "MediaDuration",
                "CurrentURI",
                "CurrentURIMetaData",
                "NextURI",
                "NextURIMetaData",
                "PlayMedium",
                "RecordMedium",
                "WriteStatus",
            ),
        ),
        "BecomeCoordinatorOfStandaloneGroup": (_INSTANCE, ("DelegatedGroupCoordinatorID", "NewGroupID")),
    },
    "RenderingControl": {
        "GetVolume": (_CHANNEL, ("CurrentVolume",)),
        "SetVolume": ((*_CHANNEL, "DesiredVolume"), ()),
        "GetMute": (_CHANNEL, ("CurrentMute",)),
        "SetMute": ((*_CHANNEL, "DesiredMute"), ()),
    },
    "GroupRenderingControl": {
        "GetGroupVolume": (_INSTANCE, ("CurrentVolume",)),
        "SetGroupVolume": (("InstanceID", "DesiredVolume"), ()),
        "SnapshotGroupVolume": (_INSTANCE, ()),
    },
    "ZoneGroupTopology": {"GetZoneGroupState": ((), ("ZoneGroupState",))},
    "DeviceProperties": {
        "GetHouseholdID": ((), ("CurrentHouseholdID",)),
        "GetZoneAttributes": ((), ("CurrentZoneName", "CurrentIcon", "CurrentConfiguration")),
        "GetZoneInfo": (
            (),
            ("SerialNumber", "SoftwareVersion", "DisplaySoftwareVersion", "IPAddress", "MACAddress"),
        ),
    },
    "ContentDirectory": {
        "Browse": (
            ("ObjectID", "BrowseFlag", "Filter", "StartingIndex", "RequestedCount", "SortCriteria"),
            ("Result", "NumberReturned", "TotalMatches", "UpdateID"),
        ),
    },
}


class Fault(Exception):
    """A UPnP error that is answered instead of a result."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Call:
    service: str
    action: str
    arguments: dict[str, str]


def read_call(path: str, soap_action: str, body: bytes) -> Call:
    """Raises: Fault."""
    service = path.split("/")[-2]
    action = soap_action.strip('"').rpartition("#")[2]
    if action not in ACTIONS.get(service, {}):
        raise Fault(401)
    try:
        [said] = ET.fromstring(body).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    except (ET.ParseError, TypeError, ValueError):
        raise Fault(400) from None
    arguments = {each.tag: each.text or "" for each in said}
    if set(ACTIONS[service][action][0]) - set(arguments):
        raise Fault(402)
    return Call(service, action, arguments)


def answer(call: Call, results: dict[str, object]) -> str:
    named = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in results.items())
    kind = f"urn:schemas-upnp-org:service:{call.service}:1"
    return _envelope(f'<u:{call.action}Response xmlns:u="{kind}">{named}</u:{call.action}Response>')


def fault(code: int) -> str:
    return _envelope(
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
        f'<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>{code}</errorCode></UPnPError>'
        "</detail></s:Fault>"
    )


def _envelope(body: str) -> str:
    return (
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    )


def scpd(service: str) -> str:
    """The service's description, every variable a string."""
    names = sorted({n for into, out in ACTIONS[service].values() for n in (*into, *out)})
    actions = "".join(_action(name, *way) for name, way in ACTIONS[service].items())
    variables = "".join(
        f'<stateVariable sendEvents="no"><name>A_ARG_TYPE_{n}</name><dataType>string</dataType></stateVariable>'
        for n in names
    )
    return (
        '<?xml version="1.0"?><scpd xmlns="urn:schemas-upnp-org:service-1-0"><serviceStateTable>'
        f"{variables}</serviceStateTable><actionList>{actions}</actionList></scpd>"
    )


def _action(name: str, into: tuple[str, ...], out: tuple[str, ...]) -> str:
    arguments = "".join(
        f"<argument><name>{each}</name><direction>{way}</direction>"
        f"<relatedStateVariable>A_ARG_TYPE_{each}</relatedStateVariable></argument>"
        for way, names in (("in", into), ("out", out))
        for each in names
    )
    return f"<action><name>{name}</name><argumentList>{arguments}</argumentList></action>"


def property_set(variables: dict[str, str]) -> str:
    """The body of a NOTIFY."""
    inner = "".join(
        f"<e:property><{name}>{escape(value)}</{name}></e:property>" for name, value in variables.items()
    )
    return f'<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0">{inner}</e:propertyset>'


def last_change(kind: str, variables: dict[str, str]) -> str:
    """`kind` is AVT or RCS; of volumes the master channel."""
    channel = ' channel="Master"' if kind == "RCS" else ""
    inner = "".join(f"<{name}{channel} val={quoteattr(value)}/>" for name, value in variables.items())
    return (
        f'<Event xmlns="urn:schemas-upnp-org:metadata-1-0/{kind}/">'
        f'<InstanceID val="0">{inner}</InstanceID></Event>'
    )


def clock_text(ms: float) -> str:
    """H:MM:SS, whole seconds only."""
    seconds = int(ms // 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def read_clock(text: str) -> int:
    """Milliseconds. Raises: Fault."""
    try:
        hours, minutes, seconds = (int(part) for part in text.split(":"))
    except ValueError:
        raise Fault(711) from None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000
