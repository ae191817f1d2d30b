"""Keeps the catalogue equal to the folders. LAW: walk and reader touch the disk and no database, diff and
grouping neither, ingest and settle only the database; every batch is one transaction that leaves a consistent
catalogue; nothing here grows with the library."""

from library.scan.catalogue import Batch, Catalogue
from library.scan.housing import count_by_library
from library.scan.moving import rehouse
from library.scan.outcomes import FileRead, Root
from library.scan.request import ScanRequest
from library.scan.restoring import restored
from library.scan.service import Scanner
from library.scan.settle import regrouped
from library.scan.timetable import WatchPlan
from library.scan.walk import FileSeen
from library.scan.watch import Watcher

__all__ = [
    "Batch",
    "Catalogue",
    "FileRead",
    "FileSeen",
    "Root",
    "ScanRequest",
    "Scanner",
    "WatchPlan",
    "Watcher",
    "count_by_library",
    "regrouped",
    "rehouse",
    "restored",
]
