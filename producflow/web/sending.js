/* A form that was sent is sent again only once it was answered.

Streamlit lets a second press of its button begin a run beside the first one, which is stopped wherever it stands: whoever pressed twice
to sign in was told that their code was used up, which was true, by their own first press. */
"use strict";

(() => {
  const STATE = "data-test-script-state";
  const PATIENCE = 3000; // ms; a press that no run has followed by then was none
  let sent = null; // the form
  let begun = false, timer = null;
  const answered = () => {
    clearTimeout(timer);
    sent = null;
  };
  window.addEventListener("click", (event) => {
    const form = event.target.closest('[data-testid="stFormSubmitButton"] button:enabled')?.closest('[data-testid="stForm"]');
    if (!form) return;
    if (form === sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    answered();
    [sent, begun, timer] = [form, false, setTimeout(answered, PATIENCE)];
  }, true);
  new MutationObserver(() => {
    if (sent === null) return;
    const running = document.querySelector(`[${STATE}="running"]`) !== null;
    if (running) {
      begun = true;
      clearTimeout(timer);
    } else if (begun) answered();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: [STATE] });
})();
