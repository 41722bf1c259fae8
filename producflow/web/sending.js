/* A form that was sent is not sent again by a double click, nor while its answer is being made.

Streamlit lets a second press of its button begin a run beside the first one, which is stopped wherever it stands: whoever pressed twice
to sign in was told that their code was used up, which was true, by their own first press. */
"use strict";

(() => {
  const STATE = "data-test-script-state";
  const DOUBLE = 600; // ms; as long as the two presses of a double click may be apart, whatever has come of the first
  let sent = null; // the form
  let timer = null;
  const running = () => document.querySelector(`[${STATE}="running"]`) !== null;
  window.addEventListener("click", (event) => {
    const form = event.target.closest('[data-testid="stFormSubmitButton"] button:enabled')?.closest('[data-testid="stForm"]');
    if (!form) return;
    if (form === sent && (event.detail > 1 || timer === null)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent = form;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      if (!running()) sent = null;
    }, DOUBLE);
  }, true);
  new MutationObserver(() => {
    if (timer === null && !running()) sent = null;
  }).observe(document, { subtree: true, attributes: true, attributeFilter: [STATE] });
})();
