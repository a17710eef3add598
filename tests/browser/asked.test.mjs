// What leads nowhere is answered where it stands, in words that help: in the short review, in parts 2 and 3, in the last
// stage of the meeting, and where one closes. Nothing is locked by it.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const box = (page, name) => page.getByRole("textbox", { name, exact: true });
const gone = (page, words) => page.getByText(words).waitFor({ state: "detached" });

async function fill(page, name, words) {
  await box(page, name).fill(words);
  await box(page, name).press("Tab");
}

async function possible(page, words) {
  await box(page, "Add: Possible change").fill(words);
  await box(page, "Add: Possible change").press("Enter");
}

// S3-8, S3-9, S3-10, S3-13, S3-16, S3-17, S4-12
story("the short review answers more care, a wiki page, a team as the owner, a name, and what nobody decided", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds twice");
  await fill(page, "What will someone do differently?", "We will be more careful");
  await page.getByText("Care is gone within weeks").waitFor();
  await fill(page, "What will someone do differently?", "A release stops until a retry was tried");
  await gone(page, "Care is gone within weeks");
  await fill(page, "Where does that difference live?", "On a wiki page");
  await page.getByText("That is where it is written down, not where it happens").waitFor();
  await fill(page, "Where does that difference live?", "In the pipeline");
  await gone(page, "That is where it is written down");
  await fill(page, "Who holds it, by when?", "The platform team, by 1 April");
  await page.getByText("A group cannot say yes, one of them can: who?").waitFor();
  await fill(page, "Who holds it, by when?", "Ana, when capacity allows");
  await page.getByText("Things do not calm down by themselves").waitFor();
  await fill(page, "Who holds it, by when?", "Ana, by 1 April");
  await gone(page, "Things do not calm down by themselves");
  await fill(page, "What made it possible?", "Dave deployed without testing");
  await page.getByText("“Dave” could have been anyone in that place.").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await fill(page, "What made it possible?", "A release could pass without a test");
  await gone(page, "could have been anyone");

  // What nobody decided is told where one closes, here and in part 4, and stands in nobody's way.
  assert.equal(await page.getByText("is undecided").count(), 0);
  await act.part(page, "What will change").click();
  await possible(page, "Drop the second queue");
  await act.part(page, "What happened").click();
  await page.getByText("One possible change is undecided, and what nobody says no to aloud dies quietly").waitFor();
  await act.part(page, "Did it stick?").click();
  await page.getByText("One possible change is undecided").waitFor();
  await act.button(page, "Close").click();
  await act.button(page, "Open it again").waitFor();
  await page.getByRole("note").getByRole("link", { name: "Read these aloud" }).click();
  await page.getByText("We are choosing not to do this one.").waitFor();
  await page.keyboard.press("d");
  await page.getByRole("button", { name: "Choose not to do", pressed: true }).waitFor();
  await page.goBack();
  await act.button(page, "Open it again").waitFor();
  assert.equal(await page.getByText("is undecided").count(), 0);
});

// S4-12, S3-12
story("a name is answered in a factor, in a cause and in a layer", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds twice");
  await act.part(page, "Why it made sense").click();
  const add = async (name, words) => {
    await box(page, `Add: ${name}`).fill(words);
    await box(page, `Add: ${name}`).press("Enter");
  };
  await add("Contributing factor", "Alice pushed the wrong config");
  await page.getByText("“Alice” could have been anyone in that place. A role can stand here").waitFor();
  await act.button(page, "How was that possible?").click();
  await add("Cause", "because Ben was on leave");
  await page.getByText("“Ben” could have been anyone").waitFor();
  await act.button(page, "Layers of protection").click();
  await add("Layer", "Review by Priya Sharma");
  await page.getByText("“Priya Sharma” could have been anyone").waitFor();
  await add("Contributing factor", "Jenkins deployed without testing");
  await add("Contributing factor", "Redis was on the same host");
  await page.waitForTimeout(1_500);
  assert.equal(await page.getByText("could have been anyone").count(), 3, "what is no person is left alone");
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S3-12, S3-13, S3-17, S4-17
story("the last stage of the meeting answers them too, and one click puts roles in the place of names", async ({ person }) => {
  const ana = await person("Ana", { width: 390, height: 844 });
  const page = await ana.open();
  await act.begin(page, "Refunds twice", ["14:05 Dave restarted the worker", "14:10 Priya told Dave about the lag"]);
  await act.toPart(page, "change");
  await possible(page, "A check in the pipeline");
  await possible(page, "Drop the second queue");
  await act.command(page, "Start the meeting");
  await page.keyboard.press("5");
  await page.getByText("Two possible changes are undecided").waitFor();
  await fill(page, "Where does it live when this page is forgotten?", "In the wiki");
  await page.getByText("That is where it is written down, not where it happens").waitFor();
  await fill(page, "Who holds it, until when?", "the team, next quarter");
  await page.getByText("A group cannot say yes, one of them can: who?").waitFor();
  await fill(page, "What will someone do differently?", "Everybody looks more carefully");
  await page.getByText("Care is gone within weeks").waitFor();
  await page.getByText("Dave and Priya stand in the story by name").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await fill(page, "Who holds it, until when?", "Rosa, by 1 April");
  await act.button(page, "Put roles in their place").click();
  await gone(page, "stand in the story by name");
  await act.button(page, "End the meeting").click();
  await act.inReview(page);
  await act.saved(page);
  const told = await act.exported(page, "Markdown");
  for (const words of ["Responder 1 restarted the worker", "Responder 2 told responder 1 about the lag", "Rosa, by 1 April"]) {
    assert.ok(told.includes(words), `“${words}” is told:\n${told}`);
  }
  assert.ok(!/Dave|Priya/.test(told), told);
});

// S3-12: a file is as it was written; what it carries is said, and what can be done about it is one click away.
story("an export with names in the story says so, and one click and one Undo go there and back", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds twice", ["14:05 Dave restarted the worker"]);
  assert.ok((await act.exported(page, "Markdown")).includes("Dave restarted the worker"));
  await act.notice(page, "Dave stands in the story by name").waitFor();
  await act.button(page, "Put roles in their place").click();
  await act.entry(page, "A responder restarted the worker").waitFor();
  assert.ok(!(await act.exported(page, "Markdown")).includes("Dave"));
  await page.locator("body").press("ControlOrMeta+z");
  await act.entry(page, "Dave restarted the worker").waitFor();
});
