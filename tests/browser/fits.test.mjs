// Every page fits its window, in depth: at 390, 900 and 1440 pixels, light and dark, with everything unfolded; nothing
// is cut off, and nothing serious stands in anybody's way.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

// Opens what is folded on the page, also what that brings.
const unfold = (page) =>
  page.evaluate(async () => {
    const main = document.querySelector("main");
    for (let turn = 0; turn < 4; turn += 1) {
      for (const details of main.querySelectorAll("details:not([open])")) details.open = true;
      const folded = [...main.querySelectorAll("button.fold[aria-expanded=false], button.link-entry[aria-expanded=false]")];
      for (const button of folded) button.click();
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  });

// What stands out of the window and cannot be scrolled to within its own frame; and words that are cut.
const cut = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
    const scrolls = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (/(auto|scroll|hidden|clip)/.test(style.overflowX) || style.position === "fixed") return true;
      }
      return false;
    };
    const name = (element) => `${element.localName}.${element.className} “${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40)}”`;
    const out = [];
    for (const element of document.querySelectorAll("main *, header *, nav *, aside *")) {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest("svg, .visually-hidden, .sr-only")) continue;
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      if ((box.right > window.innerWidth + 1 || box.left < -1) && !scrolls(element)) out.push(`out of the window: ${name(element)}`);
      // A button or a label whose words do not fit in it.
      if (/^(button|summary|label|h[1-6]|a|th)$/.test(element.localName) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).overflowX !== "visible") {
        out.push(`words are cut: ${name(element)}`);
      }
    }
    return [...wide, ...new Set(out)];
  });

story("every page fits, with everything unfolded, in both themes", { timeout: 420_000 }, async ({ person, tell }) => {
  const ana = await person("Ana", { width: 1440, height: 900 });
  const page = await ana.open();
  await act.readARealOne(page);
  const review = /#\/r\/([^/]+)/.exec(page.url())[1];
  // A second review, so that the pages across reviews have something to tell; with a change nobody decided.
  await act.command(page, "New review");
  await act.until(() => !page.url().includes(review), "a new one is open");
  await act.inReview(page);
  await page.getByRole("textbox", { name: "Title" }).fill("GitLab.com database backups were empty again and nobody had tried a restore");
  await act.write(page, "2026-03-17 22:47 page: replication lag is above 4 GB");
  await act.toPart(page, "change");
  for (const words of ["A job restores the latest backup every night and pages when it fails", "Tell the two databases apart in the prompt"]) {
    await page.getByRole("textbox", { name: "Add: Possible change" }).fill(words);
    await page.getByRole("textbox", { name: "Add: Possible change" }).press("Enter");
  }
  await act.saved(page);
  const other = /#\/r\/([^/]+)/.exec(page.url())[1];

  const places = [
    ...["what-happened", "why", "change", "stick", "read", "history", "replay", "aloud", "bet", "reconvene"].map((part) => `#/r/${review}/${part}`),
    ...["what-happened", "why", "change", "stick", "aloud", "bet", "reconvene"].map((part) => `#/r/${other}/${part}`),
    "#/commitments", "#/safeguards", "#/patterns", "#/settings", "#/find-lost-work", "#/",
  ];
  // The search finds what stands out, and words that are cut.
  await page.evaluate(() => {
    const planted = document.createElement("p");
    planted.id = "planted";
    const wide = document.createElement("span");
    wide.textContent = "wide";
    Object.assign(wide.style, { display: "inline-block", width: "2000px" });
    const narrow = document.createElement("button");
    narrow.textContent = "many words";
    Object.assign(narrow.style, { width: "9px", overflow: "hidden", padding: "0" });
    planted.append(wide, narrow);
    document.querySelector("main").append(planted);
  });
  const control = await cut(page);
  for (const what of ["the page is", "out of the window", "words are cut"]) assert.ok(control.some((one) => one.startsWith(what)), `${what}: ${control}`);
  await page.evaluate(() => document.getElementById("planted").remove());

  const problems = [];
  let looked = 0;
  const look = async (where, { axe }) => {
    looked += 1;
    problems.push(...(await cut(page)).map((what) => `${where}: ${what}`));
    if (axe) problems.push(...(await ana.accessibilityProblems(page)).map((what) => `${where}: ${what}`));
  };
  const widths = [[390, 844], [900, 800], [1440, 900]];
  for (const place of places) {
    await page.goto(page.url().replace(/#.*/, place));
    await page.locator("main h1, main h2, main .question, main [role=heading]").first().waitFor();
    await unfold(page);
    for (const [width, height] of widths) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(120);
      for (const colorScheme of width === 390 ? ["dark", "light"] : ["light"]) {
        await page.emulateMedia({ colorScheme });
        await look(`${place.replace(review, "example").replace(other, "other")} at ${width}, ${colorScheme}`, { axe: width === 390 });
      }
    }
  }
  // The meeting, stage by stage.
  await page.goto(page.url().replace(/#.*/, `#/r/${review}/what-happened`));
  await act.inReview(page);
  await act.command(page, "Start the meeting");
  for (const number of ["1", "2", "3", "4", "5"]) {
    await page.getByRole("navigation", { name: "Stages" }).waitFor();
    // A field that has the caret keeps its keys.
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press(number);
    await act.until(async () => (await page.getByRole("navigation", { name: "Stages" }).locator("[aria-current=step]").count()) === 1, "a stage");
    await unfold(page);
    for (const [width, height] of widths) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(120);
      for (const colorScheme of ["dark", "light"]) {
        await page.emulateMedia({ colorScheme });
        await look(`stage ${number} at ${width}, ${colorScheme}`, { axe: width !== 900 });
      }
    }
  }
  tell(`${looked} looks`);
  assert.deepEqual(problems, []);
});
