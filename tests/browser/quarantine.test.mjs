// The quarantine as it ships: the release build's own worker, under the policy of the page.

import assert from "node:assert/strict";
import { until } from "./support/acts.mjs";
import { story } from "./support/story.mjs";

// Starts the worker as the app does, gives it bytes, and reports what came back and how soon.
const inQuarantine = (length) => async () => {
  const address = (start, end) => [...document.querySelectorAll("link")].map(({ href }) => href).find((href) => href.includes(start) && href.endsWith(end));
  const program = await WebAssembly.compileStreaming(fetch(address("second-story_bg", ".wasm")));
  const script = document.querySelector("meta[name=quarantine-worker]").content;
  const worker = new Worker(script, { type: "module" });
  const bytes = new Uint8Array(length);
  const began = performance.now();
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => data.started || resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
    worker.postMessage({ module: program, bytes }, [bytes.buffer]);
  });
  worker.terminate();
  return { ...answer, answer: answer.answer?.length, took: performance.now() - began };
};

const evaluate = (page, length) => page.evaluate(`(${inQuarantine.toString()})(${length})()`);

for (const engine of ["Chromium", "Firefox"]) {
  story(`in ${engine} the worker answers, and dies alone of what is too large`, { firefox: engine === "Firefox" }, async ({ person, firefox, tell }) => {
    const ana = await (engine === "Firefox" ? firefox : person)("Ana");
    const page = await ana.open();
    await until(() => page.evaluate(() => document.querySelector("#shell") === null), "the app stands");

    const small = await evaluate(page, 10);
    assert.ok(small.answer > 0, JSON.stringify(small));

    const large = await evaluate(page, 300 * 1024 * 1024);
    assert.equal(large.full, true, JSON.stringify(large));
    tell(`${engine}: 300 MiB were refused after ${Math.round(large.took)} ms`);

    // The page itself has not noticed.
    assert.ok((await evaluate(page, 10)).answer > 0);
  });
}
