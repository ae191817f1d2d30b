"""A small made-up record collection, for machines without music and for trying things out. LAW: writes only
below the folder it is given; knows no catalogue; the scanner finds its files like all others."""

from library.demo.folder import ensure_demo_library

__all__ = ["ensure_demo_library"]
