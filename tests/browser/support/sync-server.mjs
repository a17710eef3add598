// An existing sync server, as its makers publish it, and two other programs that speak to it: a JavaScript client and
// a native one. All on this machine.

import { execFileSync, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { Repo, isValidAutomergeUrl, splice } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";
import { dist } from "./site.mjs";

const root = path.resolve(import.meta.dirname, "../../..");
const program = createRequire(import.meta.url).resolve("@automerge/automerge-repo-sync-server");

export async function openSyncServer() {
  const folder = await mkdtemp(path.join(tmpdir(), "second-story-sync-"));
  const port = await freePort();
  const server = { port, address: `ws://127.0.0.1:${port}`, process: undefined };
  server.start = async () => {
    server.process = spawn(process.execPath, [program], {
      env: { ...process.env, PORT: String(port), DATA_DIR: path.join(folder, "data") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: server.process.stdout })) {
      if (/Listening/.test(line)) break;
    }
  };
  server.kill = () =>
    new Promise((resolve) => {
      server.process.once("exit", resolve);
      server.process.kill("SIGKILL");
    });
  server.close = async () => {
    if (server.process.exitCode === null && server.process.signalCode === null) await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  await server.start();
  return server;
}

// A copy of the build that may talk to the server, as `cargo xtask build --sync` makes one.
export async function buildFor(address) {
  const folder = await mkdtemp(path.join(tmpdir(), "second-story-build-"));
  await cp(dist, folder, { recursive: true });
  execFileSync("cargo", ["xtask", "set-up", "--sync", address, folder], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return folder;
}

// A program in JavaScript that reads and writes the same document.
export async function javascriptClient(address, url) {
  if (!isValidAutomergeUrl(url)) throw new Error(`${url} is no address of a document`);
  const wire = new WebSocketClientAdapter(address);
  const repo = new Repo({ network: [wire] });
  const handle = await repo.find(url);
  await handle.whenReady();
  return {
    handle,
    title: () => String(handle.doc().text.title),
    insert: (after, words) =>
      handle.change((doc) => {
        const title = String(doc.text.title);
        splice(doc, ["text", "title"], title.indexOf(after) + after.length, 0, words);
      }),
    set: (key, value) => handle.change((doc) => (doc.meta[key] = value)),
    close: () => repo.shutdown(),
  };
}

// A native program, of another library, that does the same.
export async function nativePeer(address, url) {
  const child = spawn("cargo", ["run", "--quiet", "--locked", "--package", "samod-peer", "--", address, url.replace("automerge:", "")], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const peer = {
    said: undefined,
    title: () => peer.said,
    insert: (after, words) => child.stdin.write(`insert ${after} | ${words}\n`),
    close: () => child.kill("SIGKILL"),
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("title ")) peer.said = line.slice("title ".length);
  });
  return peer;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
