// The way to what is set for the rooms, not for this page.

import { html } from "../../../vendor/preact.js";

export const Routines = () => html`<section><h2>Rooms</h2><p>What each speaker is called, who may play on it and how loud; music that wakes you; how the music moved from room to room.</p>
  <div class="chips"><a class="chip" href="/speakers">Speakers</a><a class="chip" href="/alarms">Alarms</a><a class="chip" href="/handoffs">Moves</a></div></section>`;
