// Files and links made by hand, as somebody might who means no good; and what leaves, read by the app's own code.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";

const project = fileURLToPath(new URL("../../..", import.meta.url));

// A small hostile file of `tests/fixtures/hostile/`; `tests/hostile_files.rs` makes them and says what they are.
export const hostile = async (name) => ({ name, bytes: await readFile(path.join(project, "tests/fixtures/hostile", name)) });

const BEGINNING = Buffer.from("\x89PMR\r\n\x1a\n", "latin1");

const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

// A `.postmortem` file with these sections, as docs/format/file.md says.
export function file(...sections) {
  const sums = [];
  const body = sections.map(({ kind, bytes }) => {
    const head = Buffer.concat([Buffer.from(kind), number(bytes.length)]);
    const sum = number(checksum(Buffer.concat([head, bytes])));
    sums.push(sum);
    return Buffer.concat([head, sum, bytes]);
  });
  const end = Buffer.concat([number(sections.length), Buffer.from([1, 0]), number(checksum(Buffer.concat(sums)))]);
  const head = Buffer.concat([Buffer.from("end."), number(end.length)]);
  return Buffer.concat([BEGINNING, Buffer.from([1, 0]), ...body, head, number(checksum(Buffer.concat([head, end]))), end]);
}

// A link of this kind, as docs/format/link.md says.
export function link(kind, bytes) {
  const payload = deflateRawSync(bytes, { level: 9 }).toString("base64url");
  const head = `${kind}z.${payload.length}.`;
  const sum = checksum(Buffer.from(head + payload)).toString(16).padStart(8, "0");
  return `#p1.${head}${sum}.${payload}`;
}

// CRC-32.
function checksum(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

// Every string in a link or in a file's bytes: values, keys, messages, each text as it stood after each change.
export async function everythingIn(what) {
  const folder = await mkdtemp(path.join(tmpdir(), "second-story-decode-"));
  try {
    const left = path.join(folder, "left");
    await writeFile(left, what);
    const cargo = process.env.CARGO ?? "cargo";
    const run = ["run", "--quiet", "--locked", "--example", "decode", "--", left];
    const { stdout } = await promisify(execFile)(cargo, run, { cwd: project, maxBuffer: 1 << 28 });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
