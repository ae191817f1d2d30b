"""The library's values as JSON shapes: one function a kind, no decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from library import (
    Artist,
    ArtistDetail,
    Chapter,
    Credit,
    Credited,
    Disc,
    Folder,
    FolderDetail,
    Genre,
    Label,
    Loudness,
    LyricLine,
    Lyrics,
    Marks,
    MusicLibrary,
    Page,
    Part,
    Problem,
    Release,
    ReleaseDetail,
    ReplayGain,
    ScanStatus,
    SearchResult,
    Sound,
    Starred,
    Track,
    Work,
    Year,
)
from server.http.api.shapes.library import (
    ArtistDetailJson,
    ArtistJson,
    ArtistPageJson,
    ChapterJson,
    ChaptersJson,
    CreditedJson,
    CreditedPageJson,
    CreditJson,
    DiscJson,
    FolderDetailJson,
    FolderJson,
    GenreJson,
    GenresJson,
    LabelJson,
    LabelPageJson,
    LibrariesJson,
    LoudnessJson,
    LyricLineJson,
    LyricsJson,
    LyricWordJson,
    MarksJson,
    MusicLibraryJson,
    PartJson,
    ProblemFileJson,
    ProblemPageJson,
    ReleaseDetailJson,
    ReleaseJson,
    ReleasePageJson,
    ReplayGainJson,
    RoleJson,
    ScanJson,
    SearchJson,
    SoundJson,
    TrackJson,
    TrackLyricsJson,
    TrackPageJson,
    TrackSoundJson,
    WorkJson,
    YearJson,
    YearsJson,
)


def track_json(track: Track) -> TrackJson:
    return TrackJson(
        id=track.id,
        title=track.title,
        release_id=track.release_id,
        release_title=track.release_title,
        artist=track.artist,
        artists=_credits(track.artists),
        disc=track.disc,
        number=track.number,
        year=track.year,
        genres=list(track.genres),
        duration_ms=track.duration_ms,
        codec=track.format.codec,
        bitrate_kbps=track.format.bitrate_kbps,
        sample_rate_hz=track.format.sample_rate_hz,
        bits=track.format.bits,
        size_bytes=track.size_bytes,
        cover_id=track.cover_id,
        cover_colour=track.cover_colour,
        marks=_marks(track.marks),
        credits=[part_json(part) for part in track.parts],
        date=track.date,
        original_date=track.original_date,
        bpm=track.bpm,
        key=track.key,
        advisory=track.advisory,
        comment=track.comment,
        disc_title=track.disc_title,
        replay_gain=gain_json(track.replay_gain),
        work=None if track.work is None else work_json(track.work),
        moods=list(track.moods),
        groupings=list(track.groupings),
        isrcs=list(track.isrcs),
        languages=list(track.languages),
    )


def part_json(part: Part) -> PartJson:
    return PartJson(role=part.role, artist_id=part.artist_id, name=part.name, part=part.part)


def gain_json(gain: ReplayGain) -> ReplayGainJson:
    return ReplayGainJson(
        track_db=gain.track_db,
        track_peak=gain.track_peak,
        album_db=gain.album_db,
        album_peak=gain.album_peak,
    )


def work_json(work: Work) -> WorkJson:
    return WorkJson(
        title=work.title,
        movement=work.movement,
        movement_number=work.movement_number,
        movement_total=work.movement_total,
    )


def release_json(release: Release) -> ReleaseJson:
    return ReleaseJson(
        id=release.id,
        title=release.title,
        artist=release.artist,
        artists=_credits(release.artists),
        year=release.year,
        genres=list(release.genres),
        is_compilation=release.is_compilation,
        track_count=release.track_count,
        disc_count=release.disc_count,
        duration_ms=release.duration_ms,
        cover_id=release.cover_id,
        cover_colour=release.cover_colour,
        marks=_marks(release.marks),
        date=release.date,
        original_date=release.original_date,
        version=release.version,
        labels=list(release.labels),
        catalogue_numbers=list(release.catalogue_numbers),
        types=list(release.types),
        status=release.status,
        country=release.country,
        advisory=release.advisory,
        discs=[disc_json(disc) for disc in release.discs],
    )


def disc_json(disc: Disc) -> DiscJson:
    return DiscJson(number=disc.number, title=disc.title, media=disc.media, cover_id=disc.cover_id)


def artist_json(artist: Artist) -> ArtistJson:
    return ArtistJson(
        id=artist.id,
        name=artist.name,
        sort_name=artist.sort_name,
        release_count=artist.release_count,
        track_count=artist.track_count,
        cover_id=artist.cover_id,
        cover_colour=artist.cover_colour,
        marks=_marks(artist.marks),
    )


def release_detail_json(detail: ReleaseDetail) -> ReleaseDetailJson:
    return ReleaseDetailJson(
        release=release_json(detail.release), tracks=[track_json(t) for t in detail.tracks]
    )


def artist_detail_json(detail: ArtistDetail) -> ArtistDetailJson:
    return ArtistDetailJson(
        artist=artist_json(detail.artist),
        releases=[release_json(release) for release in detail.releases],
        appears_on=[release_json(release) for release in detail.appears_on],
        roles=[RoleJson(role=role, release_count=count) for role, count in detail.roles],
    )


def release_page_json(page: Page[Release]) -> ReleasePageJson:
    return ReleasePageJson(
        items=[release_json(release) for release in page.items], offset=page.offset, total=page.total
    )


def artist_page_json(page: Page[Artist]) -> ArtistPageJson:
    return ArtistPageJson(
        items=[artist_json(artist) for artist in page.items], offset=page.offset, total=page.total
    )


def track_page_json(page: Page[Track]) -> TrackPageJson:
    return TrackPageJson(
        items=[track_json(track) for track in page.items], offset=page.offset, total=page.total
    )


def problem_page_json(page: Page[Problem]) -> ProblemPageJson:
    items = [
        ProblemFileJson(path=each.path, reason=each.reason, seen_utc=each.seen_utc) for each in page.items
    ]
    return ProblemPageJson(items=items, offset=page.offset, total=page.total)


def years_json(years: Iterable[Year]) -> YearsJson:
    return YearsJson(years=[YearJson(year=each.year, release_count=each.release_count) for each in years])


def label_page_json(page: Page[Label]) -> LabelPageJson:
    items = [LabelJson(name=label.name, release_count=label.release_count) for label in page.items]
    return LabelPageJson(items=items, offset=page.offset, total=page.total)


def credited_page_json(page: Page[Credited]) -> CreditedPageJson:
    items = [
        CreditedJson(artist=artist_json(each.artist), release_count=each.release_count) for each in page.items
    ]
    return CreditedPageJson(items=items, offset=page.offset, total=page.total)


def genres_json(genres: Iterable[Genre]) -> GenresJson:
    return GenresJson(
        genres=[
            GenreJson(name=genre.name, track_count=genre.track_count, release_count=genre.release_count)
            for genre in genres
        ]
    )


def folder_json(folder: Folder) -> FolderJson:
    return FolderJson(id=folder.id, parent_id=folder.parent_id, name=folder.name)


def folder_detail_json(detail: FolderDetail) -> FolderDetailJson:
    return FolderDetailJson(
        folder=folder_json(detail.folder),
        folders=[folder_json(folder) for folder in detail.folders],
        tracks=[track_json(track) for track in detail.tracks],
    )


def roots_json(roots: Iterable[Folder]) -> FolderDetailJson:
    return FolderDetailJson(folder=None, folders=[folder_json(root) for root in roots], tracks=[])


def libraries_json(libraries: Sequence[MusicLibrary]) -> LibrariesJson:
    return LibrariesJson(
        libraries=[MusicLibraryJson(id=one.id, name=one.name, kind=one.kind.value) for one in libraries]
    )


def search_json(found: SearchResult | Starred) -> SearchJson:
    return SearchJson(
        artists=[artist_json(artist) for artist in found.artists],
        releases=[release_json(release) for release in found.releases],
        tracks=[track_json(track) for track in found.tracks],
    )


def scan_json(status: ScanStatus) -> ScanJson:
    return ScanJson(
        state=status.state.value,
        seen=status.seen,
        expected=status.expected,
        added=status.added,
        changed=status.changed,
        removed=status.removed,
        failed=status.failed,
        reason=status.reason,
        rate_files_per_s=status.rate_files_per_s and round(status.rate_files_per_s, 1),
        remaining_s=status.remaining_s,
    )


def _marks(marks: Marks) -> MarksJson:
    return MarksJson(
        starred=marks.starred_utc is not None,
        rating=marks.rating,
        plays=marks.plays,
        position_ms=marks.position_ms,
        left_utc=marks.left_utc,
    )


def _credits(credits: Iterable[Credit]) -> list[CreditJson]:
    return [CreditJson(artist_id=credit.artist_id, name=credit.name) for credit in credits]


def sound_json(sound: Sound | None) -> TrackSoundJson:
    if sound is None:
        return TrackSoundJson(sound=None)
    return TrackSoundJson(
        sound=SoundJson(
            track=_loudness_json(sound.track),
            release=None if sound.release is None else _loudness_json(sound.release),
            range_lu=sound.range_lu,
            waveform=list(sound.waveform),
            begins_ms=sound.begins_ms,
            ends_ms=sound.ends_ms,
        )
    )


def _loudness_json(loudness: Loudness) -> LoudnessJson:
    return LoudnessJson(integrated_lufs=loudness.integrated_lufs, true_peak=loudness.true_peak)


def lyrics_json(found: Iterable[Lyrics]) -> TrackLyricsJson:
    return TrackLyricsJson(
        lyrics=[
            LyricsJson(
                synced=lyrics.is_synced,
                language=lyrics.language,
                lines=[_line_json(line) for line in lyrics.lines],
            )
            for lyrics in found
        ]
    )


def _line_json(line: LyricLine) -> LyricLineJson:
    words = [
        LyricWordJson(text=word.text, at=word.at, start_ms=word.start_ms, end_ms=word.end_ms)
        for word in line.words
    ]
    return LyricLineJson(text=line.text, start_ms=line.start_ms, end_ms=line.end_ms, words=words)


def chapters_json(chapters: Iterable[Chapter]) -> ChaptersJson:
    return ChaptersJson(chapters=[ChapterJson(start_ms=each.start_ms, title=each.title) for each in chapters])
