// Runs before the first paint, so that a chosen theme never flashes. Not a module: modules come too late.
(() => {
  try {
    const theme = localStorage.getItem("segue.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme is a fine answer.
  }
})();
