/* Hands what the link carries, which stands behind the #, to the API together with the password; it is used up by that. */
"use strict";

(() => {
  const link = location.hash.slice(1), form = document.querySelector("form"), said = document.querySelector("#said");
  const field = (name) => document.querySelector(`#${name}`).value;
  const say = (sentence, wrong = true) => {
    said.textContent = sentence;
    said.className = wrong ? "wrong" : "";
  };
  const sentence = (detail) => (Array.isArray(detail) ? detail.map((each) => each.msg).join(" ") : detail);

  history.replaceState(null, "", location.pathname); // so that it stays neither in the address bar nor in the history
  if (!link) {
    form.hidden = true;
    say("The address of this link is cut off; open it again from the message, or ask an administrator for another.");
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (field("new") !== field("again")) return say("The two passwords differ; type them again.");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch("api/password", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ link, password: field("new") }),
      });
      const told = await answer.json();
      if (!answer.ok) return say(sentence(told.detail));
      form.remove();
      document.querySelector("#in").hidden = false;
      say(`Your password is set. Sign in as ${told.email}.`, false);
    } catch {
      say("The server does not answer; try again in a moment.");
    } finally {
      button.disabled = false;
    }
  });
})();
