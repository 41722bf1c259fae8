/* The wall looks after itself: nobody stands before it to press a key. It asks every other second; where nothing answers it keeps what
   it shows, says since when it is old, and goes on asking. The page itself is never loaded anew while the server is away, since then
   there would be nothing left to ask. What its link carries stands behind the #, which no browser sends, so no log and no proxy sees it. */
"use strict";

(() => {
  const EVERY = 2000, PATIENCE = 8000, LOST_AFTER = 10000; // ms
  const REFUSED_EVERY = 300000; // ms; a link that does not hold may do so again when a backup is restored
  const SETTLED = 60000; // ms; a page that is newly loaded is not loaded anew for being another version
  const SIGNS = { critical: "■", stopped: "▲", warning: "▲", unknown: "?", maintenance: "◆", running: "●" };
  const main = document.querySelector("main"), lost = document.querySelector("#lost");
  let shown = "", at = "", heard = performance.now();

  const made = (tag, kind, ...inside) => {
    const element = document.createElement(tag);
    element.className = kind;
    element.append(...inside);
    return element;
  };
  const fit = (tag, kind, ...inside) => {
    const element = made(tag, `fit ${kind}`, ...inside);
    element.style.setProperty("--n", Math.max(element.textContent.length, 1));
    return element;
  };

  const machine = (found) => {
    const tile = made("article", "machine", fit("h2", "", found.name), fit("p", "lasts", `${SIGNS[found.state]} ${found.lasts}`));
    tile.dataset.state = found.state;
    if (found.what) tile.append(fit("p", "what", found.what));
    if (found.cause) tile.append(fit("p", "cause", found.cause));
    return tile;
  };
  const figure = (found) => {
    const kept = found.verdict ? [found.sign, found.gap] : [found.gap, found.sign];
    const tile = made(
      "article", "figure", fit("h2", "", `${found.label} `, made("small", "", found.unit)), fit("p", "value", found.value),
    );
    if (kept.some(Boolean)) tile.append(fit("p", "gap", kept.filter(Boolean).join(" ")));
    tile.append(fit("p", "goal", found.goal));
    tile.dataset.verdict = found.verdict || "";
    return tile;
  };
  const draw = (found) => {
    const strip = made("section", found.machines.length > 2 ? "strip four" : "strip", ...found.machines.map(machine));
    if (!found.machines.length) strip.append(made("p", "empty", found.now));
    const figures = made("section", "figures", ...found.figures.map(figure));
    const left = made("span", "", made("b", found.wanting && "said", found.wanting), found.wanting && found.others && " ",
      found.others);
    const right = made("span", "", `${found.period} · `, made("span", found.old ? "said" : "", found.readings),
      found.readings && " · ", `as of ${found.at}`);
    main.className = "";
    main.replaceChildren(fit("h1", "", found.headline), strip, figures, fit("footer", "", left, right));
  };
  const alone = (sentence) => {
    main.className = "alone";
    main.replaceChildren(fit("h1", "", sentence));
    shown = at = "";
  };
  const say = (sentence) => {
    if (lost.textContent === sentence) return;
    lost.textContent = sentence;
    lost.style.setProperty("--n", sentence.length || 1);
    document.documentElement.className = sentence && "lost";
  };

  const look = async () => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    let next = EVERY;
    try {
      const answer = await fetch("api/wall", {
        // The link alone counts, whoever is signed in with this browser.
        headers: { Authorization: `Bearer ${location.hash.slice(1)}` }, credentials: "omit", cache: "no-store", signal: patience.signal,
      });
      const text = await answer.text();
      if (answer.status === 401) {
        alone(JSON.parse(text).detail);
        heard = performance.now();
        next = REFUSED_EVERY;
      } else if (answer.ok) {
        const found = JSON.parse(text);
        heard = performance.now();
        at = found.at;
        if (found.version !== document.documentElement.dataset.version && heard > SETTLED) location.reload();
        if (text !== shown) draw(found);
        shown = text;
      }
    } catch {
      // Nothing answers, or what does is no server of ours: the clock below says so.
    }
    clearTimeout(timer);
    setTimeout(look, next);
    tell();
  };
  const tell = () => {
    if (main.className === "alone") say("");
    else if (performance.now() - heard < LOST_AFTER) say("");
    else say(at ? `No connection since ${at}. This is how it was then.` : "No connection yet; asking again and again.");
  };

  window.addEventListener("hashchange", () => location.reload()); // another link was put into the address
  setInterval(tell, 1000);
  look();
})();
