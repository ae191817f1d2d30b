"""Subsonic 1.16.1 and OpenSubsonic, for phone apps. LAW: a method is a function from parameters to an answer;
Subsonic's spelling and codes stay in here; only `blueprint` knows Flask; app passwords, never the login's."""

from server.http.subsonic.blueprint import blueprint

__all__ = ["blueprint"]
