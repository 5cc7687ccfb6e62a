document.addEventListener("DOMContentLoaded", () => {
  // Read from disk (file://), a page may not fetch the other pages: search without their summaries.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // A table or code wider than the screen becomes a named region that the keyboard can scroll.
  const boxes = document.querySelectorAll("[data-region]");
  const nameWhatScrolls = () => {
    for (const box of boxes) {
      const scrolls = box.scrollWidth > box.clientWidth;
      if (scrolls) {
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", box.dataset.region);
        box.tabIndex = 0;
      } else if (box.getAttribute("role") === "region") {
        for (const name of ["role", "aria-label", "tabindex"]) box.removeAttribute(name);
      }
    }
  };
  nameWhatScrolls();
  document.fonts?.ready.then(nameWhatScrolls);
  addEventListener("resize", nameWhatScrolls);
  document.addEventListener("toggle", nameWhatScrolls, true); // what a fold hid has no width

  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => print());
  }
});
