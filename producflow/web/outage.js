/* While the server is away one sentence says so, and goes by itself when it is back: Streamlit's own is a dialog that asks whether one
   is connected to the internet. */
"use strict";

(() => {
  const AFTER = 1500; // ms; a connection that is made anew at once is no outage
  const SENTENCE = "No connection to the server; it may be starting again. This page goes on by itself.";
  let was = false, timer = null;
  let held = null, wanted = false; // what has the focus, and whether that was taken from it
  const dialog = () => document.querySelector('[data-testid="stDialog"]');
  window.addEventListener("focusin", (event) => {
    if (!event.target.closest('[data-testid="stDialog"]')) held = event.target;
  });
  window.addEventListener("focusout", (event) => {
    if (event.target === held && dialog() === null) held = null;
  });

  const say = (sentence) => {
    const there = document.querySelector("#pf-outage");
    if (!sentence) there?.remove();
    else if (!there) {
      const made = document.createElement("div");
      made.id = "pf-outage";
      made.setAttribute("role", "status");
      made.dataset.reactAriaTopLayer = "true"; // or Streamlit's dialog would hide it from screen readers
      made.textContent = sentence;
      document.body.append(made);
    }
  };
  const look = () => {
    const state = document.querySelector("[data-test-connection-state]")?.dataset.testConnectionState;
    if (state === "CONNECTED") {
      was = true;
      clearTimeout(timer);
      timer = null;
      say("");
      return;
    }
    if (was && timer === null) timer = setTimeout(() => say(SENTENCE), AFTER);
    for (const title of document.querySelectorAll('[data-testid="stDialog"] h2')) {  // it closes by itself when all is well again
      if (title.textContent !== "Connection error") continue;
      const asks = title.closest('[data-testid="stDialog"]');
      asks.style.display = "none";
      asks.querySelector('button[aria-label="Close"]')?.click(); // while it is open nothing behind it can be tapped or typed in
      wanted = true;
    }
    if (wanted && dialog() === null && held?.isConnected && held.closest("[inert]") === null) {
      wanted = false;
      held.focus({ preventScroll: true });
    }
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-connection-state", "inert"],
  });
})();
