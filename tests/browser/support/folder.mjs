// A real folder on this machine as the browser's own: what `showDirectoryPicker` gives in a page is played by objects
// that pass each call on to the test, so that people with browsers of their own share one folder, and the test can do
// to it what programs that carry folders about do.
//
// As in the browser, a stream's bytes are in the file only once it is closed; what is kept in the database comes
// back, and the permission has to be asked for again after the page was closed.

import { mkdir, readFile, readdir, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";

// `folder.at` is where it is; `folder.writes` what was written, by whom; `folder.refuse` a pattern of paths that the
// system does not take.
export async function lendFolder(person, folder) {
  const at = (relative) => {
    const full = path.resolve(folder.at, relative);
    if (full !== folder.at && !full.startsWith(`${folder.at}${path.sep}`)) throw new Error(`outside of the folder: ${relative}`);
    return full;
  };
  const calls = {
    async list(relative) {
      const found = await readdir(at(relative), { withFileTypes: true }).catch(() => undefined);
      return found?.map((entry) => [entry.name, entry.isDirectory() ? "directory" : "file"]);
    },
    async get(relative, kind, create) {
      const found = await stat(at(relative)).catch(() => undefined);
      if (found) return found.isDirectory() === (kind === "directory") ? "ok" : "TypeMismatchError";
      if (!create) return "NotFoundError";
      if (kind === "directory") await mkdir(at(relative));
      else await writeFile(at(relative), "");
      return "ok";
    },
    async read(relative) {
      const found = await stat(at(relative)).catch(() => undefined);
      if (!found) return null;
      return { bytes: (await readFile(at(relative))).toString("base64"), modified: Math.floor(found.mtimeMs) };
    },
    async swap(relative, bytes) {
      if (folder.refuse?.test(relative)) return "QuotaExceededError";
      folder.writes.push({ who: person.name, path: relative });
      await writeFile(`${at(relative)}.crswap`, Buffer.from(bytes, "base64"));
      await rename(`${at(relative)}.crswap`, at(relative));
      return "ok";
    },
  };
  await person.context.exposeFunction("inFolder", (call, ...given) => calls[call](...given));
  await person.context.addInitScript(playFolder, path.basename(folder.at));
}

// Runs in the page, before anything of the app.
function playFolder(name) {
  const fail = (kind) => {
    throw new DOMException("The test's folder says no.", kind);
  };
  const unpack = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const join = (folder, name) => (folder === "" ? name : `${folder}/${name}`);
  // Kept only as long as the page: another one has to ask.
  let allowed = false;

  class Handle {
    constructor(place, kind, name) {
      Object.assign(this, { played: true, place, kind, name });
    }
    async #get(name, kind, options) {
      const said = await inFolder("get", join(this.place, name), kind, options?.create === true);
      if (said !== "ok") fail(said);
      return new Handle(join(this.place, name), kind, name);
    }
    getDirectoryHandle(name, options) {
      return this.#get(name, "directory", options);
    }
    getFileHandle(name, options) {
      return this.#get(name, "file", options);
    }
    async *values() {
      if (!allowed) fail("NotAllowedError");
      const found = await inFolder("list", this.place);
      if (!found) fail("NotFoundError");
      for (const [name, kind] of found) yield new Handle(join(this.place, name), kind, name);
    }
    async getFile() {
      if (!allowed) fail("NotAllowedError");
      const found = await inFolder("read", this.place);
      if (!found) fail("NotFoundError");
      return new File([unpack(found.bytes)], this.name, { lastModified: found.modified });
    }
    async createWritable() {
      if (!allowed) fail("NotAllowedError");
      const parts = [];
      const { place } = this;
      return {
        write: async (bytes) => parts.push(bytes.slice()),
        abort: async () => parts.splice(0),
        close: async () => {
          const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
          let text = "";
          for (const byte of bytes) text += String.fromCharCode(byte);
          const said = await inFolder("swap", place, btoa(text));
          if (said !== "ok") fail(said);
        },
      };
    }
    async queryPermission() {
      return allowed ? "granted" : "prompt";
    }
    async requestPermission() {
      allowed = navigator.userActivation.isActive;
      return allowed ? "granted" : "prompt";
    }
  }

  window.showDirectoryPicker = async () => {
    if (!navigator.userActivation.isActive) fail("SecurityError");
    allowed = true;
    return new Handle("", "directory", name);
  };

  // What comes back from the database is a plain copy of a handle: make it one again.
  const result = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "result");
  Object.defineProperty(IDBRequest.prototype, "result", {
    ...result,
    get() {
      const found = result.get.call(this);
      return found?.played === true ? new Handle(found.place, found.kind, found.name) : found;
    },
  });
}
