// What will change: the exit question, one fix that somebody said yes to, what is chosen against aloud, what is too big,
// and the message of a check; by keyboard where it says so.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const { begin, button, saved } = act;
const box = (page, name) => page.getByRole("textbox", { name, exact: true });
const list = (page, name) => page.getByRole("list", { name, exact: true });

async function toChange(page) {
  await act.part(page, "What will change").click();
  await box(page, "What will someone do differently?").waitFor();
}

async function possible(page, words) {
  const field = box(page, "Add: Possible change");
  await field.fill(words);
  await field.press("Enter");
  await line(page, words);
}

// The line of a change: a text field shows its words as its value.
async function line(page, words) {
  const find = (words) => [...document.querySelectorAll("li textarea")].find((field) => field.value.startsWith(words))?.id;
  await page.waitForFunction(find, words);
  const id = await page.evaluate(find, words);
  return page.getByRole("listitem").filter({ has: page.locator(`#${id}`) });
}

// Decides by keyboard alone.
async function decide(page, words, way) {
  await button(await line(page, words), "Decide…").focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: "Decide" });
  await menu.waitFor();
  for (let step = 0; step < 4; step += 1) {
    if ((await page.evaluate(() => document.activeElement.textContent)) === way) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}

// S3-8, S3-9, S3-10
story("an exit answer that is none is answered beside its field, and a good one is not", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice");
  await toChange(page);
  const different = box(page, "What will someone do differently?");
  await different.fill("we will be more careful");
  await different.press("Tab");
  await page.getByText("Care is gone within weeks").waitFor();
  await page.getByText("The lesson depends on memory.").waitFor();
  await different.fill("The pipeline refuses a job without an idempotency key");
  await page.getByText("Care is gone within weeks").waitFor({ state: "detached" });
  const lives = box(page, "Where does that difference live?");
  await lives.fill("In the wiki");
  await lives.press("Tab");
  await page.getByText("That is where it is written down, not where it happens").waitFor();
  await page.getByText("The lesson is on paper.").waitFor();
  await lives.fill("In the pipeline");
  await page.getByText("That is where it is written down").waitFor({ state: "detached" });
});

// S3-13, S3-15, S3-16, S3-17, S3-20, S0-23, S2-16, S2-19
story("one fix is funded by one person's yes, a second by a sentence, and a third goes one of two other ways", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice");
  await toChange(page);
  for (const words of ["Refuse a job without a key", "Delete the panel", "Add an approver", "A second region"]) await possible(page, words);

  // By keyboard alone: fund, and the caret stands in the owner's field.
  await decide(page, "Refuse a job without a key", "Fund");
  const fixes = list(page, "The one fix");
  await fixes.getByRole("listitem").first().waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Owner");
  await page.keyboard.type("the team");
  await page.keyboard.press("Tab");
  await page.getByText("A group cannot say yes, one of them can: who?").waitFor();
  assert.equal(await button(page, "Said yes in the room").count(), 0, "a team says no yes");
  const owner = box(fixes, "Owner");
  await owner.fill("Ben");
  await owner.press("Tab");
  await button(page, "Said yes in the room").click();
  await fixes.getByText(/^said yes in the room, \d+ \w+$/).waitFor();
  await box(fixes, "By").fill("when things calm down");
  await box(fixes, "By").press("Tab");
  await page.getByText("Things do not calm down by themselves").waitFor();
  await box(fixes, "By").fill("1 April 2026");
  await box(fixes, "Done when").fill("a job without a key fails");
  await box(fixes, "Capacity it takes").fill("this sprint");
  await box(fixes, "What it displaces").fill("the ledger export");
  await box(fixes, "What it displaces").press("Tab");

  // Another owner has said nothing yet.
  await owner.fill("Cem");
  await owner.press("Tab");
  await button(page, "I take this on").click();
  await fixes.getByText("said yes in their own copy").waitFor();

  // A second brings its sentence.
  await decide(page, "Delete the panel", "Fund");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Why a second one");
  await page.keyboard.press("Enter");
  assert.equal(await fixes.getByRole("listitem").filter({ has: page.locator("textarea") }).count(), 1, "no sentence, no second fix");
  await box(page, "Why a second one").fill("It misled the decision, and is gone in an hour.");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "The two fixes" }).waitFor();

  // The third is the one thing refused, and the two other ways stand in the same sentence.
  await decide(page, "Add an approver", "Fund");
  const refused = page.getByRole("alert").filter({ hasText: "Two fixes are funded" });
  await refused.waitFor();
  await button(refused, "Choose not to do it").click();
  const declined = list(page, "We are choosing not to do these");
  await box(declined, "Because").fill("it is skipped in a rush");
  await box(declined, "Look at it again when").fill("releases are weekly");
  await box(declined, "Look at it again when").press("Tab");
  await decide(page, "A second region", "Too big for this team");
  await box(list(page, "Too big for this team"), "Goes to").fill("the head of infrastructure");
  await box(list(page, "Too big for this team"), "Goes to").press("Tab");
  await saved(page);

  const problems = await ana.accessibilityProblems(page);
  assert.deepEqual(problems, []);
  const told = await act.exported(page, "Markdown");
  for (const part of ["## Funded", "Cem", "this sprint", "the ledger export", "It misled the decision", "## Declined aloud", "it is skipped in a rush", "releases are weekly", "## To budget", "the head of infrastructure"]) {
    assert.ok(told.includes(part), `${part}\n${told}`);
  }
  // S2-16
  await button(page, "Export").click();
  await page.getByRole("menuitem", { name: "Fixes for a tracker…" }).click();
  const dialog = act.dialog(page, "Fixes for a tracker");
  const gitlab = await act.downloaded(page, () => button(dialog, "GitLab (CSV)").click());
  assert.match(gitlab.bytes.toString("utf8"), /^title,description,due date\r\nRefuse a job without a key,/);
  assert.match(gitlab.bytes.toString("utf8"), /,2026-04-01\r\n/);
});

// S3-17, S3-18
story("undecided changes are read aloud one at a time, with a key for each way", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice");
  await toChange(page);
  for (const words of ["Add an approver", "A second region", "Refuse a job without a key"]) await possible(page, words);
  await page.getByRole("link", { name: "Read these aloud" }).click();
  await page.getByRole("heading", { name: "Read these aloud" }).waitFor();
  await page.getByText("Add an approver").waitFor();
  await page.getByText("We are choosing not to do this one.").waitFor();
  await page.keyboard.press("d");
  await page.locator("button[aria-pressed=true]").filter({ hasText: "Choose not to do" }).waitFor();
  await box(page, "Because").fill("it is skipped in a rush");
  await box(page, "Because").press("Tab");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("ArrowRight");
  await page.getByText("A second region").waitFor();
  await page.keyboard.press("b");
  await box(page, "Goes to").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText("Refuse a job without a key").waitFor();
  await page.keyboard.press("f");
  await box(page, "Owner").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await page.keyboard.press("ArrowRight");
  await page.getByText("That was the last one.").waitFor();
  await page.getByRole("link", { name: "What will change" }).click();
  await list(page, "The one fix").getByRole("listitem").first().waitFor();
  assert.equal(await page.getByRole("link", { name: "Read these aloud" }).count(), 0);
});

// S3-21, S3-23, S3-24, S3-25, S4-15, S0-30, S1-16, S1-11
story("possible changes stand on their rung and come from what was found", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice");
  await act.part(page, "Why it made sense").click();
  const factor = page.getByRole("textbox", { name: /^Add: .*factor/i }).first();
  await factor.fill("a retry pays again");
  await factor.press("Enter");
  await toChange(page);
  for (const life of ["until someone removes it", "until the first crunch", "gone within weeks"]) await page.getByText(life).waitFor();
  await possible(page, "Tell everyone in the weekly");
  const where = page.getByRole("combobox", { name: "Where it lives" });
  await where.selectOption({ label: "In people's heads" });
  await list(page, "In people's heads").getByRole("listitem").first().waitFor();
  await page.getByText("Who would remember it in a year?").waitFor();
  await where.selectOption({ label: "In the path of the work" });
  await list(page, "In the path of the work").getByRole("listitem").first().waitFor();
  await page.getByText("What could be deleted instead? What is gone").waitFor();
  await page.getByText("More about it").click();
  await page.getByRole("combobox", { name: "What it is there" }).selectOption({ label: "A gate in the pipeline" });
  await page.getByRole("checkbox", { name: "Takes something away" }).check();
  await page.getByRole("combobox", { name: "Part of the work" }).selectOption({ label: "Monitoring" });
  await page.getByRole("combobox", { name: "Time it shortens" }).selectOption({ label: "undetected" });
  await page.getByText("takes something away · less time undetected").waitFor();

  await page.getByText("From what we found").click();
  await page.getByRole("button", { name: "A change from this: a retry pays again" }).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Possible change");
  await page.keyboard.type("Refuse a job without a key");
  await page.getByText("one factor").waitFor();
  await saved(page);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  const told = await act.exported(page, "Markdown");
  assert.match(told, /Came from:\*\* “a retry pays again”/);
});

// S0-26, S0-28
story("a question beside the technology is asked where something gives cause, and folds once it is answered", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice", ["23:20 ! decided to hold the rollback"]);
  await toChange(page);
  await page.getByText("Is an explicit rule needed for rollback decisions?").waitFor();
  assert.equal(await page.getByText("Should the alert threshold be redesigned?").count(), 0);
  await page.getByRole("button", { name: "Yes: Is an explicit rule needed for rollback decisions?" }).click();
  await line(page, "A rule for when to roll back:");
  await page.getByText("Asked beside the technology").waitFor();
  assert.equal(await page.getByRole("button", { name: /^No: Is an explicit rule/ }).count(), 0);
});

// S3-27, S3-12
story("a check says what to do, and its write-up reads without the app", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Settlement paid some refunds twice", ["2026-03-17 22:47 page: queue depth > 40k"]);
  await toChange(page);
  await box(page, "Add: The one fix").fill("The pipeline refuses a job without a key.");
  await box(page, "Add: The one fix").press("Enter");
  const fixes = list(page, "The one fix");
  await box(fixes, "Owner").fill("Benedikt");
  await box(fixes, "Owner").press("Tab");
  await fixes.getByText("More about it").click();
  await fixes.getByRole("combobox", { name: "Where it lives" }).selectOption({ label: "In the path of the work" });
  await page.getByText("The lesson is in the path of the work.").waitFor();
  await page.getByText("What the check says to whoever it stops").click();
  await box(page, "What to do now").fill("set idempotency_key");
  await box(page, "Whom to ask").fill("Benedikt");
  await box(page, "Whom to ask").press("Tab");
  await page.getByText("which team, or which channel, can be asked?").waitFor();
  const message = page.getByLabel("Message of the check");
  assert.ok(!(await message.innerText()).includes("Benedikt"));
  await box(page, "Whom to ask").fill("#payments-platform");
  await box(page, "Where the write-up lies").fill("http://localhost:8080/#/r/abc");
  await box(page, "Where the write-up lies").press("Tab");
  await page.getByText("Only this browser can open that").waitFor();
  await box(page, "Where the write-up lies").fill("");
  await box(page, "The trap, in two sentences, for the next team").fill("A retry looks safe here. Without a key it pays again.");
  await page.getByText("It did on 17 March 2026.").first().waitFor();
  assert.equal(
    await message.innerText(),
    "Do: set idempotency_key.\nA retry looks safe here. Without a key it pays again. It did on 17 March 2026.\nAsk: #payments-platform\nWhy: docs/incidents/2026-03-17-settlement-paid-some-refunds-twice.md\n",
  );
  const [copied] = await act.copied(page, () => button(page, "Copy").click());
  assert.match(copied, /^Do: set idempotency_key\./);
  const writeUp = await act.downloaded(page, () => button(page, "Download the write-up").click());
  assert.equal(writeUp.name, "2026-03-17-settlement-paid-some-refunds-twice.md");
  const text = writeUp.bytes.toString("utf8");
  assert.ok(!text.includes("Benedikt") && !text.includes("#/r/"), text);
  assert.match(text, /^# Settlement paid some refunds twice\n/);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S3-15: two facilitators who fund apart.
story("what two facilitators fund apart stands side by side, to be decided, and nothing is dropped", async ({ person }) => {
  const [ana, ben] = [await person("Ana"), await person("Ben")];
  const page = await ana.open();
  await begin(page, "Refunds twice");
  await toChange(page);
  for (const words of ["Refuse a job without a key", "Delete the panel", "Add an approver"]) await possible(page, words);
  const file = await act.shareFile(page);
  const his = await ben.open();
  await act.openFiles(his, file);
  await act.keepACopy(his);
  await act.part(his, "What will change").click();

  await decide(page, "Refuse a job without a key", "Fund");
  await page.getByRole("textbox", { name: "Owner" }).waitFor();
  await saved(page);
  await decide(his, "Delete the panel", "Fund");
  await his.getByRole("textbox", { name: "Owner" }).waitFor();
  await decide(his, "Add an approver", "Fund");
  await box(his, "Why a second one").fill("Both are small.");
  await his.keyboard.press("Enter");
  await his.getByRole("heading", { name: "The two fixes" }).waitFor();
  await saved(his);

  const theirs = await act.shareFile(his);
  await act.openFiles(page, theirs);
  await act.addTheirs(page);
  await act.part(page, "What will change").click();
  await page.getByText("Three were funded apart from each other, and two at most are").waitFor();
  const fixes = list(page, "The one fix").getByRole("listitem").filter({ has: page.locator("textarea") });
  assert.equal(await fixes.count(), 3);
  await decide(page, "Add an approver", "Choose not to do");
  await page.getByRole("heading", { name: "The two fixes" }).waitFor();
});
