// Keeps one whole build in this browser, so that the app opens without a network. A newer build is fetched
// beside it and waits until a page says "take over" or the last page of the old one is closed.
//
// It answers for the app's own files and nothing else: `drafts/` holds what people publish, and is never kept.

/* filled in by the build */ const BUILD = { name: "none", files: [] };

const scope = new URL(self.registration.scope);
const OURS = `second-story:${scope.pathname}:`;
const KEPT = OURS + BUILD.name;
const START = scope.href;
const own = new Set(BUILD.files.map((file) => new URL(file, scope).href));

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(KEPT);
      // Files whose name carries a hash may come from the browser's own cache: the page has just loaded them.
      // The rest are asked for anew, or an old start page would be kept with new files.
      const requests = [...own].map(
        (address) => new Request(address, { cache: address.includes("/assets/") ? "default" : "no-cache" }),
      );
      await cache.addAll(requests);
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // The build before this one stays: a tab that still runs it may want its worker.
      const builds = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== KEPT);
      await Promise.all(builds.slice(0, -1).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== scope.origin) return;
  if (!address.pathname.startsWith(scope.pathname)) return;
  const path = address.pathname.slice(scope.pathname.length);
  if (request.mode === "navigate") {
    const lost = fragmentIn(path);
    if (lost !== undefined) {
      event.respondWith(Response.redirect(`${START}#${lost}${address.search}`));
    } else if (path === "" || path === "index.html") {
      event.respondWith(kept(START, request));
    } else if (!path.startsWith("drafts/")) {
      event.respondWith(orStart(request));
    }
  } else if (!path.startsWith("drafts/") && (own.has(address.href) || path.startsWith("assets/"))) {
    event.respondWith(kept(address.href, request));
  }
});

// Mail filters and chats write a link's `#` as `%23`, which makes the rest of it a path. Gives back that rest.
function fragmentIn(path) {
  const found = /%(?:25)*23(p1\.|%2F|\/)(.*)$/i.exec(path);
  return found ? found[1].replace(/%2F/i, "/") + found[2] : undefined;
}

// From this build, or from the one before it, or from the network.
async function kept(address, request) {
  const here = await (await caches.open(KEPT)).match(address);
  if (here) return here;
  for (const name of await caches.keys()) {
    const before = name.startsWith(OURS) ? await (await caches.open(name)).match(address) : undefined;
    if (before) return before;
  }
  return fetch(request);
}

// Something else under this address: as the host has it, and the start page where the host has nothing.
async function orStart(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok || answer.type === "opaqueredirect") return answer;
  } catch {
    // Without a network there is nothing but the app.
  }
  return Response.redirect(START);
}
