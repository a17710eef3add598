// The short review: five sentences on one page, from home to closed by keyboard alone; what else it may be (followed
// through only, in full, a bet) is one key away and never asked for.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const FIELDS = [
  "What happened, from when to when, who felt it?",
  "What surprised us: our model said …",
  "… and the system did",
  "What made it possible?",
  "What will someone do differently?",
  "Where does that difference live?",
  "Who holds it, by when?",
  "Or: we choose to change nothing, because",
];
// What is written; sentences 2, 4 and 5 have two halves each.
const SAID = {
  [FIELDS[0]]: "On 17 March from 22:47 to 23:52, 1,204 customers were refunded twice.",
  [FIELDS[1]]: "A retry of a refund is safe,",
  [FIELDS[2]]: "and the second region paid each retry again.",
  [FIELDS[3]]: "The key that makes a retry safe was kept in one region only.",
  [FIELDS[4]]: "A release that changes refunds is held until a retry was tried in both regions,",
  [FIELDS[5]]: "by a check in the pipeline.",
  [FIELDS[6]]: "Ana, by 1 April.",
};
const MISSING = /missing|required|incomplete|not (yet )?(filled|written|done|answered)|please|must |\b\d+ of 5\b|\b\d+ ?%/i;
const sentence = (page, name) => page.getByRole("textbox", { name, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);

// S3-8: what will be different and where it lives is one of the five. S3-14: nothing stands in the way of closing.
story("five sentences, twelve actions, one page: from home to closed by keyboard", { timeout: 120_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.ready(page);
  await act.button(page, "New review").waitFor();
  const pressed = [];
  const press = async (key) => {
    pressed.push(key);
    await page.keyboard.press(key);
  };
  const type = (text) => page.keyboard.type(text);
  const at = (name) => act.until(async () => (await focused(page)) === name, `the caret is in “${name}”`);

  await press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Command" }).waitFor();
  await type("New review");
  await press("Enter");
  await act.inReview(page);
  // Beginning asks nothing.
  await at(FIELDS[0]);
  const address = page.url();
  assert.ok((await act.textOf(page)).search(MISSING) < 0, await act.textOf(page));
  for (const name of FIELDS) {
    await at(name);
    await type(SAID[name] ?? "");
    await press("ControlOrMeta+Enter");
  }
  await at("Close the review");
  await press("Enter");
  await page.getByText("Closed. In thirty days the question is whether it stuck.").waitFor();
  await act.saved(page);

  tell(`${pressed.length} actions: ${pressed.join(", ")}`);
  assert.ok(pressed.length <= 12, pressed.join(", "));
  assert.equal(page.url(), address, "one page");
  // Sentences 2, 4 and 5 are one each.
  assert.equal(await page.locator(".sentence-number").count(), 5);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await act.plainWords(page);
  const found = MISSING.exec(await act.textOf(page));
  assert.equal(found, null, `“${found?.[0]}” is shown as missing`);

  // What a stranger gets: what happened, what surprised, what made it possible, what will be different, who holds it.
  const markdown = await act.exported(page, "Markdown");
  for (const said of Object.values(SAID)) assert.ok(markdown.includes(said), `“${said}” is told:\n${markdown}`);
  assert.match(markdown, /^status: closed$/m);
  assert.match(markdown, /^# On 17 March from 22:47/m);
  // What is not written has no heading there either.
  assert.doesNotMatch(markdown, /^## (Timeline|Impact|Roles|Contributing factors|Parking lot)/m);

  // Home owes nothing of it; it can be opened again.
  await act.button(page, "Open it again").click();
  await act.button(page, "Close the review").click();
  await page.goto(new URL("#/", address).href);
  const row = page.getByRole("list", { name: "Reviews" }).getByRole("listitem");
  await row.waitFor();
  assert.doesNotMatch(await row.innerText(), /nothing funded|to decide|untitled|\b0 /i);
});

story("the Tab key goes from sentence to sentence, and closing asks for none of them", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 390, height: 844, colorScheme: "dark" });
  const page = await ana.open();
  await act.button(page, "New review").click();
  await act.inReview(page);
  // It is read from where this browser keeps what is private.
  await page.getByLabel("1, as expected", { exact: true }).waitFor();
  const stops = [];
  for (let stop = 0; stop < 10; stop += 1) {
    stops.push(await focused(page));
    await page.keyboard.press("Tab");
  }
  const rating = stops.splice(3, 1);
  assert.match(rating[0], /^1, as expected$/, "how surprising it was is one stop");
  assert.deepEqual(stops, [...FIELDS, "Close the review"]);
  await act.button(page, "Close the review").click();
  await page.getByText("Closed. In thirty days").waitFor();
  // S1-15: closed is not the end, and the way there stands beside it.
  await page.getByRole("link", { name: "Did it stick?", exact: true }).last().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, "nothing sticks out");
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S3-29, S3-30, S3-31
story("surprise suggests how much of a review, says why, and one click overrules it", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.button(page, "New review").click();
  await act.inReview(page);
  const depth = page.getByRole("group", { name: "How much of a review" });
  const chosen = (name) => act.until(async () => (await depth.getByRole("button", { name, exact: true }).getAttribute("aria-pressed")) === "true", `${name} is chosen`);
  await chosen("Short");

  await page.getByRole("textbox", { name: "Severity" }).fill("SEV1");
  await page.getByRole("textbox", { name: "Severity" }).press("Tab");
  assert.doesNotMatch(await act.textOf(page), /Suggested/, "severity alone suggests nothing");
  await page.getByRole("radio", { name: "1, as expected" }).check();
  assert.doesNotMatch(await act.textOf(page), /Suggested/, "what is private suggests nothing");
  await act.button(page, "Say it openly").click();
  await page.getByText("Severe but well understood: follow it through. Suggested: Follow-through only.").waitFor();
  await depth.getByRole("button", { name: "Follow-through only", exact: true }).click();
  await sentence(page, FIELDS[3]).waitFor({ state: "detached" });
  for (const name of [FIELDS[0], FIELDS[4], FIELDS[6]]) await sentence(page, name).waitFor();
  await page.getByRole("link", { name: "Did it stick?", exact: true }).last().waitFor();
  await act.button(page, "What surprised us, and what made it possible").click();
  await sentence(page, FIELDS[3]).waitFor();

  await act.button(page, "Take it back").click();
  await page.getByRole("textbox", { name: "Severity" }).fill("sev 3");
  await page.getByRole("textbox", { name: "Severity" }).press("Tab");
  await page.getByRole("radio", { name: "5, nobody can explain it" }).check();
  await act.button(page, "Say it openly").click();
  await page.getByText(/^Nobody can explain this yet: it was small/).waitFor();
  await depth.getByRole("button", { name: "Full", exact: true }).click();
  await chosen("Full");
  // S2-7: in full, the five parts of a postmortem have their places, in their order.
  for (const name of ["Timeline", "Impact"]) await page.getByRole("heading", { name, exact: true }).waitFor();
  await act.part(page, "Why it made sense").click();
  for (const name of ["What made it possible?", "Contributing factors"]) await page.getByRole("heading", { name }).first().waitFor();
  await act.part(page, "What will change").click();
  await page.getByRole("heading", { name: "The one fix" }).waitFor();
  await act.part(page, "What happened").click();
  await act.inReview(page);
  await depth.getByRole("button", { name: "Short", exact: true }).click();
  await chosen("Short");
  await act.saved(page);
  await page.reload();
  await act.inReview(page);
  await chosen("Short");
  assert.match(await act.exported(page, "Markdown"), /\*\*Surprise\*\* 5 of 5/);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S3-5, S3-11: what nearly happened is written down in one sentence, and how we met it stays with whoever writes it.
story("a near miss is one command and one sentence", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.command(page, "A near miss");
  await act.inReview(page);
  await act.until(async () => (await focused(page)) === FIELDS[0], "the caret is in the first sentence");
  await page.keyboard.type("A migration was late, and a table was nearly dropped.");
  await act.button(page, "Write down what you saw; nobody else sees it yet").click();
  const mine = page.getByRole("textbox", { name: "What I saw" });
  assert.match(await mine.getAttribute("placeholder"), /^How did we react/);
  await mine.fill("with a sigh");
  await act.saved(page);
  const markdown = await act.exported(page, "Markdown");
  assert.match(markdown, /\*\*Severity\*\* near miss/);
  assert.doesNotMatch(markdown, /sigh/);
});

// S3-51
story("a bet is written before the work, opened later, and lost as agreed", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.command(page, "Write down a bet");
  await page.getByRole("heading", { name: "A bet" }).waitFor({ state: "attached" });
  await page.getByRole("textbox", { name: "What do we bet?" }).fill("We launch without the second region.");
  await page.getByRole("textbox", { name: "Title" }).fill("One region");
  await page.getByRole("textbox", { name: "Judged by" }).fill("1 May");
  await act.button(page, "Add what would end it").click();
  await page.getByRole("textbox", { name: "What would end it" }).fill("More than an hour without payments.");
  await page.getByRole("checkbox", { name: "We agreed on these before the work" }).check();
  await act.saved(page);
  const address = page.url();
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // Months later, from the review it became.
  await page.goto(new URL("#/", address).href);
  await page.getByRole("link", { name: "One region" }).click();
  await act.inReview(page);
  await page.getByRole("link", { name: "The bet", exact: true }).click();
  await page.getByRole("combobox", { name: "Did it come to that?" }).selectOption("It came to that");
  await page.getByText("This bet was lost as agreed").waitFor();
  await act.button(page, "Add what would end it").click();
  await page.getByText("added afterwards").waitFor();
  await page.getByRole("textbox", { name: "What would end it" }).last().fill("Anything else.");
  await act.saved(page);
  await page.getByRole("link", { name: "The review", exact: true }).click();
  await act.inReview(page);
  const markdown = await act.exported(page, "Markdown");
  for (const said of ["## The bet", "We launch without the second region.", "1 May", "it came to that", "added afterwards", "lost as agreed"]) {
    assert.ok(markdown.includes(said), `“${said}” is told:\n${markdown}`);
  }
  await act.plainWords(page);
});
