// The quarantine: the app's own wasm, with a memory of 256 MiB and not a page more, reads bytes from outside.
// The page that started it ends it, whatever happens in here. One thing is read and the worker thrown away, or, while
// people work together live, it takes one piece of work after the other.

import start, { live, quarantine } from "./second-story.js";

// Pages of 64 KiB.
const MOST = 4_096;
const FIRST = 256;

let begun;

self.onmessage = ({ data }) => {
  begun ??= begin(data.module);
  begun.then((ready) => {
    if (ready && data.bytes) answer(() => quarantine(new Uint8Array(data.bytes.buffer)));
    if (ready && data.work) answer(() => live(data.work));
  });
};

async function begin(module) {
  try {
    const memory = new WebAssembly.Memory({ initial: FIRST, maximum: MOST });
    await start({ module_or_path: module, memory });
  } catch (error) {
    self.postMessage({ unavailable: String(error?.message ?? error) });
    return false;
  }
  self.postMessage({ started: true });
  return true;
}

function answer(work) {
  try {
    const answer = work();
    self.postMessage({ answer }, [answer.buffer]);
  } catch (error) {
    // A panic comes as an error with its own words. Memory that is refused comes as the engine's bare trap.
    const full = error instanceof WebAssembly.RuntimeError && /unreachable/.test(error.message);
    self.postMessage({ crashed: String(error?.message ?? error), full });
  }
}
