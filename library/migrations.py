"""The library's tables, as append-only steps: a released step is never edited, a change is a new one."""

from __future__ import annotations

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

migrations = Migrations("library")

# The texts come folded from library.names: unicode61 only has to cut them into words.
_WORDS = "fts5(words, prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"

# Rows of tracks, releases, artists and folders are never deleted: what vanished is hidden (is_present,
# *_count = 0), so that its marks are there when it returns. Paths are relative to their root; bytes if they
# are not UTF-8. `key` columns are identities (library.names), `sort_key` columns orders; both are compared
# byte by byte.
_FIRST = (
    """CREATE TABLE roots (
        id INTEGER PRIMARY KEY,
        path NOT NULL UNIQUE,
        is_scanned INTEGER NOT NULL DEFAULT 0  -- until then a file was added when it was modified
    )""",
    """CREATE TABLE covers (
        id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE  -- the bytes stay where they are: in tracks (tracks.cover_id), in folders
    )""",
    """CREATE TABLE folders (
        id INTEGER PRIMARY KEY,
        root_id INTEGER NOT NULL REFERENCES roots(id),
        parent_id INTEGER REFERENCES folders(id),  -- NULL: the root itself
        path NOT NULL,  -- '' for the root itself
        name TEXT NOT NULL,
        sort_key TEXT NOT NULL,
        is_present INTEGER NOT NULL DEFAULT 1,  -- holds a present track, at any depth
        image_path,
        image_size_bytes INTEGER,
        image_mtime_ns INTEGER,
        cover_id INTEGER REFERENCES covers(id),
        UNIQUE (root_id, path)
    )""",
    "CREATE INDEX folders_by_parent ON folders(parent_id, sort_key)",
    "CREATE INDEX folders_by_cover ON folders(cover_id) WHERE cover_id IS NOT NULL",
    """CREATE TABLE releases (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL DEFAULT '',
        title_key TEXT NOT NULL DEFAULT '',  -- folded words: what a search compares
        sort_key TEXT NOT NULL DEFAULT '',
        artist TEXT NOT NULL DEFAULT '',
        artist_sort_key TEXT NOT NULL DEFAULT '',
        year INTEGER,
        is_compilation INTEGER NOT NULL DEFAULT 0,
        musicbrainz_id TEXT,
        cover_id INTEGER REFERENCES covers(id),
        added_ms INTEGER NOT NULL DEFAULT 0,
        track_count INTEGER NOT NULL DEFAULT 0,  -- 0: hidden
        disc_count INTEGER NOT NULL DEFAULT 0,
        duration_ms INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX releases_by_title ON releases(sort_key, id) WHERE track_count > 0",
    "CREATE INDEX releases_by_title_key ON releases(title_key) WHERE track_count > 0",
    "CREATE INDEX releases_by_artist ON releases(artist_sort_key, year, sort_key, id) WHERE track_count > 0",
    "CREATE INDEX releases_by_added ON releases(added_ms, id) WHERE track_count > 0",
    "CREATE INDEX releases_by_year ON releases(year, sort_key, id) WHERE track_count > 0",
    "CREATE INDEX releases_by_cover ON releases(cover_id)",
    """CREATE TABLE tracks (
        id INTEGER PRIMARY KEY,
        root_id INTEGER NOT NULL REFERENCES roots(id),
        folder_id INTEGER NOT NULL REFERENCES folders(id),
        group_folder_id INTEGER NOT NULL REFERENCES folders(id),  -- above `CD 2`: whose tracks are grouped
        release_id INTEGER REFERENCES releases(id),
        path NOT NULL,
        size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        is_present INTEGER NOT NULL DEFAULT 1,
        title TEXT NOT NULL,
        title_key TEXT NOT NULL,
        sort_key TEXT NOT NULL,
        artist TEXT NOT NULL,
        album TEXT,  -- as tagged; grouping makes releases of it
        album_artist TEXT,
        release_musicbrainz_id TEXT,
        is_compilation INTEGER NOT NULL,
        disc INTEGER,
        number INTEGER,
        year INTEGER,
        duration_ms INTEGER NOT NULL,
        codec TEXT NOT NULL,
        container TEXT NOT NULL,
        mime TEXT NOT NULL,
        sample_rate_hz INTEGER NOT NULL,
        channels INTEGER NOT NULL,
        bits INTEGER,
        bitrate_kbps INTEGER NOT NULL,
        cover_id INTEGER REFERENCES covers(id),  -- its own embedded picture
        added_ms INTEGER NOT NULL,
        musicbrainz_id TEXT,
        bpm INTEGER,
        comment TEXT,
        UNIQUE (root_id, path)
    )""",
    "CREATE INDEX tracks_by_release ON tracks(release_id, is_present)",
    "CREATE INDEX tracks_by_folder ON tracks(folder_id, is_present)",
    "CREATE INDEX tracks_by_group ON tracks(group_folder_id, is_present)",
    "CREATE INDEX tracks_by_title ON tracks(sort_key, id) WHERE is_present = 1",
    "CREATE INDEX tracks_by_title_key ON tracks(title_key) WHERE is_present = 1",
    "CREATE INDEX tracks_by_cover ON tracks(cover_id) WHERE cover_id IS NOT NULL",
    """CREATE TABLE problems (
        root_id INTEGER NOT NULL REFERENCES roots(id),
        path NOT NULL,
        size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,  -- with the size: the state found broken, not read again until it changes
        reason TEXT NOT NULL,
        seen_ms INTEGER NOT NULL,
        is_file INTEGER NOT NULL DEFAULT 1,  -- 0: a folder or link that was passed over
        PRIMARY KEY (root_id, path)
    ) WITHOUT ROWID""",
    """CREATE TABLE artists (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        sort_name TEXT NOT NULL,
        sort_key TEXT NOT NULL,
        musicbrainz_id TEXT,
        cover_id INTEGER REFERENCES covers(id),
        release_count INTEGER NOT NULL DEFAULT 0,
        track_count INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX artists_by_name ON artists(sort_key, id) WHERE release_count > 0",
    "CREATE INDEX artists_by_name_key ON artists(name_key)",
    """CREATE TABLE track_artists (
        track_id INTEGER NOT NULL REFERENCES tracks(id),
        role TEXT NOT NULL CHECK (role IN ('artist', 'album')),
        position INTEGER NOT NULL,
        artist_id INTEGER NOT NULL REFERENCES artists(id),
        name TEXT NOT NULL,  -- as spelled there; an artist's own spelling is the most common one
        sort_name TEXT,
        musicbrainz_id TEXT,
        PRIMARY KEY (track_id, role, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX track_artists_by_artist ON track_artists(artist_id, role, track_id, name)",
    """CREATE TABLE release_artists (
        release_id INTEGER NOT NULL REFERENCES releases(id),
        position INTEGER NOT NULL,
        artist_id INTEGER NOT NULL REFERENCES artists(id),
        PRIMARY KEY (release_id, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX release_artists_by_artist ON release_artists(artist_id, release_id)",
    "CREATE TABLE genres (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL)",
    """CREATE TABLE track_genres (
        track_id INTEGER NOT NULL REFERENCES tracks(id),
        position INTEGER NOT NULL,
        genre_id INTEGER NOT NULL REFERENCES genres(id),
        name TEXT NOT NULL,  -- as spelled there
        PRIMARY KEY (track_id, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX track_genres_by_genre ON track_genres(genre_id, track_id, name)",
    """CREATE TABLE release_genres (
        release_id INTEGER NOT NULL REFERENCES releases(id),
        position INTEGER NOT NULL,
        genre_id INTEGER NOT NULL REFERENCES genres(id),
        PRIMARY KEY (release_id, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX release_genres_by_genre ON release_genres(genre_id, release_id)",
    """CREATE TABLE marks (
        user_id INTEGER NOT NULL,  -- of the server's users, which this package does not know
        kind TEXT NOT NULL CHECK (kind IN ('tr', 'al', 'ar')),
        item_id INTEGER NOT NULL,
        starred_ms INTEGER,
        rating INTEGER CHECK (rating BETWEEN 1 AND 5),
        plays INTEGER NOT NULL DEFAULT 0,
        played_ms INTEGER,
        PRIMARY KEY (user_id, kind, item_id)
    ) WITHOUT ROWID""",
    # rowid = the id of the thing
    f"CREATE VIRTUAL TABLE track_words USING {_WORDS}",
    f"CREATE VIRTUAL TABLE release_words USING {_WORDS}",
    f"CREATE VIRTUAL TABLE artist_words USING {_WORDS}",
)


@migrations()
def first_library(tables: Tables) -> None:
    for statement in _FIRST:
        tables.execute(statement)


# Of each folder the stamp of its listing (library.scan.walk), once all in it has been dealt with: a scan passes
# over a folder whose stamp is still the same. Whatever changes what the catalogue knows of its files makes the
# next scan compare it again, so nobody who does needs to know of this.
_LISTINGS = (
    "ALTER TABLE folders ADD COLUMN listing BLOB",
    """CREATE TRIGGER tracks_listed_insert AFTER INSERT ON tracks BEGIN
        UPDATE folders SET listing = NULL WHERE id = NEW.folder_id AND listing IS NOT NULL;
    END""",
    """CREATE TRIGGER tracks_listed_update AFTER UPDATE OF is_present, path, folder_id, size_bytes, mtime_ns
    ON tracks WHEN (OLD.is_present, OLD.path, OLD.folder_id, OLD.size_bytes, OLD.mtime_ns)
        IS NOT (NEW.is_present, NEW.path, NEW.folder_id, NEW.size_bytes, NEW.mtime_ns)
    BEGIN
        UPDATE folders SET listing = NULL WHERE id IN (OLD.folder_id, NEW.folder_id) AND listing IS NOT NULL;
    END""",
    # a file that moved: the same size and time elsewhere
    "CREATE INDEX tracks_by_state ON tracks(size_bytes, mtime_ns)",
    # tracks that a scan did not find, too many to believe it at once: see library.scan.removal
    "ALTER TABLE roots ADD COLUMN held_ms INTEGER",
)


@migrations()
def listings_of_folders(tables: Tables) -> None:
    for statement in _LISTINGS:
        tables.execute(statement)


_TRACK_DETAILS = (
    *("sort_title TEXT", "sort_album TEXT", "date TEXT", "original_date TEXT", "musical_key TEXT"),
    *("version TEXT", "media TEXT", "disc_title TEXT", "advisory TEXT", "work TEXT"),
    *("work_musicbrainz_id TEXT", "movement TEXT", "movement_number INTEGER", "movement_total INTEGER"),
    *("release_status TEXT", "release_country TEXT", "release_group_musicbrainz_id TEXT"),
    *("release_track_musicbrainz_id TEXT", "track_gain_db REAL", "track_peak REAL", "album_gain_db REAL"),
    *("album_peak REAL", "better TEXT", "delay_samples INTEGER", "padding_samples INTEGER"),
    "fingerprint TEXT",  # of the encoded sound, without its tags
)
_RELEASE_DETAILS = (
    *("sort_title TEXT", "date TEXT", "original_date TEXT", "version TEXT", "advisory TEXT"),
    *("status TEXT", "country TEXT", "release_group_musicbrainz_id TEXT"),
)
_DETAILS = (
    # What its tracks were read as (library.tags); other than now: they are to be read again.
    "ALTER TABLE roots ADD COLUMN read_as TEXT NOT NULL DEFAULT ''",
    *(f"ALTER TABLE tracks ADD COLUMN {column}" for column in _TRACK_DETAILS),
    *(f"ALTER TABLE releases ADD COLUMN {column}" for column in _RELEASE_DETAILS),
    "ALTER TABLE artists ADD COLUMN part_count INTEGER NOT NULL DEFAULT 0",  # in other roles
    """CREATE TABLE track_parts (
        track_id INTEGER NOT NULL REFERENCES tracks(id),
        position INTEGER NOT NULL,
        role TEXT NOT NULL,
        artist_id INTEGER NOT NULL REFERENCES artists(id),
        name TEXT NOT NULL,
        part TEXT,  -- a performer's instrument
        PRIMARY KEY (track_id, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX track_parts_by_artist ON track_parts(artist_id, role, track_id, name)",
    """CREATE TABLE track_values (
        track_id INTEGER NOT NULL REFERENCES tracks(id),
        field TEXT NOT NULL,
        position INTEGER NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (track_id, field, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX track_values_by_value ON track_values(field, value, track_id)",
    """CREATE TABLE release_values (
        release_id INTEGER NOT NULL REFERENCES releases(id),
        field TEXT NOT NULL,
        position INTEGER NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (release_id, field, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX release_values_by_value ON release_values(field, value, release_id)",
    """CREATE TABLE release_discs (
        release_id INTEGER NOT NULL REFERENCES releases(id),
        disc INTEGER NOT NULL,
        title TEXT,
        media TEXT,
        cover_id INTEGER REFERENCES covers(id),  -- where it differs from the release's
        PRIMARY KEY (release_id, disc)
    ) WITHOUT ROWID""",
    """CREATE TABLE chapters (
        track_id INTEGER NOT NULL REFERENCES tracks(id),
        position INTEGER NOT NULL,
        start_ms INTEGER NOT NULL,
        title TEXT NOT NULL,
        PRIMARY KEY (track_id, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX tracks_misread ON tracks(id) WHERE better IS NOT NULL",
)


@migrations()
def details_of_tracks(tables: Tables) -> None:
    for statement in _DETAILS:
        tables.execute(statement)


_IDENTITY = (
    "CREATE INDEX tracks_by_fingerprint ON tracks(fingerprint, is_present) WHERE fingerprint IS NOT NULL",
    """CREATE INDEX tracks_by_musicbrainz_id ON tracks(musicbrainz_id, is_present)
        WHERE musicbrainz_id IS NOT NULL""",
    "CREATE INDEX missing_tracks_by_title_key ON tracks(title_key) WHERE is_present = 0",
    "CREATE INDEX marks_by_item ON marks(kind, item_id)",
    # Of a hidden track whose file another one took over: who asks for it means that one.
    "ALTER TABLE tracks ADD COLUMN continued_by INTEGER REFERENCES tracks(id)",
    """CREATE TABLE track_matches (
        id INTEGER PRIMARY KEY,
        track_id INTEGER NOT NULL REFERENCES tracks(id),  -- which goes on
        other_id INTEGER REFERENCES tracks(id),  -- with which it exchanged files; NULL: it took a new one
        evidence TEXT NOT NULL,
        from_root_id INTEGER NOT NULL REFERENCES roots(id),
        from_path NOT NULL,
        to_root_id INTEGER NOT NULL REFERENCES roots(id),
        to_path NOT NULL,
        matched_ms INTEGER NOT NULL,
        undone_ms INTEGER
    )""",
    "CREATE INDEX track_matches_by_track ON track_matches(track_id)",
)


@migrations()
def identity_of_tracks(tables: Tables) -> None:
    for statement in _IDENTITY:
        tables.execute(statement)


_GROUPING = (
    # As its own folder would group it; several folders may hold copies of it, and people know better.
    "ALTER TABLE tracks ADD COLUMN group_key TEXT",
    "CREATE INDEX tracks_by_group_key ON tracks(group_key) WHERE is_present = 1",
    "ALTER TABLE releases ADD COLUMN came_from INTEGER REFERENCES releases(id)",  # its first track, that is
    "ALTER TABLE releases ADD COLUMN merged_into INTEGER REFERENCES releases(id)",
    """CREATE TABLE regroupings (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
        release_id INTEGER NOT NULL REFERENCES releases(id),  -- that has the tracks now
        made_ms INTEGER NOT NULL,
        undone_ms INTEGER
    )""",
    """CREATE TABLE merged_releases (
        regrouping_id INTEGER NOT NULL REFERENCES regroupings(id),
        release_id INTEGER NOT NULL REFERENCES releases(id),
        PRIMARY KEY (regrouping_id, release_id)
    ) WITHOUT ROWID""",
    """CREATE TABLE split_tracks (
        track_id INTEGER PRIMARY KEY REFERENCES tracks(id),  -- split twice: the last one holds
        regrouping_id INTEGER NOT NULL REFERENCES regroupings(id)
    )""",
    "CREATE INDEX split_tracks_by_regrouping ON split_tracks(regrouping_id)",
)


@migrations()
def grouping_by_people(tables: Tables) -> None:
    for statement in _GROUPING:
        tables.execute(statement)


# The words of track_words and its like stood in one column; now filters and typing errors are looked up, too.
_INDEXED = "fts5({columns}, prefix='1 2 3', columnsize=0, tokenize='unicode61 remove_diacritics 0')"
_INDEX_TABLES = {
    "track_index": "title, artist, release, facets",
    "popular_tracks": "title, artist, release, facets",
    "release_index": "title, artist, facets",
    "popular_releases": "title, artist, facets",
    "artist_index": "title, facets",
    "popular_artists": "title, facets",
}
_VOCABULARY = (
    # uses: in how many columns of how many rows
    "CREATE TABLE vocabulary (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, uses INTEGER NOT NULL)",
    "CREATE INDEX vocabulary_unused ON vocabulary(id) WHERE uses <= 0",
    """CREATE TABLE word_signatures (
        signature INTEGER NOT NULL,
        length INTEGER NOT NULL,  -- of the word
        word_id INTEGER NOT NULL REFERENCES vocabulary(id),
        PRIMARY KEY (signature, length, word_id)
    ) WITHOUT ROWID""",
    "DROP INDEX marks_by_item",  # the next one begins with the same columns
    "CREATE INDEX marks_by_thing ON marks(kind, item_id, plays, starred_ms, rating)",
)


@migrations()
def search_with_filters_and_typing_errors(tables: Tables) -> None:
    for old in ("track_words", "release_words", "artist_words"):
        tables.execute(f"DROP TABLE {old}")
    for name, columns in _INDEX_TABLES.items():
        tables.execute(f"CREATE VIRTUAL TABLE {name} USING {_INDEXED.format(columns=columns)}")
    for statement in _VOCABULARY:
        tables.execute(statement)


def _kept_total(
    kind: str, table: str, shown: str, orders: str, sums: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Triggers: `totals` says how many rows of a table are shown, and when their order has changed."""
    now = shown.format("new")
    added = "".join(f", {name} = {name} + new.{name}" for name in sums)
    return (
        f"""INSERT INTO totals (kind, count, duration_ms, size_bytes)
        SELECT '{kind}', count(*), {", ".join(f"coalesce(sum({s}), 0)" for s in sums) or "0, 0"}
        FROM {table} WHERE {shown.replace("{}.", "")}""",
        f"""CREATE TRIGGER {table}_counted AFTER INSERT ON {table} WHEN {now} BEGIN
            UPDATE totals SET count = count + 1, revision = revision + 1{added} WHERE kind = '{kind}';
        END""",
        _recounted(kind, table, shown, orders, sums),
    )


def _recounted(
    kind: str, table: str, shown: str, orders: str, sums: tuple[str, ...], *, when: str = "UPDATE"
) -> str:
    now, before = shown.format("new"), shown.format("old")
    moved = "".join(f", {name} = {name} + ({now}) * new.{name} - ({before}) * old.{name}" for name in sums)
    columns = [*orders.split(", "), *sums]
    differs = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    return f"""CREATE TRIGGER {table}_recounted AFTER {when} ON {table}
        WHEN ({now} OR {before}) AND (({now}) <> ({before}) OR {differs}) BEGIN
            UPDATE totals SET count = count + ({now}) - ({before}), revision = revision + 1{moved}
            WHERE kind = '{kind}';
        END"""


def _listed_genres(kind: str, total: str) -> tuple[str, ...]:
    table = f"listed_{kind}_genres"
    changed = f"UPDATE totals SET revision = revision + 1 WHERE kind = '{total}'"
    return (
        f"""CREATE TABLE {table} (
            genre_id INTEGER NOT NULL REFERENCES genres(id),
            sort_key TEXT NOT NULL,
            {kind}_id INTEGER NOT NULL,
            PRIMARY KEY (genre_id, sort_key, {kind}_id)
        ) WITHOUT ROWID""",
        f"CREATE INDEX {table}_by_{kind} ON {table}({kind}_id)",
        f"ALTER TABLE genres ADD COLUMN {kind}_count INTEGER NOT NULL DEFAULT 0",
        f"""CREATE TRIGGER {table}_counted AFTER INSERT ON {table} BEGIN
            UPDATE genres SET {kind}_count = {kind}_count + 1 WHERE id = new.genre_id;
            {changed};
        END""",
        f"""CREATE TRIGGER {table}_uncounted AFTER DELETE ON {table} BEGIN
            UPDATE genres SET {kind}_count = {kind}_count - 1 WHERE id = old.genre_id;
            {changed};
        END""",
    )


_YEARS = (
    "CREATE TABLE release_years (year INTEGER PRIMARY KEY, release_count INTEGER NOT NULL)",
    """INSERT INTO release_years
        SELECT year, count(*) FROM releases WHERE track_count > 0 AND year IS NOT NULL GROUP BY year""",
    """CREATE TRIGGER release_years_recounted AFTER UPDATE OF year, track_count ON releases
    WHEN (old.track_count > 0) <> (new.track_count > 0) OR old.year IS NOT new.year BEGIN
        UPDATE release_years SET release_count = release_count - 1 WHERE year = old.year AND old.track_count > 0;
        INSERT INTO release_years SELECT new.year, 1 WHERE new.year IS NOT NULL AND new.track_count > 0
            ON CONFLICT DO UPDATE SET release_count = release_count + 1;
    END""",
    """CREATE TRIGGER release_years_counted AFTER INSERT ON releases
    WHEN new.track_count > 0 AND new.year IS NOT NULL BEGIN
        INSERT INTO release_years VALUES (new.year, 1)
            ON CONFLICT DO UPDATE SET release_count = release_count + 1;
    END""",
)
_LISTS = (
    """CREATE TABLE totals (
        kind TEXT PRIMARY KEY,  -- of id
        count INTEGER NOT NULL,  -- shown
        duration_ms INTEGER NOT NULL,
        size_bytes INTEGER NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0  -- grows with every change of what is shown or how it is sorted
    ) WITHOUT ROWID""",
    *_kept_total("tr", "tracks", "{}.is_present = 1", "sort_key", ("duration_ms", "size_bytes")),
    *_kept_total("al", "releases", "{}.track_count > 0", "sort_key, artist_sort_key, year, added_ms"),
    *_kept_total("ar", "artists", "{}.release_count > 0", "sort_key"),
    *_listed_genres("track", "tr"),
    *_listed_genres("release", "al"),
    *_YEARS,
    "CREATE INDEX releases_by_year_down ON releases(year DESC, sort_key, id) WHERE track_count > 0",
    "CREATE INDEX marks_by_plays ON marks(user_id, kind, plays DESC, played_ms DESC, item_id) WHERE plays > 0",
    """CREATE INDEX marks_by_played ON marks(user_id, kind, played_ms DESC, item_id)
        WHERE played_ms IS NOT NULL""",
    """CREATE INDEX marks_by_starred ON marks(user_id, kind, starred_ms DESC, item_id)
        WHERE starred_ms IS NOT NULL""",
    "CREATE INDEX marks_by_rating ON marks(user_id, kind, rating DESC, item_id) WHERE rating IS NOT NULL",
    "CREATE TABLE chores (name TEXT PRIMARY KEY)",  # see library.chores
    "INSERT INTO chores VALUES ('index')",
)


@migrations()
def lists_of_any_length(tables: Tables) -> None:
    for statement in _LISTS:
        tables.execute(statement)


_PLAYLISTS = (
    """CREATE TABLE playlists (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        owner_id INTEGER NOT NULL,  -- of the server's users
        name TEXT NOT NULL,
        description TEXT NOT NULL DEFAULT '',
        is_public INTEGER NOT NULL DEFAULT 0,
        rules TEXT,  -- JSON of library.rules.SmartRules; NULL: a list of entries
        created_ms INTEGER NOT NULL,
        changed_ms INTEGER NOT NULL
    )""",
    "CREATE INDEX playlists_by_owner ON playlists(owner_id)",
    """CREATE TABLE playlist_entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the same track may be in a list twice
        playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,  -- from 0, without gaps
        track_id INTEGER NOT NULL REFERENCES tracks(id),
        added_ms INTEGER NOT NULL
    )""",
    "CREATE INDEX playlist_entries_by_position ON playlist_entries(playlist_id, position, track_id)",
    "CREATE INDEX playlist_entries_by_track ON playlist_entries(track_id, playlist_id)",
)


@migrations()
def playlists(tables: Tables) -> None:
    for statement in _PLAYLISTS:
        tables.execute(statement)


# Several libraries in one catalogue. A release belongs to one of them (library.scan.settle); artists and genres are
# shared, and artist_libraries tells what each library has of an artist: kept only while there are several.
_LIBRARIES = (
    """CREATE TABLE libraries (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL
    )""",
    "INSERT INTO libraries VALUES (1, 'Music', 'music')",
    "ALTER TABLE roots ADD COLUMN library_id INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE releases ADD COLUMN library_id INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX tracks_by_root ON tracks(root_id) WHERE is_present = 1",
    "CREATE INDEX releases_by_library ON releases(library_id) WHERE track_count > 0",
    "INSERT OR IGNORE INTO chores VALUES ('index')",  # which tells libraries apart from now on
    """CREATE TABLE artist_libraries (
        artist_id INTEGER NOT NULL REFERENCES artists(id),
        library_id INTEGER NOT NULL REFERENCES libraries(id),
        release_count INTEGER NOT NULL,
        track_count INTEGER NOT NULL,
        part_count INTEGER NOT NULL,
        cover_id INTEGER REFERENCES covers(id),
        PRIMARY KEY (artist_id, library_id)
    ) WITHOUT ROWID""",
)


@migrations()
def several_libraries(tables: Tables) -> None:
    for statement in _LIBRARIES:
        tables.execute(statement)


@migrations()
def places_in_books(tables: Tables) -> None:
    """Of tracks: where a person stopped, and when; NULL: nowhere."""
    tables.execute("ALTER TABLE marks ADD COLUMN position_ms INTEGER")
    tables.execute("ALTER TABLE marks ADD COLUMN left_ms INTEGER")


@migrations()
def sounds(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE sounds (
            track_id INTEGER PRIMARY KEY REFERENCES tracks(id),
            state TEXT NOT NULL,  -- of the file when it was listened to
            blocks BLOB,  -- library.analysis.blocks; NULL: it could not be decoded
            loudness_lufs REAL,  -- what blocks come to; NULL: silence, too
            range_lu REAL NOT NULL,
            true_peak REAL NOT NULL,
            waveform BLOB NOT NULL,
            begins_ms INTEGER NOT NULL,
            ends_ms INTEGER NOT NULL,
            reason TEXT  -- why there are no blocks
        )"""
    )


_PIECES = (
    # Of a track that is a piece of its file, from when to when; then size_bytes is what it takes of it, about.
    "ALTER TABLE tracks ADD COLUMN start_sample INTEGER",  # at sample_rate_hz; NULL: the whole file
    "ALTER TABLE tracks ADD COLUMN stop_sample INTEGER",  # NULL: to its end
    "ALTER TABLE tracks ADD COLUMN whole_size_bytes INTEGER",
    "CREATE INDEX tracks_that_are_pieces ON tracks(root_id, path) WHERE start_sample IS NOT NULL",
    "ALTER TABLE folders ADD COLUMN sheets BLOB",  # as `listing`, of the cue sheets
)


@migrations()
def pieces_of_files(tables: Tables) -> None:
    for statement in _PIECES:
        tables.execute(statement)


_PORTRAITS = (
    """CREATE TABLE portraits (
        folder_id INTEGER NOT NULL REFERENCES folders(id),  -- that the picture is in
        role TEXT NOT NULL,  -- `artist`, `disc 2`, or `name ` and the key of an artist
        path NOT NULL,
        size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        cover_id INTEGER REFERENCES covers(id),
        artist_id INTEGER REFERENCES artists(id),  -- of `artist`: whose folder it is
        PRIMARY KEY (folder_id, role)
    ) WITHOUT ROWID""",
    "CREATE INDEX portraits_by_role ON portraits(role)",
    "CREATE INDEX portraits_by_artist ON portraits(artist_id) WHERE artist_id IS NOT NULL",
    "CREATE INDEX portraits_by_cover ON portraits(cover_id)",
    "ALTER TABLE artists ADD COLUMN image_cover_id INTEGER REFERENCES covers(id)",
    "ALTER TABLE covers ADD COLUMN colour TEXT",  # `#1e2f3a`; empty: it cannot be shown; NULL: not looked at yet
    "CREATE INDEX covers_without_colour ON covers(id) WHERE colour IS NULL",
)


@migrations()
def portraits_and_colours(tables: Tables) -> None:
    for statement in _PORTRAITS:
        tables.execute(statement)


@migrations()
def playlists_that_are_files(tables: Tables) -> None:
    tables.execute(
        """CREATE TABLE playlist_files (
            playlist_id INTEGER PRIMARY KEY,  -- of a list that may be gone: then so is to be the file
            folder NOT NULL,
            owner_id INTEGER NOT NULL,
            name NOT NULL,  -- below the folder
            size_bytes INTEGER NOT NULL,  -- with the time: the state in which both were the same
            mtime_ns INTEGER NOT NULL,
            changed_ms INTEGER NOT NULL,  -- of the list, then
            has_unfound INTEGER NOT NULL,  -- tells of tracks that were not here
            revision INTEGER NOT NULL  -- of the catalogue, then
        )"""
    )


def _counted_list(table: str, owner: str, counted: str) -> tuple[str, ...]:
    """Triggers: `counted` says how many rows of `table` each of its owners has."""
    changed = "UPDATE totals SET revision = revision + 1 WHERE kind = 'al'"
    return (
        f"CREATE INDEX {table}_by_release ON {table}(release_id)",
        f"""CREATE TRIGGER {table}_counted AFTER INSERT ON {table} BEGIN
            {counted};
            {changed};
        END""",
        f"""CREATE TRIGGER {table}_uncounted AFTER DELETE ON {table} BEGIN
            UPDATE {owner.format("old")};
            {changed};
        END""",
    )


def _owners_counted(table: str, name: str) -> tuple[str, ...]:
    """Triggers: `listed_totals` says how many of them have a release."""
    add = "UPDATE listed_totals SET count = count + {by} WHERE name = {name}"
    return (
        f"""CREATE TRIGGER {table}_counted AFTER INSERT ON {table} WHEN new.release_count > 0 BEGIN
            INSERT INTO listed_totals VALUES ({name}, 1) ON CONFLICT DO UPDATE SET count = count + 1;
        END""",
        f"""CREATE TRIGGER {table}_recounted AFTER UPDATE OF release_count ON {table}
        WHEN (old.release_count > 0) <> (new.release_count > 0) BEGIN
            {add.format(by="(new.release_count > 0) - (old.release_count > 0)", name=name)};
        END""",
    )


# Ways to browse besides genres: labels, and who is credited with what.
_SHELVES = (
    "CREATE TABLE listed_totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE labels (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        sort_key TEXT NOT NULL,
        release_count INTEGER NOT NULL DEFAULT 0
    )""",
    "INSERT INTO listed_totals VALUES ('label', 0)",
    "CREATE INDEX labels_by_name ON labels(sort_key, id) WHERE release_count > 0",
    *_owners_counted("labels", "'label'"),
    """CREATE TABLE listed_release_labels (
        label_id INTEGER NOT NULL REFERENCES labels(id),
        sort_key TEXT NOT NULL,
        release_id INTEGER NOT NULL,
        name TEXT NOT NULL,  -- as spelled there
        PRIMARY KEY (label_id, sort_key, release_id)
    ) WITHOUT ROWID""",
    *_counted_list(
        "listed_release_labels",
        "labels SET release_count = release_count - 1 WHERE id = {}.label_id",
        "UPDATE labels SET release_count = release_count + 1 WHERE id = new.label_id",
    ),
    """CREATE TABLE credits (
        artist_id INTEGER NOT NULL REFERENCES artists(id),
        role TEXT NOT NULL,
        sort_key TEXT NOT NULL,  -- of the artist
        release_count INTEGER NOT NULL,
        PRIMARY KEY (artist_id, role)
    ) WITHOUT ROWID""",
    "CREATE INDEX credits_by_name ON credits(role, sort_key, artist_id) WHERE release_count > 0",
    *_owners_counted("credits", "new.role"),
    """CREATE TRIGGER credits_sorted AFTER UPDATE OF sort_key ON artists WHEN old.sort_key <> new.sort_key BEGIN
        UPDATE credits SET sort_key = new.sort_key WHERE artist_id = new.id;
        UPDATE totals SET revision = revision + 1 WHERE kind = 'al';
    END""",
    """CREATE TABLE listed_release_credits (
        artist_id INTEGER NOT NULL REFERENCES artists(id),
        role TEXT NOT NULL,
        sort_key TEXT NOT NULL,
        release_id INTEGER NOT NULL,
        PRIMARY KEY (artist_id, role, sort_key, release_id)
    ) WITHOUT ROWID""",
    *_counted_list(
        "listed_release_credits",
        "credits SET release_count = release_count - 1 WHERE artist_id = {0}.artist_id AND role = {0}.role",
        """INSERT INTO credits SELECT id, new.role, sort_key, 1 FROM artists WHERE id = new.artist_id
            ON CONFLICT DO UPDATE SET release_count = release_count + 1""",
    ),
    "INSERT OR IGNORE INTO chores VALUES ('index')",
)


@migrations()
def labels_and_credits(tables: Tables) -> None:
    for statement in _SHELVES:
        tables.execute(statement)


# A trigger on every new track takes a third of the time that writing it does, since SQLite then notes for each row what
# it would have to take back: who inserts tracks counts them all at once (library.listed.count_new_tracks). What becomes
# of them later is still counted here.
_NEW_TRACKS = (
    "DROP TRIGGER tracks_counted",
    "DROP TRIGGER tracks_listed_insert",
    "DROP TRIGGER tracks_recounted",
    _recounted(
        "tr",
        "tracks",
        "{}.is_present = 1",
        "sort_key",
        ("duration_ms", "size_bytes"),
        when="UPDATE OF is_present, sort_key, duration_ms, size_bytes",
    ),
)


@migrations()
def new_tracks_counted_together(tables: Tables) -> None:
    for statement in _NEW_TRACKS:
        tables.execute(statement)
