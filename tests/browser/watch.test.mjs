// The watch that every story stands under must bite: each kind of trouble, made on purpose, is found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openOutside } from "./support/outside.mjs";
import { Person } from "./support/person.mjs";
import { openSite } from "./support/site.mjs";

const troubles = {
  "a way to another host": [/a request left the origin: http:\/\/example\.com/, () => void (location.href = "http://example.com/")],
  "a request to another host": [/console: .*Content Security Policy/, () => fetch("https://example.com/").catch(() => {})],
  "an error on the console": [/console: something broke/, () => console.error("something broke")],
  "an uncaught error": [/uncaught: .*nobody caught this/s, () => setTimeout(() => { throw new Error("nobody caught this"); })],
  "an inline style": [/console: .*Content Security Policy/, () => document.body.setAttribute("style", "color: red")],
  "an inline script": [
    /console: .*Content Security Policy/,
    () => document.body.append(Object.assign(document.createElement("script"), { textContent: "globalThis.ran = true" })),
  ],
  "an image from elsewhere": [
    /console: .*Content Security Policy/,
    () => document.body.append(Object.assign(document.createElement("img"), { src: "https://example.com/a.png" })),
  ],
};

test("every kind of trouble is noticed", { timeout: 120_000 }, async (context) => {
  const site = await openSite();
  const outside = await openOutside();
  try {
    for (const [name, [pattern, make]] of Object.entries(troubles)) {
      await context.test(name, async () => {
        const ana = await Person.meet("Ana", { site, outside });
        const page = await ana.open();
        await page.locator("#shell").waitFor({ state: "detached" });
        await page.evaluate(make);
        await page.waitForTimeout(300);
        const problems = await ana.leave();
        assert.ok(problems.some((problem) => pattern.test(problem)), problems.join("\n") || "nothing was noticed");
      });
    }
    await context.test("a browser that is killed keeps what it had on disk", async () => {
      const ana = await Person.meet("Ana", { site, outside });
      const page = await ana.open();
      await page.evaluate(() => new Promise((resolve, reject) => {
        const open = indexedDB.open("kept", 1);
        open.onupgradeneeded = () => open.result.createObjectStore("notes");
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const put = open.result.transaction("notes", "readwrite", { durability: "strict" });
          put.objectStore("notes").put("still here", "one");
          put.oncomplete = resolve;
        };
      }));
      await ana.kill();
      await ana.start();
      const after = await ana.open();
      const kept = await after.evaluate(() => new Promise((resolve) => {
        const open = indexedDB.open("kept", 1);
        open.onsuccess = () => {
          const get = open.result.transaction("notes").objectStore("notes").get("one");
          get.onsuccess = () => resolve(get.result);
        };
      }));
      assert.equal(kept, "still here");
      assert.deepEqual(await ana.leave(), []);
    });
    await context.test("what goes past the page's own record is seen by the proxy", () => {
      assert.deepEqual(outside.asked(), ["http://example.com/"]);
    });
  } finally {
    await site.stop();
    await outside.close();
  }
});
