// A static host for a build, as any host on the internet is: files, types, headers, no rewriting. It can stand
// under a sub-path, be switched off (the surest way to have no network), be given another build, hold an answer
// back, and have published drafts.

import { createServer } from "node:http";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  wasm: "application/wasm",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
  json: "application/json",
  webmanifest: "application/manifest+json",
};

export const dist = path.resolve(process.env.SECOND_STORY_DIST ?? "dist");

// `under`: the path of the app on the host, "/" or "/some/where/".
export async function openSite({ under = "/", folder = dist } = {}) {
  if (!existsSync(path.join(folder, "index.html"))) {
    throw new Error(`There is no build in ${folder}: run \`cargo xtask build\` first.`);
  }
  const site = {
    folder,
    under,
    // Bytes by path below the app, e.g. "drafts/one.postmortem": these come before the files of the build.
    published: new Map(),
    // Every path that was asked for.
    asked: [],
    origin: "",
    url: "",
    // Origins beside its own that its deployer lets its pages talk to: a sync server.
    mayTalkTo: [],
    held: [],
  };

  const answer = async (request, response) => {
    const asked = new URL(request.url, site.origin).pathname;
    site.asked.push(asked);
    const hold = site.held.find(({ pattern }) => pattern.test(asked));
    if (hold) await hold.released;
    if (!asked.startsWith(site.under)) return send(response, 404, "text/plain", "");
    let file = decodeURIComponent(asked.slice(site.under.length));
    if (file === "" || file.endsWith("/")) file += "index.html";
    let body = site.published.get(file);
    if (body === undefined && !file.split("/").includes("..")) {
      body = await readFile(path.join(site.folder, file)).catch(() => undefined);
    }
    if (body === undefined) {
      const missing = await readFile(path.join(site.folder, "404.html")).catch(() => "");
      return send(response, 404, TYPES.html, missing);
    }
    const tag = `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;
    response.setHeader("ETag", tag);
    response.setHeader("Cache-Control", file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.headers["if-none-match"] === tag) return send(response, 304, TYPES.html, "");
    send(response, 200, TYPES[file.split(".").pop()] ?? "application/octet-stream", body);
  };

  const send = (response, status, type, body) => {
    for (const [name, value] of headersOf(site.folder)) response.setHeader(name, value);
    response.writeHead(status, { "Content-Type": type });
    response.end(body);
  };

  let server;
  const listen = (port) =>
    new Promise((resolve, reject) => {
      server = createServer((request, response) => {
        answer(request, response).catch((error) => {
          response.destroy(error);
        });
      });
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve(server.address().port));
    });

  const port = await listen(0);
  site.origin = `http://127.0.0.1:${port}`;
  site.url = site.origin + under;

  // Switches the host off; `start` has it back at the same address.
  site.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  site.start = () => listen(port);
  // Holds back answers for paths that match, until the function it gives is called.
  site.hold = (pattern) => {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    const hold = { pattern, released };
    site.held.push(hold);
    return () => {
      site.held.splice(site.held.indexOf(hold), 1);
      release();
    };
  };
  return site;
}

// What the build's own `_headers` says for every path.
function headersOf(folder) {
  const text = readFileSync(path.join(folder, "_headers"), "utf8");
  const lines = text.split("\n");
  const rules = [];
  for (const line of lines.slice(lines.indexOf("/*") + 1)) {
    if (!line.startsWith("  ")) break;
    const colon = line.indexOf(":");
    rules.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return rules;
}
