/* What somebody is typing is not lost with the connection, nor with the page.

Streamlit sends what stands in a field once it is left. When the connection goes, it disables the field, which the browser then
leaves without a word: back online, the field shows what was typed, and the server knows nothing of it. So the field is left in
earnest as soon as it can be. Where people record, fields can be typed in while there is no connection, too, and what they were
typing is put back after a reload; it is kept in the tab, and for this purpose only. */
"use strict";

(() => {
  const KEPT = "producflow-typing";
  // React watches `value` on the field itself, and takes what is set there for known: the prototype's own goes round
  // that.
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const FIELDS = '[data-testid="stNumberInputField"], [data-testid="stTextInput"] input:not([type="password"])';
  let field = null;  // which somebody types in and has not left
  const later = new Set();  // those that were typed in while there was no connection
  let lost = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);

  const recording = (input) =>
    [...(input.closest('[class*="st-key-record_"]')?.classList ?? [])].find((name) => name.startsWith("st-key-record_"));
  const away = () => document.querySelector('[data-test-connection-state]:not([data-test-connection-state="CONNECTED"])') !== null;
  const retype = (input, value) => {  // for Streamlit, what is typed anew is news even where it shows the same
    for (const text of ["", value]) {
      set.call(input, text);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    input.focus({ preventScroll: true });
    input.blur();
  };
  const free = () =>  // that what is sent arrives, and that no dialog holds the focus
    document.querySelector('[data-test-script-state="notRunning"]') !== null && document.querySelector('[role="dialog"]') === null;

  window.addEventListener("input", (event) => {
    // Not what is retyped below.
    if (event.isTrusted && event.target instanceof HTMLInputElement && event.target.matches(FIELDS)) {
      field = event.target;
      if (away()) later.add(field);
    }
  }, true);
  window.addEventListener("focusout", (event) => {
    if (event.target !== field || field.disabled) return;
    if (away()) later.add(field);
    field = null;
  }, true);
  window.addEventListener("pagehide", () => {
    const where = field?.isConnected && recording(field);
    if (where) sessionStorage.setItem(KEPT, JSON.stringify({ where, value: field.value }));
  });

  const open = (records) => {  // of what Streamlit has just closed, since nobody is there to hear it
    if (!away()) return;
    for (const { target, attributeName } of records) {
      if (attributeName !== "disabled" || !target.disabled || !target.matches(FIELDS) || !recording(target)) continue;
      target.disabled = false;
      if (target === field) target.focus({ preventScroll: true });
    }
  };
  const mend = (records) => {
    open(records);
    if (away()) return;
    for (const each of later) {
      if (!each.isConnected || each === field) later.delete(each);  // the last one is left below
      else if (!each.disabled && document.activeElement !== each && free()) {
        later.delete(each);
        retype(each, each.value);
      }
    }
    if (field !== null && !field.isConnected) field = null;
    if (field !== null && !field.disabled && document.activeElement !== field && free()) {
      const left = field;
      field = null;
      retype(left, left.value);
    }
    const again = lost === null || !free() ? null : document.querySelector(`.${CSS.escape(lost.where)} input:enabled`);
    if (again === null) return;
    const { value } = lost;
    lost = null;
    retype(again, value);
  };
  new MutationObserver(mend).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["disabled", "data-test-script-state", "data-test-connection-state"],
  });
})();
