// Working together now: browsers in processes of their own, and nothing between them but what people carry by hand.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Opens the dialog on somebody's page.
async function workTogether(page) {
  await act.command(page, "Work together now…");
  const dialog = act.dialog(page, "Work together");
  await dialog.waitFor();
  return dialog;
}

// The invite that stands in the dialog, through the clipboard.
async function copyInvite(page) {
  const dialog = act.dialog(page, "Work together");
  await dialog.getByRole("textbox", { name: "Invite", exact: true }).first().waitFor();
  const [invite] = await act.copied(page, () => act.button(dialog, "Copy invite").first().click());
  return invite;
}

// What somebody does with an invite: joins, and copies the reply.
async function reply(page) {
  await act.button(page, "Join").click();
  await page.getByRole("textbox", { name: "Your reply" }).waitFor();
  const [copied] = await act.copied(page, () => act.button(page, "Copy reply").click());
  return copied;
}

async function connect(page, text) {
  const dialog = act.dialog(page, "Work together");
  await dialog.getByRole("textbox", { name: "Replies" }).fill(text);
  await act.button(dialog, "Connect").click();
}

// In the review with so many others.
async function with_(page, others) {
  const here = page.getByRole("main").getByRole("list", { name: "Here now" });
  await act.until(async () => (await here.getByRole("listitem").count()) === others, `${others} others are here`, 40_000);
}

story("three people write together; the third is put through, and goes on when the one in the middle is gone", { timeout: 300_000 }, async ({ person, tell }) => {
  const [ana, ben, cy] = [await person("Ana"), await person("Ben"), await person("Cy", { width: 390, height: 844 })];
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still"]);
  await workTogether(hers);
  const invite = await copyInvite(hers);
  tell(`an invite is a link of ${invite.length} characters`);

  // Ben opens it, and his reply lies in a chat for a minute.
  const his = await ben.open(invite);
  const replied = await reply(his);
  tell(`a reply is a link of ${replied.length} characters`);
  await wait(60_000);
  const before = Date.now();
  await connect(hers, `Ben: here you are\n> ${replied}\nAna: thanks`);
  await act.inReview(his);
  await act.entry(his, "the queue stood still").waitFor();
  tell(`open ${Date.now() - before} ms after the reply was pasted, a minute after it was made`);
  await act.close(hers, "Work together");

  // Cy comes in through Ana.
  await workTogether(hers);
  const third = await copyInvite(hers);
  const theirs = await cy.open(third);
  await connect(hers, await reply(theirs));
  await act.inReview(theirs);
  await act.close(hers, "Work together");
  for (const page of [hers, his, theirs]) await with_(page, 2);

  // Everybody writes; everybody has it.
  await act.write(hers, "14:10 Ana 🐙 looked at the lag");
  await act.write(his, "14:11 Ben 🧭 restarted the worker");
  await act.write(theirs, "14:12 Cy told the customers");
  for (const page of [hers, his, theirs]) {
    for (const words of ["Ana 🐙", "Ben 🧭", "Cy told"]) await act.entry(page, words).waitFor();
  }

  // The one in the middle is killed: the other two are linked directly.
  await ana.kill();
  await with_(his, 1);
  await act.write(his, "14:20 Ben goes on");
  await act.entry(theirs, "Ben goes on").waitFor();
  await act.write(theirs, "14:21 Cy goes on");
  await act.entry(his, "Cy goes on").waitFor();

  // She comes back by another invite, and nothing is missing.
  const again = await ana.start();
  await ana.open();
  await again.getByRole("list", { name: "Reviews" }).getByRole("link").first().click();
  await act.inReview(again);
  await act.write(again, "14:25 Ana came back");
  await workTogether(his);
  const back = await copyInvite(his);
  await ana.open(back);
  await connect(his, await reply(again));
  await act.inReview(again);
  await act.close(his, "Work together");
  for (const page of [again, his, theirs]) {
    for (const words of ["Ben goes on", "Cy goes on", "Ana came back"]) await act.entry(page, words).waitFor();
    await act.saved(page);
  }
  for (const page of [again, his, theirs]) await with_(page, 2);
  const json = await act.exported(again, "JSON");
  assert.equal(await act.exported(his, "JSON"), json);
  assert.equal(await act.exported(theirs, "JSON"), json);

  // Who stops is gone from the others' pages.
  await act.command(theirs, "Stop working together");
  await with_(his, 1);
});
