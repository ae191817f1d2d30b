"""What a batch has changed, and what therefore has to be settled before it commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field

from library.ids import IN_IDS, ids_json


@dataclass(slots=True)
class Touched:
    """Row ids; lives as long as one transaction."""

    folders: set[int] = field(default_factory=set)  # whose tracks are to be grouped anew
    tracks: set[int] = field(default_factory=set)
    releases: set[int] = field(default_factory=set)
    artists: set[int] = field(default_factory=set)
    matched: set[int] = field(default_factory=set)  # tracks that took over another file than their own

    def add_tracks(self, db: sqlite3.Connection, tracks: Collection[int]) -> None:
        """These, with the folders, releases and artists that they have now: call it before and after changing
        them."""
        if not tracks:
            return
        self.tracks.update(tracks)
        for folder, release in db.execute(
            f"SELECT group_folder_id, release_id FROM tracks WHERE id {IN_IDS}",
            (ids_json(tracks),),
        ):
            self.folders.add(folder)
            if release is not None:
                self.releases.add(release)
        self.artists.update(
            artist
            for (artist,) in db.execute(
                f"""SELECT artist_id FROM track_artists WHERE track_id {IN_IDS}
                UNION SELECT artist_id FROM track_parts WHERE track_id {IN_IDS}""",
                (ids_json(tracks), ids_json(tracks)),
            )
        )
