// "Add to playlist…": the choice in menus; what it opens is fetched when somebody takes it.

/** @param {string[]} items  track or release ids @param {string} what  for the sentence @returns {import("./popover.js").Choice} */
export function addToPlaylist(items, what) {
  return { label: "Add to playlist…", icon: "playlists", act: () => void import("../views/playlists/add.js").then((view) => view.openAdd(items, what)) };
}
