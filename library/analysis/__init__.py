"""How the music sounds: loudness, true peak, outline, silent ends. LAW: decodes only in a child process that may be
killed; knows no session, and changes nothing but `sounds`."""

from library.analysis.analyst import AnalysisStatus, Analyst
from library.analysis.blocks import integrated_lufs, unpacked
from library.analysis.measure import WAVEFORM_POINTS, Measured, measure
from library.analysis.store import Sounds, SoundStore

__all__ = [
    "WAVEFORM_POINTS",
    "AnalysisStatus",
    "Analyst",
    "Measured",
    "SoundStore",
    "Sounds",
    "integrated_lufs",
    "measure",
    "unpacked",
]
