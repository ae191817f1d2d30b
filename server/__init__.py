"""The house: everything between the music, the speakers and the pages. LAW: arrows point down only (cli, build,
lifecycle, http, sessions, streaming, users and events, config and clock); `build` alone makes the parts."""
