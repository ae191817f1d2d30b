"""What a page's Web Audio sends to the sound device, frame by frame, and when each frame is heard."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Page

from tests.e2e.recordings import RATE_HZ, Recording, Sound

# Every context of the page that plays is recorded at its last node before the destination: frames that were rendered,
# in order, by rate. `when()` tells at which time of the server a frame of each context is heard; `take()` answers what
# was recorded since it was last asked and is not silent, from all contexts of a rate.
TAPE = """
(() => {
  const code = `registerProcessor("tape", class extends AudioWorkletProcessor {
    constructor() { super(); this.block = new Float32Array(4096); this.filled = 0; }
    process([input]) {
      const heard = input[0];
      if (heard) this.block.set(heard, this.filled); else this.block.fill(0, this.filled, this.filled + 128);
      this.filled += 128;
      if (this.filled === 4096) {
        this.port.postMessage({ end: currentFrame + 128, samples: this.block });
        this.block = new Float32Array(4096);
        this.filled = 0;
      }
      return true;
    }
  })`;
  const module = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const tapes = (window.__tapes = new Map());
  const looks = new Map();
  const look = (context) => {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    if (context.state !== "running") looks.delete(context);
    else if (contextTime > 0.1) {
      const before = (looks.get(context) ?? []).slice(-60);
      looks.set(context, [...before, performanceTime - contextTime * 1000]);
    }
  };
  setInterval(() => [...tapes.keys()].forEach(look), 20);
  let offset = { took: Infinity, by: 0 };
  const probe = async () => {
    for (let turn = 0; turn < 6; turn++) {
      const sent = performance.now();
      const answer = await fetch("/api/clock").then((got) => got.json(), () => null);
      if (!answer) return; // the house is being started again
      const { now_ms } = answer;
      const took = performance.now() - sent;
      if (took < offset.took) offset = { took, by: now_ms - sent - took / 2 };
    }
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    if (to instanceof AudioDestinationNode && !tapes.has(this.context)) {
      const blocks = [];
      tapes.set(this.context, blocks);
      this.context.audioWorklet.addModule(module).then(() => {
        const node = new AudioWorkletNode(this.context, "tape", { channelCount: 1, channelCountMode: "explicit" });
        node.port.onmessage = ({ data }) => blocks.push(data);
        connect.call(this, node);
        connect.call(node, to); // silent, but only what leads somewhere is rendered
      });
    }
    return connect.call(this, to, ...more);
  };
  window.tape = (rate) => {
    for (const [context, blocks] of tapes) {
      if (context.sampleRate !== rate || !blocks.length) continue;
      return { ends: blocks.map(({ end }) => end), samples: pack(blocks) };
    }
    return null;
  };
  const pack = (blocks) => {
    const all = new Uint8Array(blocks.length * 16384);
    blocks.forEach(({ samples }, at) => all.set(new Uint8Array(samples.buffer), at * 16384));
    let text = "";
    for (let at = 0; at < all.length; at += 8192) text += String.fromCharCode(...all.subarray(at, at + 8192));
    return btoa(text);
  };
  window.serverTime = (ms) => ms + offset.by;
  window.take = async (rate) => {
    if (!(offset.took < 3)) await probe();
    const isKnown = ([context]) => context.sampleRate === rate && looks.get(context)?.length > 5;
    return [...tapes].filter(isKnown).map(([context, blocks]) => {
      const sorted = [...looks.get(context)].sort((one, other) => one - other);
      const begins_ms = sorted[sorted.length >> 1] + offset.by;
      const loud = blocks.splice(0).filter(({ samples }) => samples.some((sample) => sample !== 0));
      return { begins_ms, ends: loud.map(({ end }) => end), samples: pack(loud) };
    });
  };
  window.when = async (rate) => {
    let best = null;
    for (let turn = 0; turn < 8; turn++) {
      const sent = performance.now();
      const { now_ms } = await (await fetch("/api/clock")).json();
      const took = performance.now() - sent;
      if (!best || took < best.took) best = { took, offset: now_ms - sent - took / 2 };
    }
    const context = [...tapes.keys()].find((each) => each.sampleRate === rate);
    const looks = [];
    for (let turn = 0; turn < 15; turn++) {
      const { contextTime, performanceTime } = context.getOutputTimestamp();
      const lead = contextTime * 1000 - performanceTime;
      looks.push({ frame: contextTime * rate, at_ms: performanceTime + best.offset, lead });
      await new Promise((done) => setTimeout(done, 12));
    }
    return looks.sort((one, other) => one.lead - other.lead)[7]; // a thread that was held up makes a look wrong
  };
})();
"""


@dataclass(frozen=True)
class Tape:
    """Frames in one go, at their rate; `first` counts as the context does."""

    rate_hz: int
    first: int
    samples: np.ndarray
    heard_frame: float  # this one is heard …
    heard_ms: float  # … at this time of the server

    def at_ms(self, frame: float) -> float:
        return self.heard_ms + (frame - self.heard_frame) * 1000 / self.rate_hz

    def begins(self) -> int:
        """The index of the first sample that is not silent."""
        return int(np.flatnonzero(self.samples)[0])


def record(page: Page, rate_hz: int) -> Tape:
    """All that was rendered so far; what the recorder missed is no number, and equals nothing."""
    got = page.evaluate("rate => window.tape(rate)", rate_hz)
    assert got, f"no context has played at {rate_hz} Hz"
    when = page.evaluate("rate => window.when(rate)", rate_hz)
    blocks = np.frombuffer(base64.b64decode(got["samples"]), dtype=np.float32).reshape(-1, 4096)
    first = got["ends"][0] - 4096
    samples = np.full(got["ends"][-1] - first, np.nan, dtype=np.float32)
    for end, block in zip(got["ends"], blocks, strict=True):
        samples[end - 4096 - first : end - first] = block
    return Tape(rate_hz, first, samples, when["frame"], when["at_ms"])


PIECE_FRAMES = 512


class PageEar(Recording):
    """What a page sounds; it is fetched from there whenever somebody asks, and only its test's thread may."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def since(self, at_ms: float, until_ms: float = float("inf")) -> list[Sound]:
        self.listen()
        return super().since(at_ms, until_ms)

    def last_ms(self) -> float:
        self.listen()
        return super().last_ms()

    def listen(self) -> None:
        for taken in self.page.evaluate("rate => window.take(rate)", RATE_HZ):
            blocks = np.frombuffer(base64.b64decode(taken["samples"]), dtype=np.float32).reshape(-1, 4096)
            for end, block in zip(taken["ends"], blocks, strict=True):
                self._hear(taken["begins_ms"], end - len(block), block)

    def _hear(self, begins_ms: float, first: int, block: np.ndarray) -> None:
        """In pieces, without the silence around them."""
        for at in range(0, len(block), PIECE_FRAMES):
            loud = np.flatnonzero(block[at : at + PIECE_FRAMES])
            if loud.size:
                begin, end = at + int(loud[0]), at + int(loud[-1]) + 1
                both = np.repeat(block[begin:end, None], 2, axis=1)
                self(begins_ms + (first + begin) * 1000 / RATE_HZ, both)
