/* A page whose scripts did not all arrive, since the connection broke, is loaded again as soon as they can be had.
It stands in the page itself: a file could be missing, too. What the server refuses, or what came and is missed again at
once, is not waited for. */
"use strict";
(() => {
  const LAST = "producflow-loaded-again", SOON = 20_000;
  const LOST = "The connection broke while this page was loading. It goes on by itself once it is back.";
  let waiting = false;
  const wait = async (address) => {
    waiting = true;
    const root = document.getElementById("root");
    if (root && !root.children.length) root.textContent = LOST;
    try {
      const answer = await fetch(address, { cache: "reload" });
      if (answer.status >= 502 && answer.status <= 504) throw new Error("away"); // a proxy says so
      if (!answer.ok || Date.now() - Number(sessionStorage.getItem(LAST)) < SOON) return;
      sessionStorage.setItem(LAST, String(Date.now()));
      location.reload();
    } catch {
      setTimeout(wait, 1_000, address);
    }
  };
  window.addEventListener("error", ({ target }) => {
    const needed = target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && /stylesheet|modulepreload/.test(target.rel));
    if (needed && !waiting) wait(target.src || target.href);
  }, true);
})();
