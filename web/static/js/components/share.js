// "Share…": the choice in menus; what it opens is fetched when somebody takes it.

/** @param {string[]} items  track, release or playlist ids @param {string} what  for the sentence @returns {import("./popover.js").Choice} */
export function share(items, what) {
  return { label: "Share…", icon: "share", act: () => void import("../views/shares/new.js").then((view) => view.openShare(items, what)) };
}
