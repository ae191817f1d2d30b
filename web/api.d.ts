// The API's shapes as our modules see them (server/http/api/shapes.py is the original, a test compares); for `tsc --checkJs` only.
declare namespace Api {
  interface Me { name: string; is_admin: boolean; version: string }
  interface Setup { needed: boolean; code: string | null }
  interface User { name: string; is_admin: boolean; created_utc: string; max_kbps: number | null }
  interface Users { users: User[] }
  interface AppPassword { id: string; label: string; created_utc: string; used_utc: string | null }
  interface NewAppPassword { id: string; label: string; user: string; secret: string }
  interface Connection { id: string; label: string; user: string; secret: string; addresses: string[]; link: string; qr_svg: string }
  interface AppPasswords { app_passwords: AppPassword[] }
  interface Share { id: string; url: string; description: string; created_utc: string; expires_utc: string | null; visited_utc: string | null; visits: number; track_count: number }
  interface Shares { shares: Share[] }
  interface SharedTrack { title: string; artist: string; release_title: string; duration_ms: number; url: string; cover_url: string | null }
  interface Shared { description: string; owner: string; expires_utc: string | null; tracks: SharedTrack[] }
  interface Station { id: string; name: string; stream_url: string; homepage_url: string; picture_url: string | null }
  interface Stations { stations: Station[] }
  interface Podcast { id: string; url: string; title: string; description: string; status: "new" | "downloading" | "completed" | "error" | "deleted"; error: string; refreshed_utc: string | null }
  interface Podcasts { podcasts: Podcast[] }
  interface Episode { id: string; title: string; description: string; published_utc: string | null; duration_ms: number; status: "new" | "downloading" | "completed" | "error" | "deleted"; error: string; track_id: string | null; position_ms: number | null }
  interface PodcastDetail { podcast: Podcast; episodes: Episode[] }
  interface Health { status: "ok"; version: string; uptime_s: number; scan: "idle" | "scanning" | "failed" }
  interface Clock { now_ms: number }

  interface Credit { artist_id: string; name: string }
  interface Marks { starred: boolean; rating: number | null; plays: number; position_ms: number | null; left_utc: string | null }
  interface Part { role: string; artist_id: string; name: string; part: string | null }
  interface ReplayGain { track_db: number | null; track_peak: number | null; album_db: number | null; album_peak: number | null }
  interface Work { title: string | null; movement: string | null; movement_number: number | null; movement_total: number | null }
  interface Disc { number: number; title: string | null; media: string | null; cover_id: string | null }
  interface Track {
    id: string; title: string; release_id: string; release_title: string; artist: string; artists: Credit[];
    disc: number | null; number: number | null; year: number | null; genres: string[]; duration_ms: number;
    codec: string; bitrate_kbps: number; sample_rate_hz: number; bits: number | null; size_bytes: number;
    cover_id: string | null; cover_colour: string | null; marks: Marks; credits: Part[]; date: string | null; original_date: string | null; bpm: number | null;
    key: string | null; advisory: string | null; comment: string | null; disc_title: string | null; replay_gain: ReplayGain;
    work: Work | null; moods: string[]; groupings: string[]; isrcs: string[]; languages: string[];
  }
  interface Release {
    id: string; title: string; artist: string; artists: Credit[]; year: number | null; genres: string[];
    is_compilation: boolean; track_count: number; disc_count: number; duration_ms: number; cover_id: string | null; cover_colour: string | null; marks: Marks;
    date: string | null; original_date: string | null; version: string | null; labels: string[]; catalogue_numbers: string[];
    types: string[]; status: string | null; country: string | null; advisory: string | null; discs: Disc[];
  }
  interface Artist { id: string; name: string; sort_name: string; release_count: number; track_count: number; cover_id: string | null; cover_colour: string | null; marks: Marks }
  interface LyricWord { text: string; at: number; start_ms: number; end_ms: number | null }
  interface LyricLine { text: string; start_ms: number | null; end_ms: number | null; words: LyricWord[] }
  interface Lyrics { synced: boolean; language: string | null; lines: LyricLine[] }
  interface TrackLyrics { lyrics: Lyrics[] }
  interface ReleaseDetail { release: Release; tracks: Track[] }
  interface Role { role: string; release_count: number }
  interface ArtistDetail { artist: Artist; releases: Release[]; appears_on: Release[]; roles: Role[] }
  interface ReleasePage { items: Release[]; offset: number; total: number }
  interface ArtistPage { items: Artist[]; offset: number; total: number }
  interface TrackPage { items: Track[]; offset: number; total: number }
  interface Loudness { integrated_lufs: number | null; true_peak: number }
  interface Sound { track: Loudness; release: Loudness | null; range_lu: number; waveform: number[]; begins_ms: number; ends_ms: number }
  interface TrackSound { sound: Sound | null }
  interface Chapter { start_ms: number; title: string }
  interface Chapters { chapters: Chapter[] }
  interface Genre { name: string; track_count: number; release_count: number }
  interface Genres { genres: Genre[] }
  interface Year { year: number; release_count: number }
  interface Years { years: Year[] }
  interface Label { name: string; release_count: number }
  interface LabelPage { items: Label[]; offset: number; total: number }
  interface Credited { artist: Artist; release_count: number }
  interface CreditedPage { items: Credited[]; offset: number; total: number }
  interface MusicLibrary { id: string; name: string; kind: "music" | "audiobooks" }
  interface Libraries { libraries: MusicLibrary[] }
  interface Folder { id: string; parent_id: string | null; name: string }
  interface FolderDetail { folder: Folder | null; folders: Folder[]; tracks: Track[] }
  interface Rule {
    kind: string; field?: string; op?: string; value?: string | number | boolean; to?: number | null; days?: number; rules?: Rule[];
  }
  interface Rules {
    where: Rule; sort: Array<{ field: string; descending: boolean }>;
    limit: { count?: number | null; minutes?: number | null; megabytes?: number | null };
  }
  interface Playlist {
    id: string; name: string; description: string; owner: string; is_own: boolean; is_public: boolean; is_smart: boolean;
    rules: Rules | null; track_count: number; duration_ms: number; created_utc: string; changed_utc: string; cover_id: string | null;
  }
  interface Playlists { playlists: Playlist[] }
  interface PlaylistNews { id: string }
  interface PlaylistEntry { entry_id: string; track: Track }
  interface PlaylistEntries { offset: number; total: number; entries: PlaylistEntry[] }
  interface ImportedPlaylist { playlist: Playlist; missing: string[] }
  interface Search { artists: Artist[]; releases: Release[]; tracks: Track[] }
  interface ProblemFile { path: string; reason: string; seen_utc: string }
  interface ProblemPage { items: ProblemFile[]; offset: number; total: number }
  interface Finding { id: string; title: string; artist: string; detail: string | null; remedy: string }
  interface Double { tracks: Track[]; paths: string[] }
  interface FindingPage { items: Finding[]; offset: number; total: number }
  interface DoublePage { items: Double[]; offset: number; total: number }
  interface Regrouping { id: string; kind: string; release_id: string; title: string; artist: string; made_utc: string }
  interface Regrouped { regrouping: Regrouping; release: Release; tracks: Track[] }
  interface RegroupingPage { items: Regrouping[]; offset: number; total: number }
  interface Match { id: string; track_id: string; title: string; evidence: string; from_path: string; to_path: string; matched_utc: string }
  interface MatchPage { items: Match[]; offset: number; total: number }
  interface Scan {
    state: "idle" | "scanning" | "failed"; seen: number; expected: number | null;
    added: number; changed: number; removed: number; failed: number; reason: string | null;
    rate_files_per_s: number | null; remaining_s: number | null;
  }
  interface Segments { hls: string; hls_lossless: string; dash: string | null }
  interface Kept { bytes: number; budget_bytes: number }
  interface Caches { streams: Kept; covers: Kept }
  interface Library { tracks: number; releases: number; artists: number; duration_ms: number; size_bytes: number; scan: Scan }

  interface Timeline { position_ms: number; at_ms: number; running: boolean; rate: number }
  interface Output { device_id: string; state: "preparing" | "audible" | "leaving"; is_leader: boolean }
  interface Session {
    id: string; name: string; owner: string; revision: number; playing: boolean; timeline: Timeline; outputs: Output[];
    current: Track | null; current_entry_id: string | null; index: number | null; queue_revision: number; queue_length: number;
    shuffle: boolean; repeat: "off" | "one" | "all"; stream_note: string | null; sleep: Sleep | null;
  }
  interface Sleep { until: "time" | "track" | "queue"; ends_at_ms: number | null }
  interface Sessions { sessions: Session[] }
  interface Accepted { revision: number }
  interface Snapshot { revision: number; now_ms: number; sessions: Session[]; devices: Device[]; scan: Scan }
  interface Removed { id: string }
  interface Notice { level: "info" | "warning" | "error"; text: string; session_id: string | null }
  interface Handoff {
    id: number; session_id: string; source_ids: string[]; target_id: string; outcome: "done" | "failed" | "replaced";
    reason: string | null; asked_utc: string; predicted_ms: number; audible_ms: number | null; overlap_ms: number | null;
    gap_ms: number | null; position_error_ms: number | null; corrections: number; latency_ms: number | null;
    is_cold: boolean; mime: string | null;
  }
  interface Handoffs { handoffs: Handoff[] }
  interface QueueEntry { entry_id: string; track: Track }
  interface Queue { queue_revision: number; offset: number; total: number; entries: QueueEntry[] }
  type Command =
    | { do: "play_now"; items: string[]; start_index?: number; position_ms?: number; shuffle?: boolean; device_id?: string | null; take?: boolean }
    | { do: "enqueue"; items: string[]; where: "next" | "last" }
    | { do: "play"; device_id?: string | null; take?: boolean }
    | { do: "pause" | "next" | "previous" | "clear" }
    | { do: "seek"; position_ms: number }
    | { do: "jump"; entry_id: string; take?: boolean }
    | { do: "move_entry"; entry_id: string; before: string | null }
    | { do: "remove"; entry_ids: string[] }
    | { do: "shuffle"; on: boolean }
    | { do: "rate"; rate: number }
    | { do: "repeat"; mode: "off" | "one" | "all" }
    | { do: "join" | "move"; device_id: string; take?: boolean }
    | { do: "spread"; take?: boolean }
    | { do: "leave"; device_id: string };

  interface Member { id: string; name: string; volume_percent: number | null }
  interface Device {
    id: string; kind: "browser" | "virtual" | "chromecast" | "sonos" | "phone"; name: string; model: string;
    is_online: boolean; volume_percent: number | null; max_volume_percent: number; icon: "speaker" | "pair" | "sofa" | "bed" | "kitchen" | "bath" | "desk" | "screen" | "headphones" | "garden" | "cast" | "page" | null; session_id: string | null; occupied_by: string | null;
    can_group: boolean; members: Member[];
  }
  interface Page {
    id: string; kind: "browser" | "virtual" | "chromecast" | "sonos" | "phone"; name: string; model: string;
    is_online: boolean; volume_percent: number | null; max_volume_percent: number; icon: "speaker" | "pair" | "sofa" | "bed" | "kitchen" | "bath" | "desk" | "screen" | "headphones" | "garden" | "cast" | "page" | null; session_id: string | null; occupied_by: string | null;
    can_group: boolean; members: Member[];
    held: "awaited" | "preparing" | "audible" | "leaving" | null;
  }
  interface Devices { devices: Device[] }
  interface Night { begins: string; ends: string; max_volume_percent: number }
  interface Room {
    id: string; name: string; own_name: string; kind: "browser" | "virtual" | "chromecast" | "sonos" | "phone" | null; model: string; is_here: boolean; seen_utc: string | null;
    icon: "speaker" | "pair" | "sofa" | "bed" | "kitchen" | "bath" | "desk" | "screen" | "headphones" | "garden" | "cast" | "page" | null; is_hidden: boolean; users: string[] | null; quality_kbps: number | null; max_volume_percent: number; night: Night | null;
  }
  interface Rooms { rooms: Room[] }
  interface Alarm {
    id: string; name: string; rings_at: string; weekdays: number[]; device_ids: string[]; fallback_device_id: string | null; item: string | null;
    item_name: string | null; shuffle: boolean; volume_percent: number; ramp_s: number; lasts_min: number | null; is_on: boolean; is_ringing: boolean;
    snoozed_utc: string | null; next_ring_utc: string | null;
  }
  interface Alarms { alarms: Alarm[] }
  interface LeftAlone { device_id: string; occupied_by: string }
  interface Announced { device_ids: string[]; left_alone: LeftAlone[]; duration_ms: number; waiting: number }
  interface Voice { can_speak: boolean }
  interface Fetch {
    token: string; asked: string | null; begun_ms: number; last_ms: number; sent_bytes: number; size_bytes: number | null; is_closed: boolean;
  }
  interface Happening {
    what: "stalled" | "failed" | "stopped" | "lost" | "found" | "arrived" | "gone" | "occupied"; detail: string; at_utc: string;
  }
  interface Latency { mime: string; is_cold: boolean; is_seek: boolean; seen_ms: number[] }
  interface Diagnostics {
    device_id: string; token: string | null; position_ms: number | null; buffered_ms: number | null; latencies: Latency[]; lead_ms: number | null;
    fetches: Fetch[]; happenings: Happening[];
  }
  interface Adjustment { equalizer_db: number[]; balance: number; is_mono: boolean; has_crossfeed: boolean }
  interface ChosenAdjustment { bands_hz: number[]; adjustment: Adjustment | null }
  interface Samples { rate_hz: number; channels: number; bits: number; header_bytes: number }
  interface Media {
    token: string; url: string; mime: string; title: string; artist: string; release: string; cover_url: string | null;
    duration_ms: number; start_ms: number; start_at_ms: number | null; playing: boolean; samples: Samples | null;
    crossfade_ms: number; level_db: number; rate: number; is_hushed: boolean;
  }
  interface DeviceCommand {
    do: "load" | "preload" | "play" | "pause" | "seek" | "rate" | "swell" | "overlay" | "stop" | "volume"; token: string | null; media: Media | null;
    position_ms: number | null; at_ms: number | null; fade_ms: number | null; percent: number | null;
    rate: number | null;
  }
}
