"""What a household may choose. LAW: read once at the start; the rest of the code is handed the section it
needs and never sees the file. Secrets are not configured but generated (see server.data_folder)."""

from server.config.example import example_toml
from server.config.model import (
    Config,
    DevicesConfig,
    DiscoveryConfig,
    FurtherLibraryConfig,
    LibraryConfig,
    LogConfig,
    LoudnessConfig,
    PlaybackConfig,
    PlaylistsConfig,
    PodcastsConfig,
    ServerConfig,
    StreamingConfig,
    VirtualSpeakerConfig,
)
from server.config.reader import load_config, parse_config

__all__ = [
    "Config",
    "DevicesConfig",
    "DiscoveryConfig",
    "FurtherLibraryConfig",
    "LibraryConfig",
    "LogConfig",
    "LoudnessConfig",
    "PlaybackConfig",
    "PlaylistsConfig",
    "PodcastsConfig",
    "ServerConfig",
    "StreamingConfig",
    "VirtualSpeakerConfig",
    "example_toml",
    "load_config",
    "parse_config",
]
