"""What can go wrong with radio stations.

StationsError
├── UnknownStation(id)
└── TooManyStations(most)
"""

from __future__ import annotations


class StationsError(Exception):
    """Base of all that this package raises on purpose."""


class UnknownStation(StationsError):
    def __init__(self, id: str) -> None:
        super().__init__(f"there is no radio station {id!r}")
        self.id = id


class TooManyStations(StationsError):
    def __init__(self, most: int) -> None:
        super().__init__(f"a house may have {most} radio stations: delete one first")
        self.most = most
