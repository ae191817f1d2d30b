"""One audio file, many tracks: what a cue sheet says of it. LAW: as `library.tags`; positions are counted in
samples, never in rounded milliseconds; a sheet that contradicts itself or its file cuts nothing."""

from library.tags.cue.find import Pieces, pieces_of
from library.tags.cue.model import Sheet
from library.tags.cue.native import native_sheet

__all__ = ["Pieces", "Sheet", "native_sheet", "pieces_of"]
