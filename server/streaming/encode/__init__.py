"""The one door to FFmpeg here. LAW: no av type or exception leaves it; positions are samples on the track's
own timeline; the same arguments always give the same samples and the same packets."""

from server.streaming.encode.codecs import missing_codecs
from server.streaming.encode.copied import copy_frames
from server.streaming.encode.encoder import ENCODER_VERSION, ENCODERS, Encoder, encode_packets
from server.streaming.encode.pcm import Pcm, to_bytes
from server.streaming.encode.resample import read_at_rate, samples_at_rate
from server.streaming.encode.source import Blocks, Source, measure, part_of, read_pcm
from server.streaming.encode.stretch import stretched, stretched_samples
from server.streaming.encode.treat import lead_samples, treated

__all__ = [
    "ENCODERS",
    "ENCODER_VERSION",
    "Blocks",
    "Encoder",
    "Pcm",
    "Source",
    "copy_frames",
    "encode_packets",
    "lead_samples",
    "measure",
    "missing_codecs",
    "part_of",
    "read_at_rate",
    "read_pcm",
    "samples_at_rate",
    "stretched",
    "stretched_samples",
    "to_bytes",
    "treated",
]
