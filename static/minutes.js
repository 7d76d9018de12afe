// What is typed into the minutes is kept on this device until the server has it: through a lost connection, a reload,
// or a page that was closed. Without this file it is kept when it is sent.
document.addEventListener("DOMContentLoaded", () => {
  const line = document.getElementById("connection");
  const forms = [...document.querySelectorAll("form[data-typed]")];
  if (!line || !forms.length || !window.localStorage) return;
  let connected = navigator.onLine, signedOut = false;

  const place = (form) => `quorate-minutes-${form.dataset.typed}`;
  const kept = (form) => JSON.parse(localStorage.getItem(place(form)) || "null");
  const plain = (text) => text.replaceAll("\r\n", "\n").trim();
  const waiting = () => forms.filter(kept);

  for (const form of forms) {
    const { text, seen } = form.elements, left = kept(form);
    if (left && plain(left.text) === plain(text.value)) localStorage.removeItem(place(form));
    else if (left) { text.value = left.text; seen.value = left.seen; }
    form.addEventListener("input", () => {
      localStorage.setItem(place(form), JSON.stringify({ text: text.value, seen: seen.value }));
      said();
    });
    // An answer from elsewhere is the page for signing in.
    form.addEventListener("htmx:beforeSwap", (event) => {
      signedOut = !event.detail.xhr.responseURL.includes("/typing/");
      if (signedOut) event.detail.shouldSwap = false;
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      const sent = event.detail.requestConfig.formData.get("text"), now = kept(form);
      if (event.detail.successful && !signedOut && now && plain(now.text) === plain(sent)) localStorage.removeItem(place(form));
      connected = event.detail.xhr.status > 0;
      said();
    });
  }

  function said() {
    const left = waiting().length;
    line.hidden = false;
    line.classList.toggle("offline", !connected || signedOut);
    if (signedOut) line.textContent = "You are signed out. What you typed is kept on this device: sign in again, and it is back.";
    else if (!connected && left) line.textContent = `No connection. Keep typing: ${left === 1 ? "one entry is" : `${left} entries are`} kept on this device and will be sent when it returns.`;
    else if (!connected) line.textContent = "No connection. Keep typing: every word is kept on this device.";
    else if (left) line.textContent = "Kept on this device, and sent in a moment.";
    else line.textContent = "Connected. What you type is kept for you.";
  }

  function send() { if (connected || navigator.onLine) waiting().forEach((form) => window.htmx?.trigger(form, "resend")); }

  window.addEventListener("online", () => { connected = true; said(); send(); });
  window.addEventListener("offline", () => { connected = false; said(); });
  window.addEventListener("load", send);
  setInterval(() => { if (!connected) send(); }, 5000);
  said();
});
