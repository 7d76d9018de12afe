// A meeting's page that is opened again without a connection says so in our words, instead of the browser's page of error.
// On a page, this file puts itself before all pages of the meeting; there, it answers what cannot be fetched. It keeps nothing.
const SAID = `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>There is no connection – Quorate</title><style>
  body { margin: 0; background: #fff; color: #17212b; font: 1.0625rem/1.5 "Public Sans", system-ui, sans-serif; }
  header, main { padding: 1rem max(1rem, 50% - 21rem); }
  header { background: #14224a; color: #fff; font-weight: 700; }
  h1 { font-size: 1.625rem; line-height: 1.2; letter-spacing: -0.02em; }
  a { display: inline-block; padding: 0.6rem 1rem; background: #2443a0; color: #fff; border-radius: 4px; font-weight: 600; text-decoration: none; }
  a:focus-visible { outline: 3px solid #17212b; outline-offset: 2px; }
</style></head><body><header>Quorate</header><main><h1>There is no connection</h1>
<p>What you typed on this device is kept.</p><p><a href="">Try again</a></p></main></body></html>`;

const away = () => new Response(SAID, { status: 503, headers: {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
} });

if (self.document) {
  const { src, dataset } = document.currentScript;
  navigator.serviceWorker?.register(src, { scope: dataset.pages }).catch(() => {});
} else {
  self.addEventListener("fetch", (event) => {
    const { mode, method } = event.request;
    if (mode === "navigate" && method === "GET") event.respondWith(fetch(event.request).catch(away));
  });
}
