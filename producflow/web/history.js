/* One thing that a person does makes at most one entry of the history, with the whole address of what they see.

Streamlit writes an address up to three times for one change of the page: as the link says it, without what was chosen on the page
that is left, and with what is restored on the new one. Each would be a stop on the way back, showing other choices than the person
made. So only the first address after a click or a key is a new entry; all that follow mend that entry. What somebody chooses on a page,
Streamlit itself writes into the entry of that page: whatever follows from it belongs there too, or the way back would stop at half
of the choice. */
"use strict";

(() => {
  let acted = false;
  const act = () => {
    acted = true;
  };
  for (const kind of ["pointerdown", "click", "keydown"]) window.addEventListener(kind, act, true);
  // The way back is no step: what Streamlit writes then belongs to the entry that was come back to.
  window.addEventListener("popstate", () => {
    acted = false;
  }, true);

  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  history.pushState = (state, title, address) => {
    (acted ? push : replace)(state, title, address);
    acted = false;
  };
  history.replaceState = (state, title, address) => {
    replace(state, title, address);
    acted = false;
  };
})();
