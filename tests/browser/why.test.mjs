// Part 2: why it made sense. Depth opens where it is asked for; what leads nowhere is answered in words that help; all of it
// by keyboard.

import assert from "node:assert/strict";
import { begin, button, saved } from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const part = (page, name) => page.getByRole("navigation", { name: "Parts" }).getByRole("link", { name });
const textbox = (page, name) => page.getByRole("textbox", { name, exact: true });
const list = (page, name) => page.getByRole("list", { name, exact: true });

// By keyboard alone.
async function press(locator, key = "Enter") {
  await locator.focus();
  await locator.page().keyboard.press(key);
}

async function write(field, words) {
  await field.focus();
  await field.page().keyboard.type(words);
  await field.page().keyboard.press("Tab");
}

async function add(page, name, words) {
  const field = textbox(page, `Add: ${name}`);
  await field.focus();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
}

const LINES = [
  "22:40 the price list is deployed to all markets",
  "22:47 page: queue depth over 40k",
  "22:50 ! hold the rollback because the schema has moved on",
  "23:10 a customer calls about refunds",
];

// S0-13, S0-14, S0-17, S0-2, S0-21, S1-1, S1-7, S1-8, S1-9, S2-10, S2-11, S4-12
story("decisions, factors and layers open where they are asked for, and what leads nowhere is answered", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice", LINES);
  await press(part(page, "Why it made sense"));

  // Nothing is shown as missing: what is deep is a line of words.
  await textbox(page, "What made it possible?").waitFor();
  for (const name of ["Known then", "Learned later", "Layer", "What acted?"]) assert.equal(await textbox(page, name).count(), 0, name);

  // A decision: its reason stands in its line and moves to where reasons stand.
  const decision = list(page, "Decisions").getByRole("listitem").first();
  await press(decision.getByRole("button", { name: "Move the reason out of the line to here" }));
  await decision.getByText("hold the rollback", { exact: true }).waitFor();
  assert.equal(await textbox(page, "Why did this make sense at the time?").inputValue(), "Because the schema has moved on.");
  await decision.getByRole("link", { name: "Replay this moment" }).waitFor();
  await press(decision.getByRole("button", { name: "More about this decision" }));
  await write(textbox(page, "Known then"), "The schema had moved on at 22:45.");
  await write(textbox(page, "What was not known and would have helped"), "That the old schema still worked.");
  await write(textbox(page, "Where that was"), "In the release notes of another team.");
  await write(textbox(page, "Learned later"), "The old schema was there all along.");
  const unseen = list(page, "What we could not see");
  await unseen.getByText("That the old schema still worked.").waitFor();
  await unseen.getByText("In the release notes of another team.").waitFor();
  assert.equal(await unseen.getByText("all along").count(), 0);

  // What set it off, written again as what made it possible.
  await write(textbox(page, "What set it off?"), "The price list was deployed to all markets at once");
  await write(textbox(page, "What made it possible?"), "The price list was deployed to all the markets at once.");
  const same = page.getByRole("note").filter({ hasText: "What would be under the surface" });
  await same.waitFor();
  await textbox(page, "What made it possible?").fill("Nothing bounds how many markets one deploy reaches.");
  await same.waitFor({ state: "detached" });

  // A claim is linked with one click to the line whose words match best.
  const claim = page.getByRole("button", { name: "Link an entry" }).first();
  await press(claim);
  await press(page.getByRole("button", { name: /^Link: 22:40 the price list/ }).first());
  await page.getByRole("link", { name: /^22:40 the price list/ }).first().waitFor();

  // A factor begun from a card has its family; its effect and whether it could happen again are one click away.
  await press(button(page, "Maybe…"));
  assert.equal(await list(page, "Maybe").getByRole("button").count(), 5);
  await press(list(page, "Maybe").getByRole("button", { name: "Maybe nothing noticed it early enough." }));
  const factors = list(page, "Contributing factors");
  await press(factors.getByRole("button", { name: "Missing safeguards" }));
  await page.getByRole("combobox", { name: "What it did" }).selectOption({ label: "Delayed detection" });
  await page.getByRole("combobox", { name: "Could it happen again tomorrow?" }).selectOption({ label: "Easily" });
  await factors.getByRole("button", { name: "Missing safeguards · Delayed detection · again tomorrow: easily" }).waitFor();
  await factors.getByRole("button", { name: "Link an entry" }).focus();
  await page.keyboard.press("Enter");
  await factors.getByRole("combobox", { name: "Link another entry" }).selectOption({ index: 2 });
  await factors.getByRole("link", { name: /^22:47/ }).waitFor();

  // A name is answered with a role and a question.
  await add(page, "Contributing factor", "Dana forgot to set the limit");
  await page.getByRole("note").filter({ hasText: "A role can stand here" }).waitFor();
  await press(factors.getByRole("button", { name: "About this factor" }));
  await page.getByRole("combobox", { name: "What kind" }).last().selectOption({ label: "Unclear ownership" });
  await page.getByText("What came together: unclear ownership, missing safeguards.").waitFor();

  // Layers.
  await press(button(page, "Layers of protection"));
  await add(page, "Layer", "The canary");
  await page.getByRole("combobox", { name: "What became of it" }).selectOption({ label: "Bypassed" });
  await saved(page);
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // All of it is there after a reload, and what is written stands open.
  await page.reload();
  await textbox(page, "Layer").waitFor();
  assert.equal(await textbox(page, "Known then").inputValue(), "The schema had moved on at 22:45.");
  await page.getByRole("link", { name: /^22:40 the price list/ }).first().waitFor();
  await factors.getByRole("button", { name: "Missing safeguards · Delayed detection · again tomorrow: easily" }).waitFor();

  // A linked entry leads to its line.
  await press(page.getByRole("link", { name: /^22:40 the price list/ }).first());
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("the price list is deployed"));
});

story("how that was possible is asked on with Enter, branches, and is drawn", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice", LINES);
  await press(part(page, "Why it made sense"));
  const section = page.getByRole("region", { name: "How was that possible?" });
  await press(section.getByRole("button", { name: "How was that possible?" }));
  await add(page, "Cause", "Refunds were sent twice");

  // Enter on a cause asks on below it, and on.
  const causes = list(page, "How was that possible?");
  await press(textbox(page, "Cause"));
  const asked = causes.getByRole("textbox", { name: "How was that possible?" });
  await asked.waitFor();
  await page.keyboard.type("The worker was started twice");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Nothing holds a lock");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await asked.waitFor({ state: "detached" });
  const words = () => causes.getByRole("textbox", { name: "Cause" }).evaluateAll((all) => all.map((each) => each.value));
  assert.deepEqual(await words(), ["Refunds were sent twice", "The worker was started twice", "Nothing holds a lock"]);

  // A branch: the button does the same as Enter.
  const first = causes.getByRole("listitem").filter({ has: page.getByRole("textbox", { name: "Cause" }) }).first();
  await press(first.getByRole("button", { name: "How was that possible?" }));
  await page.keyboard.type("Refunds have no key of their own");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  assert.deepEqual(await words(), [
    "Refunds were sent twice",
    "The worker was started twice",
    "Nothing holds a lock",
    "Refunds have no key of their own",
  ]);
  await page.getByRole("img", { name: /^Causes and what each made possible/ }).getByText("Nothing holds a lock").waitFor();

  // A chain that meets again; a factor; a possible change.
  await causes.getByRole("combobox", { name: "It also made possible" }).nth(1).selectOption({ label: "Refunds have no key of their own" });
  await causes.getByText("It made possible: “Refunds have no key of their own”").waitFor();
  await press(causes.getByRole("button", { name: "Make it a factor" }).nth(2));
  await causes.getByText("among the factors").waitFor();
  assert.equal(await textbox(page, "Contributing factor").inputValue(), "Nothing holds a lock");
  await press(causes.getByRole("button", { name: "Suggest a change" }).nth(2));
  await page.keyboard.type("Take a lock before sending");
  await page.keyboard.press("Enter");
  await causes.getByText("Possible change: Take a lock before sending").waitFor();

  // What is taken away leaves the others standing.
  await press(causes.getByRole("button", { name: "Remove: Cause" }).nth(1));
  assert.equal((await words()).length, 3);
  await saved(page);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S0-34, S3-32, S3-44, S3-45, S3-46, S3-47, S3-48, S3-49
story("the gate opens with one click, and two wrong turns are answered with its questions", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "The agent dropped a table", LINES);
  await press(part(page, "Why it made sense"));
  await press(button(page, "An agent or automation acted"));
  await write(textbox(page, "What acted?"), "the migration agent");
  const had = page.getByRole("group", { name: /^Did the approver have the time/ });
  await had.getByRole("combobox", { name: "Time" }).selectOption({ label: "No" });
  await had.getByRole("combobox", { name: "Context" }).selectOption({ label: "In part" });
  await write(textbox(page, "It was believed to reach"), "one market");
  await write(textbox(page, "It reached"), "all markets");
  await write(textbox(page, "Would anything other than luck have caught this before production?"), "Nothing.");
  await press(button(page, "Write it there"));
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Where were we lucky?");

  // Everything is about what it was told; then somebody is to look harder, and the reviewer is the cause.
  const asked = page.getByRole("group", { name: "Questions about the gate" });
  await add(page, "Contributing factor", "The prompt did not say which table is production");
  await asked.getByText("What could it reach", { exact: false }).waitFor();
  await add(page, "Contributing factor", "The reviewer should have caught the agent's mistake");
  await asked.getByText("Did the approver have the time, the context and the authority", { exact: false }).waitFor();
  assert.equal(await asked.getByText("What could it reach", { exact: false }).count(), 0);

  // S0-34: what is asked for is a layer and a how, not a whose. A question keeps until it has its answer.
  assert.match(await textbox(page, "Add: Open question").getAttribute("placeholder"), /^Which layer …\? How …\?/);
  await add(page, "Open question", "Which layer let it through?");
  await write(textbox(page, "Answer"), "The staging copy had the same name.");
  await press(button(page, "Answered questions"));
  await list(page, "Answered questions").getByText("Which layer let it through?").waitFor();
  assert.equal(await textbox(page, "Open question").count(), 0);
  await saved(page);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});
