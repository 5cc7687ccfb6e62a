// Read from disk (file://), a page may not fetch the other pages: search without their summaries.
document.addEventListener("DOMContentLoaded", () => {
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
});
