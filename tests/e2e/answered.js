// Notes whether the server has answered all that the page asked of it, for `settled` of conftest.py. Streamlit's own
// state of its script says "not running" until the server's first word comes back, which on busy cores takes a while.
(() => {
  const ASKED_FOR_A_RUN = (11 << 3) | 2; // BackMsg.rerun_script
  const BEGUN = 4; // ForwardMsg.new_session
  const ENDED = 6; // ForwardMsg.script_finished
  const EARLY = 2; // ForwardMsg.FINISHED_EARLY_FOR_RERUN: another run follows unasked

  window.runsAnswered = true;
  const listening = new WeakSet();
  const send = WebSocket.prototype.send;
  let begun = false;

  // What a message is (its only field above the hash and the metadata), and how a script ended.
  function told(bytes) {
    let at = 0;
    const number = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value |= (byte & 127) << shift;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const field = number() >> 3;
      const next = number();
      if (field > 2) return [field, next];
      at += next;
    }
    return [0, 0];
  }

  function hear(event) {
    if (!(event.data instanceof ArrayBuffer)) return;
    const [what, how] = told(new Uint8Array(event.data));
    if (what === BEGUN) begun = true;
    else if (what === ENDED && begun) window.runsAnswered = how !== EARLY;
  }

  WebSocket.prototype.send = function (data) {
    if (data instanceof Uint8Array && data[0] === ASKED_FOR_A_RUN) {
      window.runsAnswered = begun = false;
      if (!listening.has(this)) {
        listening.add(this);
        this.addEventListener('message', hear);
        this.addEventListener('close', () => (window.runsAnswered = true)); // nobody will answer any more
      }
    }
    return send.call(this, data);
  };
})();
