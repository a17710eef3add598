// One HTML file: read from a disk, without scripts and without a network, by somebody who never saw the app; and the
// review inside it, opened again.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { FLAGS } from "./support/person.mjs";
import * as act from "./support/acts.mjs";
import { drawn, letGo } from "./support/pictures.mjs";
import { story } from "./support/story.mjs";

// Opens a file as a stranger does, in a browser that runs no script of it.
async function withoutScripts(file, look, read) {
  const browser = await chromium.launch({ executablePath: process.env.SECOND_STORY_CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
  try {
    const context = await browser.newContext({ javaScriptEnabled: false, ...look });
    const left = [];
    context.on("request", (request) => left.push(request.url()));
    context.on("console", (message) => left.push(message.text()));
    const page = await context.newPage();
    await page.goto(`file://${file}`);
    const result = await read(page);
    assert.deepEqual(left.filter((one) => one !== `file://${file}` && !one.startsWith("data:")), [], "nothing is fetched, nothing is refused");
    return result;
  } finally {
    await browser.close();
  }
}

story("one HTML file of the example reads without scripts, with its pictures, and opens again as it was", { timeout: 240_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.readARealOne(page);
  const first = page.getByRole("list", { name: "Timeline", exact: true }).getByRole("listitem").first();
  await letGo(first, { name: "lag.png", bytes: await drawn(page, { kind: "image/png" }) });
  const shown = page.getByRole("button", { name: /^Look at lag/ });
  await shown.waitFor();
  await act.saved(page);
  const html = await act.exported(page, "One HTML file");
  tell(`${Math.round(html.length / 1024)} KiB`);

  const folder = await mkdtemp(path.join(tmpdir(), "second-story-file-"));
  try {
    const file = path.join(folder, "review.html");
    await writeFile(file, html);
    const heads = await withoutScripts(file, { viewport: { width: 1280, height: 900 } }, async (read) => {
      await read.getByRole("heading", { level: 1 }).waitFor();
      for (const part of ["Exit question", "Timeline", "Decisions", "Contributing factors", "Funded", "Follow-through"]) {
        await read.getByRole("heading", { name: part, exact: true }).first().waitFor();
      }
      // The timeline is drawn, and the piece of evidence is a picture with its pixels.
      const drawing = read.getByRole("img", { name: /^The timeline, drawn to scale/ });
      assert.ok((await drawing.boundingBox()).height > 100, "the timeline is drawn");
      const piece = read.locator("figure img").first();
      await piece.scrollIntoViewIfNeeded();
      assert.ok((await piece.boundingBox()).height > 50, "the piece of evidence is drawn");
      assert.ok((await piece.getAttribute("src")).startsWith("data:image/"), "it is inside the file");
      assert.ok((await read.getByRole("table").getByRole("row").count()) > 20, "and the timeline is a table, too");
      return read.getByRole("heading").allInnerTexts();
    });
    tell(heads.join(" · "));
    for (const look of [{ viewport: { width: 390, height: 844 }, colorScheme: "dark" }, { viewport: { width: 390, height: 844 }, colorScheme: "light" }]) {
      await withoutScripts(file, look, async (read) => {
        const { width } = await read.locator("main").boundingBox();
        assert.ok(width <= 390, `${width} px of 390`);
        for (const one of await read.locator("figure, h1, h2, p").all()) {
          const box = await one.boundingBox();
          assert.ok(box === null || box.x + box.width <= 391, `something is cut off at 390 px: ${await one.innerText()}`);
        }
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  // The review inside is whole: in another browser it is the same, with its picture.
  const ben = await person("Ben");
  const his = await ben.open();
  await act.openFiles(his, { name: "review.html", bytes: html });
  await act.inReview(his);
  await act.saved(his);
  await his.getByRole("button", { name: /^Look at lag/ }).waitFor();
  assert.deepEqual(await act.words(his), await act.words(page));
  const told = async (one) => ({ ...JSON.parse(await act.exported(one, "JSON")), id: "" });
  assert.deepEqual(await told(his), await told(page));
});
