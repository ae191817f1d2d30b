// The API's shapes as our modules see them (server/http/api/shapes.py is the original); for `tsc --checkJs` only.
declare namespace Api {
  interface Me { name: string; is_admin: boolean; version: string }
  interface Setup { needed: boolean; code: string | null }
  interface User { name: string; is_admin: boolean; created_utc: string }
  interface Users { users: User[] }
  interface AppPassword { id: string; label: string; created_utc: string; used_utc: string | null }
  interface NewAppPassword { id: string; label: string; user: string; secret: string }
  interface Clock { now_ms: number }

  interface Credit { artist_id: string; name: string }
  interface Marks { starred: boolean; rating: number | null; plays: number; position_ms: number | null; left_utc: string | null }
  interface Track {
    id: string; title: string; release_id: string; release_title: string; artist: string; artists: Credit[];
    disc: number | null; number: number | null; year: number | null; genres: string[]; duration_ms: number;
    codec: string; bitrate_kbps: number; sample_rate_hz: number; bits: number | null; size_bytes: number;
    cover_id: string | null; cover_colour: string | null; marks: Marks;
  }
  interface Release {
    id: string; title: string; artist: string; artists: Credit[]; year: number | null; genres: string[];
    is_compilation: boolean; track_count: number; disc_count: number; duration_ms: number; cover_id: string | null; cover_colour: string | null; marks: Marks;
  }
  interface Artist { id: string; name: string; sort_name: string; release_count: number; track_count: number; cover_id: string | null; cover_colour: string | null; marks: Marks }
  interface ReleaseDetail { release: Release; tracks: Track[] }
  interface ArtistDetail { artist: Artist; releases: Release[]; appears_on: Release[] }
  interface Genre { name: string; track_count: number; release_count: number }
  interface Genres { genres: Genre[] }
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
  interface PlaylistEntry { entry_id: string; track: Track }
  interface PlaylistEntries { offset: number; total: number; entries: PlaylistEntry[] }
  interface ImportedPlaylist { playlist: Playlist; missing: string[] }
  interface Search { artists: Artist[]; releases: Release[]; tracks: Track[] }
  interface ProblemFile { path: string; reason: string; seen_utc: string }
  interface Finding { id: string; title: string; artist: string; detail: string | null; remedy: string }
  interface Double { tracks: Track[]; paths: string[] }
  interface Scan {
    state: "idle" | "scanning" | "failed"; seen: number; expected: number | null;
    added: number; changed: number; removed: number; failed: number; reason: string | null;
    rate_files_per_s: number | null; remaining_s: number | null;
  }
  interface Library { tracks: number; releases: number; artists: number; duration_ms: number; size_bytes: number; scan: Scan }

  interface Timeline { position_ms: number; at_ms: number; running: boolean }
  interface Output { device_id: string; state: "preparing" | "audible" | "leaving"; is_leader: boolean }
  interface Session {
    id: string; name: string; owner: string; revision: number; playing: boolean; timeline: Timeline; outputs: Output[];
    current: Track | null; current_entry_id: string | null; index: number | null; queue_revision: number; queue_length: number;
    shuffle: boolean; repeat: "off" | "one" | "all"; stream_note: string | null;
  }
  interface QueueEntry { entry_id: string; track: Track }
  interface Queue { queue_revision: number; offset: number; total: number; entries: QueueEntry[] }
  type Command =
    | { do: "play_now"; items: string[]; start_index?: number; position_ms?: number; shuffle?: boolean; device_id?: string | null; take?: boolean }
    | { do: "enqueue"; items: string[]; where: "next" | "last" }
    | { do: "play"; device_id?: string | null; take?: boolean }
    | { do: "pause" | "next" | "previous" | "clear" }
    | { do: "seek"; position_ms: number }
    | { do: "jump"; entry_id: string }
    | { do: "move_entry"; entry_id: string; before: string | null }
    | { do: "remove"; entry_ids: string[] }
    | { do: "shuffle"; on: boolean }
    | { do: "repeat"; mode: "off" | "one" | "all" }
    | { do: "join" | "move"; device_id: string; take?: boolean }
    | { do: "leave"; device_id: string };

  interface Device {
    id: string; kind: "browser" | "virtual" | "chromecast" | "sonos"; name: string; model: string;
    is_online: boolean; volume_percent: number | null; session_id: string | null;
  }
  interface Adjustment { equalizer_db: number[]; balance: number; is_mono: boolean; has_crossfeed: boolean }
  interface ChosenAdjustment { bands_hz: number[]; adjustment: Adjustment | null }
  interface Media {
    token: string; url: string; mime: string; title: string; artist: string; release: string; cover_url: string | null;
    duration_ms: number; start_ms: number; start_at_ms: number | null; playing: boolean; level_db: number;
  }
  interface DeviceCommand {
    do: "load" | "preload" | "play" | "pause" | "seek" | "stop" | "volume"; token: string | null; media: Media | null;
    position_ms: number | null; at_ms: number | null; fade_ms: number | null; percent: number | null;
  }
}
