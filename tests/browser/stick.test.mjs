// Did it stick? The reconvene in another program's calendar, its three questions by keyboard, and what many reviews
// show together.

import assert from "node:assert/strict";
import ICAL from "ical.js";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const QUESTIONS = ["Did the funded fix ship?", "Did the behaviour stick?", "Did we add anything in the panic that we should now remove?"];
const list = (page, name) => page.getByRole("list", { name, exact: true });
const said = (page) => page.getByRole("status", { name: "How far it has come" });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const heading = (page, name) => page.getByRole("heading", { name, exact: true });

async function fund(page, words) {
  await act.toPart(page, "change");
  const field = page.getByRole("textbox", { name: "Add: The one fix" });
  await field.fill(words);
  await field.press("Enter");
  await list(page, "The one fix").getByRole("listitem").first().waitFor();
  await act.toPart(page, "stick");
}

// S1-15, S3-34, S3-35, S3-36, S3-37, S2-18, S2-20
story("a review is booked to meet again, looked at, and learned", { timeout: 240_000 }, async ({ site, person }) => {
  const ana = await person("Ana", { timezoneId: "Europe/Berlin" });
  const page = await ana.open();
  await act.begin(page, "Settlement paid refunds twice", ["2026-03-17 22:47 release v318 starts"]);
  await fund(page, "Refuse a refund without a key");

  // Closing is one ordinary act, and it is not the end.
  await act.button(page, "Close").click();
  await said(page).filter({ hasText: "Closed. It is learned once" }).waitFor();

  // One button: thirty days out, in the calendar.
  const file = await act.downloaded(page, () => act.button(page, "Book the reconvene").click());
  assert.equal(file.name, "reconvene.ics");
  const calendar = new ICAL.Component(ICAL.parse(file.bytes.toString("utf8")));
  const zone = calendar.getFirstSubcomponent("vtimezone");
  if (zone) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const id = page.url().match(/#\/r\/([^/]+)/)[1];
  const back = event.component.getFirstPropertyValue("url");
  assert.equal(back, `${page.url().split("#")[0]}#/r/${id}/reconvene`);
  assert.equal(event.summary, "Reconvene: Settlement paid refunds twice");
  for (const question of QUESTIONS) assert.ok(event.description.includes(question), event.description);
  assert.ok(event.description.endsWith(back));
  assert.equal(event.duration.toSeconds(), 15 * 60);
  const days = (event.startDate.toJSDate() - Date.now()) / 86_400_000;
  assert.ok(days > 29.4 && days < 30.6, `${days} days out`);
  assert.equal(event.startDate.minute, 0);
  assert.equal(event.component.getAllSubcomponents("valarm").length, 2);
  // The same instant as the page shows, read by the rules that the file brought along.
  const written = await page.getByRole("textbox", { name: "When do we meet again?" }).inputValue();
  const { year, month, day, hour } = event.startDate;
  const two = (number) => String(number).padStart(2, "0");
  assert.equal(written, `${year}-${two(month)}-${two(day)} ${two(hour)}:00`);
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "short" });
  assert.equal(shown.format(event.startDate.toJSDate()), written);

  // Blocked asks for all three.
  await act.button(page, "Something is in its way").click();
  for (const [name, words] of [["In its way", "the old client"], ["Taken to", "platform"], ["On", "3 April"]]) {
    const field = page.getByRole("textbox", { name, exact: true });
    await field.fill(words);
    await field.press("Tab");
  }
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await act.saved(page);

  // From the calendar: exactly three questions, by keyboard.
  await page.goto("about:blank");
  await page.goto(back);
  await heading(page, "Reconvene").waitFor();
  assert.equal(await page.getByRole("radio").count(), 6);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await page.getByRole("group", { name: QUESTIONS[0] }).getByRole("radio", { name: "Yes" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.type("the second approval");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Nobody goes around it.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await said(page).filter({ hasText: "Learned: the fix shipped, and the behaviour stuck." }).waitFor();
  const look = list(page, "What we found when we met").getByRole("listitem");
  await look.filter({ hasText: "shipped: yes · stuck: yes · to remove: the second approval" }).waitFor();
  const controls = list(page, "Safeguards this review made");
  assert.equal(await controls.getByRole("textbox", { name: "Safeguard" }).inputValue(), "the second approval");
  assert.equal(await controls.getByRole("combobox", { name: "Would we put it in place again today?" }).inputValue(), "no");
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  const written_up = await act.exported(page, "Markdown");
  assert.match(written_up, /## Follow-through\n/);
  assert.match(written_up, /in its way: the old client · taken to: platform · on: 3 April/);
  await page.goto(`${page.url().split("#")[0]}#/`);
  await list(page, "Reviews").getByText("learned", { exact: true }).waitFor();
  assert.ok(site);
});

// S2-16, S2-17, S3-18, S3-40, S3-42, S3-43, S3-38, S2-1
story("what was taken on, put in place and came again is told across reviews", { timeout: 240_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 390, height: 844, colorScheme: "dark" });
  const page = await ana.open();
  const home = page.url().split("#")[0];
  assert.equal(await link(page, "Commitments").count(), 0, "a page without anything on it is not offered");
  await act.begin(page, "Refund batch processed twice", ["2025-12-16 10:00 a batch ran again"]);
  await fund(page, "Refuse a refund without a key");
  await page.getByRole("combobox", { name: "Does it still have room?" }).selectOption("no");
  await act.saved(page);

  await page.goto(`${home}#/`);
  await act.begin(page, "Settlement paid refunds twice", ["2026-03-17 22:47 release v318 starts"]);
  await act.toPart(page, "stick");
  const earlier = page.getByRole("combobox", { name: "Link an earlier review" });
  await earlier.fill("Refund batch processed twice");
  await earlier.press("Tab");
  const linked = list(page, "Has this happened before?").getByRole("listitem");
  await linked.filter({ hasText: "13 weeks later · no room was made" }).waitFor();
  await linked.getByRole("combobox", { name: "It failed" }).selectOption("differently");
  await fund(page, "Retry with the same key");
  await page.getByRole("combobox", { name: "Did it ship?" }).selectOption("yes");
  await act.saved(page);
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // Something that was put in the panic, noted in the meeting.
  await link(page, "Ask the three questions now").click();
  await page.getByRole("textbox", { name: QUESTIONS[2] }).fill("Two approvals for each refund");
  await act.button(page, "Keep what we found").click();
  await list(page, "Safeguards this review made").waitFor();
  await act.saved(page);

  await page.goto(`${home}#/commitments`);
  const open = list(page, "Commitments");
  await open.getByRole("listitem").filter({ hasText: "it has no room any more" }).waitFor();
  assert.equal(await open.getByRole("listitem").count(), 2);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  const weekly = await act.downloaded(page, () => act.button(page, "A weekly reminder").click());
  assert.match(weekly.bytes.toString("utf8"), /RRULE:FREQ=WEEKLY\r\n/);

  await page.goto(`${home}#/patterns`);
  await heading(page, "Came again").waitFor();
  const again = list(page, "Came again").getByRole("listitem");
  await again.filter({ hasText: "13 weeks later · differently · no room was made" }).waitFor();
  await page.getByText("1 of 1 fix still stands").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  await page.goto(`${home}#/safeguards`);
  await list(page, "Safeguards").getByRole("listitem").filter({ hasText: "Two approvals for each refund" }).waitFor();
  const yearly = await act.downloaded(page, () => act.button(page, "A yearly reminder").click());
  assert.match(yearly.bytes.toString("utf8"), /RRULE:FREQ=YEARLY\r\n/);
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // A year on: one card, one key, and it is written into the review that it belongs to.
  await act.itIs(ana, new Date(Date.now() + 400 * 86_400_000).toISOString());
  await page.goto("about:blank");
  await page.goto(`${home}#/safeguards`);
  const card = list(page, "Safeguards").getByRole("listitem");
  await card.filter({ hasText: "it may go" }).waitFor();
  await act.button(page, "Ask about one").click();
  await heading(page, "Would we put it in place again today?").waitFor();
  await page.getByRole("button", { name: "Yes", disabled: false }).waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await page.keyboard.press("y");
  await heading(page, "Would we put it in place again today?").waitFor({ state: "detached" });
  await card.filter({ hasText: "it may go" }).waitFor({ state: "detached" });
  await card.getByRole("link").first().click();
  const again_today = page.getByRole("combobox", { name: "Would we put it in place again today?" });
  await act.until(async () => (await again_today.inputValue()) === "yes", "the review holds the answer");
  await act.button(page, "It was taken out").click();
  await act.saved(page);
  await page.goto(`${home}#/safeguards`);
  await page.getByText("Taken out this year: 1.", { exact: false }).waitFor();
});

// S2-4, S2-18
story("a change that nobody decided for ninety days is asked about, and a second fix still brings its sentence", async ({ person }) => {
  const ana = await person("Ana");
  await act.itIs(ana, "2026-03-18T10:00:00Z");
  const begun = await ana.open();
  await act.begin(begun, "Refund batch processed twice", ["2026-03-17 10:00 a batch ran again"]);
  await fund(begun, "Refuse a refund without a key");
  await act.toPart(begun, "change");
  const possible = begun.getByRole("textbox", { name: "Add: Possible change" }).first();
  await possible.fill("Retry with the same key");
  await possible.press("Enter");
  await act.saved(begun);
  await act.toPart(begun, "stick");
  await list(begun, "Follow-through").waitFor();
  assert.equal(await list(begun, "Ninety days on").count(), 0, "not before they have passed");
  const review = begun.url();
  await begun.close();

  await act.itIs(ana, "2026-06-20T10:00:00Z");
  const page = await ana.open(review, { tab: "new" });
  const drifting = list(page, "Ninety days on").getByRole("listitem").filter({ hasText: "Retry with the same key" });
  await drifting.getByRole("button", { name: "Fund it", exact: true }).press("Enter");
  const why = drifting.getByRole("textbox", { name: "Why a second one" });
  await why.waitFor();
  assert.equal(await list(page, "Follow-through").getByRole("listitem").count(), 1, "it is not funded without it");
  await why.fill("The first does not cover batches that are retried by hand");
  await why.press("Enter");
  await list(page, "Follow-through").getByRole("listitem").nth(1).waitFor();
  const written = await act.exported(page, "Markdown");
  assert.match(written, /retried by hand/);
});
