// The quarantine: the app's own wasm, with a memory of 256 MiB and not a page more, reads bytes from outside.
// The page that started it ends it, whatever happens in here.

import start, { quarantine } from "./second-story.js";

// Pages of 64 KiB.
const MOST = 4_096;
const FIRST = 256;

self.onmessage = async ({ data }) => {
  try {
    const memory = new WebAssembly.Memory({ initial: FIRST, maximum: MOST });
    await start({ module_or_path: data.module, memory });
  } catch (error) {
    self.postMessage({ unavailable: String(error?.message ?? error) });
    return;
  }
  self.postMessage({ started: true });
  try {
    const answer = quarantine(new Uint8Array(data.bytes.buffer));
    self.postMessage({ answer }, [answer.buffer]);
  } catch (error) {
    // A panic comes as an error with its own words. Memory that is refused comes as the engine's bare trap.
    const full = error instanceof WebAssembly.RuntimeError && /unreachable/.test(error.message);
    self.postMessage({ crashed: String(error?.message ?? error), full });
  }
};
