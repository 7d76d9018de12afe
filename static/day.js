// The day of a meeting. Everything works without this file; with it a click is kept until it has been answered.
document.addEventListener("DOMContentLoaded", () => {
  keepWhatIsTyped();
  document.querySelectorAll(".no-script").forEach((each) => { each.hidden = true; });
  const live = document.getElementById("live");
  if (!live) return;
  const find = document.getElementById("find");

  // --- what is shown: not here yet, here, all; and the words looked for ---------------------------------
  const show = () => {
    const words = find.value.trim().toLowerCase();
    live.querySelectorAll(".roll-row").forEach((row) => { row.hidden = !row.dataset.words.includes(words); });
    live.querySelectorAll("#counts a").forEach((each) => {
      if (each.dataset.show === live.dataset.show) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    });
  };
  find.addEventListener("input", show);
  find.form.addEventListener("submit", (event) => event.preventDefault());
  live.addEventListener("click", (event) => {
    const chosen = event.target.closest("#counts a");
    if (!chosen) return;
    event.preventDefault();
    live.dataset.show = chosen.dataset.show;
    const form = document.getElementById("roll");
    if (form) form.elements.show.value = chosen.dataset.show;
    show();
  });
  show();

  // --- nothing moves under a finger: what is answered while it is down waits until the press is over -----------
  let pressed = false;
  const held = [];
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const over of ["pointerup", "pointercancel"]) {
    document.addEventListener(over, () => setTimeout(() => { pressed = false; held.splice(0).forEach(put); }), true);
  }

  // --- the same for everybody: asked for every few seconds, answered with nothing where nothing has moved -----
  let open = [];
  live.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["If-None-Match"] = `"${live.dataset.tag}"`;
  });
  live.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    // While clicks wait, or somebody is about to press a button, the page stays as they see it.
    const busy = pressed || waiting().length || live.contains(document.activeElement) && document.activeElement !== document.body;
    if (answer.status !== 200 || answer.responseURL.includes("/sign") || busy && answer.status === 200) {
      event.detail.shouldSwap = false;
      return;
    }
    live.dataset.tag = (answer.getResponseHeader("ETag") || "").replaceAll('"', "").replace("W/", "");
    open = [...live.querySelectorAll("details[open][id]")].map((each) => each.id);
  });
  live.addEventListener("htmx:afterSwap", () => {
    open.forEach((id) => { const each = document.getElementById(id); if (each) each.open = true; });
    show();
    said();
  });
  live.addEventListener("htmx:sendError", () => connection(false));
  live.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status === 200 || event.detail.xhr.status === 304) connection(true);
  });

  // --- clicks: each with a key of its own, kept here until the answer has come -----------------------------
  const form = document.getElementById("roll");
  const place = form && `quorate-roll-${form.dataset.meeting}`;
  let sending = false, connected = true;
  function waiting() { return place ? JSON.parse(localStorage.getItem(place) || "[]") : []; }
  function keep(clicks) { localStorage.setItem(place, JSON.stringify(clicks)); said(); }
  function connection(is) { if (connected !== is) { connected = is; said(); if (is) send(); } }

  function said() {
    const line = document.getElementById("connection"), left = waiting().length;
    line.hidden = false;
    line.classList.toggle("offline", left > 0 || !connected);
    const hour = new Date().toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(" ", "");
    if (left && !connected) line.textContent = `Not yet sent: ${left}. They are kept on this device and sent when the connection returns.`;
    else if (left) line.textContent = `Not yet sent: ${left}`;
    else if (!connected) line.textContent = "No connection. Go on marking: every entry is kept on this device.";
    else line.textContent = `Connected. All saved, ${hour}`;
    document.querySelectorAll(".roll-row.unsent").forEach((row) => row.classList.remove("unsent"));
    waiting().forEach((click) => {
      const button = [...document.querySelectorAll('button[name="mark"]')].find((each) => each.value === click.mark);
      button?.closest(".roll-row, li")?.classList.add("unsent");
    });
  }

  form?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.name !== "mark" || !window.localStorage) return;
    event.preventDefault();
    const clicks = waiting();
    if (clicks.some((each) => each.mark === button.value)) return;
    const mode = form.querySelector('input[name="mode"]:checked');
    const key = [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");
    clicks.push({ mark: button.value, key, mode: mode ? mode.value : "", at: Date.now() });
    keep(clicks);
    button.blur();
    send();
  });

  async function send() {
    if (sending || !place) return;
    sending = true;
    try {
      for (let clicks = waiting(); clicks.length; clicks = waiting()) {
        if (!await sent(clicks[0])) break;
        keep(waiting().filter((each) => each.key !== clicks[0].key));
      }
    } finally { sending = false; said(); }
  }

  async function sent(click) {
    const body = new FormData(form);
    body.set("mark", click.mark);
    body.set("key", click.key);
    if (click.mode) body.set("mode", click.mode);
    body.set("waited", String(Math.max(0, Math.round((Date.now() - click.at) / 1000))));
    let answer;
    try { answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, credentials: "same-origin" }); }
    catch { connection(false); return false; }
    connection(true);
    // Signed out in the meantime, or the server is not well: kept, and sent again from the page that comes then.
    if (answer.redirected || answer.status >= 500) { tell("Not sent: sign in again, or wait a moment. What you marked is kept on this device."); return false; }
    const text = await answer.text();
    if (answer.status === 200 || answer.status === 422) put(text);
    else tell("This could not be marked. Look at the page again.");
    return true;
  }

  function tell(words) {
    const place = document.getElementById("said");
    place.hidden = !words;
    place.textContent = words;
  }

  // Puts each part of an answer in the place of the one of the same id.
  function put(text) {
    if (pressed) { held.push(text); return; }
    const answer = new DOMParser().parseFromString(text, "text/html").getElementById("answer");
    if (!answer) return;
    tell(answer.querySelector("#refused")?.textContent || "");
    for (const id of ["strip", "counts", "beside"]) replace(document.getElementById(id), answer.querySelector(`#${id}`));
    const row = answer.querySelector(".roll-row");
    if (row) replace(document.getElementById(row.id), row);
    show();
  }

  function replace(old, fresh) { if (old && fresh) old.replaceWith(document.importNode(fresh, true)); }

  window.addEventListener("online", () => { connection(true); send(); });
  window.addEventListener("offline", () => connection(false));
  setInterval(() => { if (waiting().length) send(); }, 5000);
  said();
  send();
});

// What is typed into a form stays on this device until it has been sent, should the page be lost.
function keepWhatIsTyped() {
  document.querySelectorAll("form[data-kept]").forEach((form) => {
    const place = `quorate-typed-${form.dataset.kept}`;
    const kept = JSON.parse(sessionStorage.getItem(place) || "{}");
    for (const [name, value] of Object.entries(kept)) {
      const field = form.elements[name];
      if (field && "value" in field && !field.value) field.value = value;
    }
    form.addEventListener("input", () => {
      const typed = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "key");
      sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(typed)));
    });
    form.addEventListener("submit", () => { if (navigator.onLine) sessionStorage.removeItem(place); });
  });
}
