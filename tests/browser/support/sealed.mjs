// Links to published drafts and sealed files, read and opened from docs/format alone, with Node's own encryption: none of
// the app's code is here.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import { link } from "./bytes.mjs";

const { subtle } = globalThis.crypto;
const project = fileURLToPath(new URL("../../..", import.meta.url));

// The kind and the bytes of a link.
export function linkOf(address) {
  const [, kind, codec, payload] = /#p1\.(.)(.)\.\d+\.[0-9a-f]{8}\.([\w-]+)/.exec(address);
  const bytes = Buffer.from(payload, "base64url");
  return { kind, bytes: codec === "z" ? inflateRawSync(bytes) : bytes };
}

// What a link to a draft carries.
export function draftOf(address) {
  const { kind, bytes } = linkOf(address);
  if (kind !== "p") throw new Error(`a link of kind ${kind}`);
  let at = 1;
  const part = () => {
    const length = bytes[at];
    at += 1 + length;
    return bytes.subarray(at - length, at);
  };
  const [name, key, review] = [part(), part(), part()];
  return { name: name.toString(), key, review: review.toString(), path: `drafts/${name}.postmortem` };
}

// A link to a draft, whatever it says.
export function draftLink({ name, key = Buffer.alloc(0), review = "" }) {
  const part = (bytes) => Buffer.concat([Buffer.from([bytes.length]), Buffer.from(bytes)]);
  return link("p", Buffer.concat([Buffer.from([1]), part(Buffer.from(name)), part(key), part(Buffer.from(review))]));
}

// The parts of a sealed file.
export function sealedOf(bytes) {
  if (bytes.subarray(0, 8).toString("latin1") !== "\x89PMS\r\n\x1a\n") throw new Error("not a sealed file");
  let at = 8;
  const take = (length) => bytes.subarray(at, (at += length));
  const version = take(2).readUInt16LE();
  const lock = take(1)[0];
  const [salt, iterations] = lock === 1 ? [take(16), take(4).readUInt32LE()] : [];
  const name = take(take(1)[0]).toString();
  const iv = take(12);
  const length = take(4).readUInt32LE();
  const authenticated = bytes.subarray(0, at);
  return { version, lock, salt, iterations, name, iv, authenticated, ciphertext: take(length), sum: take(4) };
}

// The file in a sealed one, by its key or its passphrase.
export async function unsealed(bytes, secret) {
  const { lock, salt, iterations, iv, authenticated, ciphertext } = sealedOf(bytes);
  let key;
  if (lock === 1) {
    const words = await subtle.importKey("raw", Buffer.from(secret.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
    key = await subtle.deriveKey(how, words, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  } else {
    key = await subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
  }
  return Buffer.from(await subtle.decrypt({ name: "AES-GCM", iv, additionalData: authenticated }, key, ciphertext));
}

// `cargo xtask publish`: the bytes that it writes and the links that it prints.
export async function publish(bytes, ...options) {
  const folder = await mkdtemp(path.join(tmpdir(), "second-story-publish-"));
  try {
    const file = path.join(folder, "the-queue.postmortem");
    await writeFile(file, bytes);
    const cargo = process.env.CARGO ?? "cargo";
    const run = ["xtask", "publish", file, "--to", folder, ...options];
    const { stdout } = await promisify(execFile)(cargo, run, { cwd: project });
    const address = stdout.match(/\S*#p1\.p\S+/)[0];
    const draft = draftOf(address);
    return { ...draft, said: stdout, link: address, bytes: await readFile(path.join(folder, draft.path)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
