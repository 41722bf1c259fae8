/* Room for the sidebar is kept by the style until it is there, or the form of whoever is not signed in any more. */
"use strict";
new MutationObserver((_, watching) => {
  if (!document.querySelector('[data-testid="stSidebar"], [data-testid="stForm"]')) return;
  document.documentElement.removeAttribute("data-signed-in");
  watching.disconnect();
}).observe(document, { childList: true, subtree: true });
