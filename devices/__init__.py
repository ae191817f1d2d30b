"""Places that play. LAW: knows no session, library, HTTP server or database; each third-party library has one
door (pychromecast, soco, zeroconf); reports go to the sink given at construction and return at once."""
