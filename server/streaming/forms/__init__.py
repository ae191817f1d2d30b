"""How encoded packets become a stream's bytes. LAW: arithmetic over the absolute packet grid; knows no file,
no encoder and no clock; raise `GRID_VERSION` whenever any byte of any stream would be another one."""

from server.streaming.forms.build import GRID_VERSION, form_of
from server.streaming.forms.form import Form
from server.streaming.forms.grid import Grid
from server.streaming.forms.wave import PCM_PACKET_SAMPLES

__all__ = ["GRID_VERSION", "PCM_PACKET_SAMPLES", "Form", "Grid", "form_of"]
