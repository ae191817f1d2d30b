"""Keeps the catalogue equal to the folders. LAW: walk and read touch the disk and no database, diff and
grouping neither, ingest and settle only the database; every batch is one transaction that leaves a consistent
catalogue."""

from library.scan.restoring import restored
from library.scan.service import Scanner
from library.scan.settle import regrouped

__all__ = ["Scanner", "regrouped", "restored"]
