/* Opens the definition of a term under its word. Opening, closing and the focus are the browser's
   own (popover); this places the box and keeps aria-expanded right.
   Without popover the buttons stay hidden, and the word is a link to the glossary. */
(() => {
  "use strict";
  if (!("popover" in HTMLElement.prototype)) return;

  const MARGIN = 16; // px, between the box and the edges of the screen

  /** Put the box under its button, or over it when there is more room there. */
  const place = (box, button) => {
    const root = document.documentElement;
    const word = button.getBoundingClientRect();
    box.style.maxInlineSize = `${root.clientWidth - 2 * MARGIN}px`;
    const left = Math.min(word.left - MARGIN, root.clientWidth - MARGIN - box.offsetWidth);
    const over = box.offsetHeight > window.innerHeight - word.bottom && box.offsetHeight < word.top;
    box.style.left = `${Math.max(left, MARGIN) + window.scrollX}px`;
    box.style.top = `${(over ? word.top - box.offsetHeight : word.bottom) + window.scrollY}px`;
  };

  for (const button of document.querySelectorAll(".term-button")) {
    const box = document.getElementById(button.getAttribute("aria-controls"));
    button.hidden = false;
    box.hidden = false;
    box.addEventListener("beforetoggle", (event) => {
      button.setAttribute("aria-expanded", String(event.newState === "open"));
    });
    box.addEventListener("toggle", (event) => {
      if (event.newState === "open") place(box, button);
    });
    window.addEventListener("resize", () => {
      if (box.matches(":popover-open")) place(box, button);
    });
  }

  // Sphinx takes Escape for itself (it hides the words searched) unless a button has the focus.
  const closeOnEscape = (event) => {
    if (event.key === "Escape") document.querySelector(".term-definition:popover-open")?.hidePopover();
  };
  document.addEventListener("keydown", closeOnEscape, true);
})();
