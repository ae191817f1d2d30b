"""How encoded packets become a stream's bytes. LAW: arithmetic over the absolute packet grid; knows no file,
no encoder and no clock; raise `GRID_VERSION` whenever any byte of any stream would be another one."""

from server.streaming.forms.build import GRID_VERSION, form_of
from server.streaming.forms.flac import FLAC_PACKET_SAMPLES
from server.streaming.forms.form import Form, GrowingForm
from server.streaming.forms.grid import Grid
from server.streaming.forms.mp4 import AAC_PRIMING, AacMp4, FlacMp4
from server.streaming.forms.wave import PCM_PACKET_SAMPLES, samples_in_wave

__all__ = [
    "AAC_PRIMING",
    "FLAC_PACKET_SAMPLES",
    "GRID_VERSION",
    "PCM_PACKET_SAMPLES",
    "AacMp4",
    "FlacMp4",
    "Form",
    "Grid",
    "GrowingForm",
    "form_of",
    "samples_in_wave",
]
