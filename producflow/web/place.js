/* Where this server is, for Streamlit: else it would look for itself along the address, and log what it does not find. */
"use strict";

window.__streamlit = { BACKEND_BASE_URL: new URL("../..", document.currentScript.src).href };
