// Working together now: browsers in processes of their own, and nothing between them but what people carry by hand.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { connect, copyInvite, reply, together, with_, workTogether } from "./support/live.mjs";
import { story } from "./support/story.mjs";

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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

// Counts the frames of a page between a message on its wire and the moment these words stand in it.
const countFrames = (person) =>
  person.context.addInitScript(() => {
    let frame = 0;
    const count = () => {
      frame += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    let arrived = 0;
    const { set } = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, "onmessage");
    Object.defineProperty(RTCDataChannel.prototype, "onmessage", {
      set(hear) {
        set.call(this, (event) => {
          arrived = frame;
          hear.call(this, event);
        });
      },
    });
    globalThis.framesUntil = (words) =>
      new Promise((resolve) => {
        const seen = new MutationObserver(() => {
          if (document.body.innerText.includes(words)) {
            seen.disconnect();
            resolve(frame - arrived);
          }
        });
        seen.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
  });

story("what one types stands on the other's page within two frames of arriving, with their caret, and one can follow", { timeout: 180_000 }, async ({ person, tell }) => {
  const [ana, ben] = [await person("Ana"), await person("Ben", { colorScheme: "dark" })];
  await countFrames(ben);
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still", "14:10 the lag grew"]);
  const { his } = await together(hers, ben);

  const frames = [];
  for (let number = 0; number < 12; number += 1) {
    const words = `line ${number} by Ana`;
    const waiting = his.evaluate((words) => globalThis.framesUntil(words), words);
    await act.write(hers, `14:${20 + number} ${words}`);
    frames.push(await waiting);
  }
  tell(`frames from the message to the page: ${frames.join(", ")}`);
  frames.sort((one, other) => one - other);
  assert.ok(frames[6] <= 2, `half of them took more than two frames: ${frames}`);

  // Ana writes in a line: Ben sees that somebody does, and follows her to another part.
  await act.command(hers, "Facilitate: speak of everybody's wording, or no longer");
  await act.writeIn(hers, "the lag grew");
  await hers.keyboard.type("!");
  const line = act.entry(his, "the lag grew");
  await act.until(async () => (await line.getAttribute("data-here")) === "the facilitator", "the line says who is in it");
  const here = his.getByRole("list", { name: "Here now" });
  await here.getByText("the facilitator").waitFor();
  await act.button(his, "Follow the facilitator").click();
  await act.done(hers);
  await act.part(hers, "What will change").click();
  await act.part(his, "What will change").and(his.locator("[aria-current=page]")).waitFor();
  assert.deepEqual(await ben.accessibilityProblems(his), []);
  await act.part(hers, "What happened").click();
  await act.part(his, "What happened").and(his.locator("[aria-current=page]")).waitFor();
  await act.button(his, "Follow the facilitator").click();

  // Who looks at another page is still in it, and what comes meanwhile is there on the way back.
  await his.getByRole("link", { name: "Reviews", exact: true }).first().click();
  await act.write(hers, "14:50 written while Ben was elsewhere");
  await hers.getByText("on another page").waitFor();
  await his.goBack();
  await act.entry(his, "written while Ben was elsewhere").waitFor();
  await act.write(his, "14:51 and he goes on");
  await act.entry(hers, "and he goes on").waitFor();
});

story("codes that are used, another review's, cut off or no reply are each told, and nothing happens", { timeout: 180_000 }, async ({ person }) => {
  const [ana, ben, cy] = [await person("Ana"), await person("Ben"), await person("Cy")];
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still"]);
  const { invite, back } = await together(hers, ben);
  const dialog = await workTogether(hers);
  await dialog.getByRole("textbox", { name: "Invite", exact: true }).waitFor();
  const said = dialog.getByRole("alert");
  const refused = async (text, words) => {
    await connect(hers, text);
    await said.filter({ hasText: words }).waitFor();
  };
  await refused(back, /used already/);
  await refused(back.slice(0, -30), /cut off/);
  await refused("nothing of the kind", /There is no reply in this/);
  await refused(invite, /This is an invite, not a reply/);
  assert.deepEqual(await ana.accessibilityProblems(hers), []);
  await act.close(hers, "Work together");

  // A used invite, opened by a third: no wire, and it is said.
  const third = await cy.open(invite);
  const late = await reply(third);
  await workTogether(hers);
  await refused(late, /used already/);
  await act.close(hers, "Work together");

  // A reply to another review's invite.
  const other = await cy.open();
  await act.begin(other, "Another one", ["09:00 something else"]);
  await workTogether(other);
  const elsewhere = await copyInvite(other);
  const dee = await person("Dee");
  const fourth = await dee.open(elsewhere);
  const foreign = await reply(fourth);
  await workTogether(hers);
  await refused(foreign, /another review/);

  // An invite of yesterday.
  const eve = await person("Eve");
  await act.itIs(eve, new Date(Date.now() + 86_400_000).toISOString());
  const yesterday = await eve.open(elsewhere);
  await act.button(yesterday, "Join").click();
  await yesterday.getByRole("alert").filter({ hasText: "older than half an hour" }).waitFor();
  assert.deepEqual(await eve.accessibilityProblems(yesterday), []);
});

story("evidence comes over the wire, and all of it goes by keyboard at 390 px", { timeout: 180_000 }, async ({ person }) => {
  const [ana, ben] = [await person("Ana", { width: 390, height: 844 }), await person("Ben", { width: 390, height: 844 })];
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still"]);
  const log = "14:05:01 worker-3 stalled\n".repeat(2_000);
  const [chooser] = await Promise.all([
    hers.waitForEvent("filechooser"),
    (async () => {
      await act.entry(hers, "the queue stood still").focus();
      await hers.keyboard.press("a");
    })(),
  ]);
  await chooser.setFiles([{ name: "worker.log", mimeType: "text/plain", buffer: Buffer.from(log) }]);
  await act.entry(hers, "the queue stood still").getByText("worker.log").waitFor();
  await act.saved(hers);

  // Invite, join, reply, connect: no mouse.
  await act.command(hers, "Work together now…");
  const dialog = act.dialog(hers, "Work together");
  const field = dialog.getByRole("textbox", { name: "Invite", exact: true });
  await field.waitFor();
  const invite = await field.inputValue();
  const his = await ben.open(invite);
  await act.button(his, "Join").focus();
  await his.keyboard.press("Enter");
  const answer = his.getByRole("textbox", { name: "Your reply" });
  await answer.waitFor();
  await dialog.getByRole("textbox", { name: "Replies" }).focus();
  await hers.keyboard.insertText(await answer.inputValue());
  await act.button(dialog, "Connect").focus();
  await hers.keyboard.press("Enter");
  await act.inReview(his);
  await act.close(hers, "Work together");

  // The log is here, to the byte.
  await act.entry(his, "the queue stood still").getByText("worker.log").waitFor();
  await act.until(async () => {
    const markdown = await act.exported(his, "JSON");
    return markdown.includes(Buffer.from(log).toString("base64").slice(0, 400));
  }, "the bytes of the log came");
});

story("a pair of Chromium and Firefox, and of two Firefoxes, by hand", { firefox: true, timeout: 240_000 }, async ({ person, firefox, tell }) => {
  const ana = await person("Ana");
  const ben = await firefox("Ben");
  const cy = await firefox("Cy");
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still"]);
  await workTogether(hers);
  const invite = await copyInvite(hers);
  const value = async (person, name) => (await person.byRole("textbox", name).handle()).evaluate((field) => field.value);
  await ben.open(invite);
  await ben.byRole("button", "Join").click();
  const back = await value(ben, "Your reply");
  const began = Date.now();
  await connect(hers, back);
  // Not by innerText: Firefox leaves out of it what is scrolled out of sight.
  const timeline = (words) => document.querySelector("[role=list][aria-label=Timeline]")?.textContent.includes(words) ?? false;
  const stands = (person, words) =>
    act.until(() => person.page.evaluate(timeline, words), `“${words}” stands there`, { patience: 60_000 });
  await stands(ben, "the queue stood still");
  tell(`Chromium and Firefox: ${Date.now() - began} ms`);
  await act.close(hers, "Work together");

  // Ben invites Cy: two Firefoxes, and Cy is put through to Ana.
  await ben.page.keyboard.down("Control");
  await ben.page.keyboard.press("k");
  await ben.page.keyboard.up("Control");
  await (await ben.byRole("combobox", "Command").handle()).type("Work together now");
  await ben.page.keyboard.press("Enter");
  const second = await value(ben, "Invite");
  await cy.open(second);
  await cy.byRole("button", "Join").click();
  const answer = await value(cy, "Your reply");
  await (await ben.byRole("textbox", "Replies").handle()).type(answer);
  await ben.byRole("button", "Connect").click();
  await stands(cy, "the queue stood still");
  await with_(hers, 2);
  await act.write(hers, "14:10 Ana to everybody");
  await stands(ben, "Ana to everybody");
  await stands(cy, "Ana to everybody");
});

story("a sentence reworded before others came in is in nothing that went over the wire", { timeout: 240_000 }, async ({ person, tell }) => {
  const [ana, ben] = [await person("Ana"), await person("Ben")];
  const hers = await ana.open();
  await act.begin(hers, "The wrong database", ["23:27 Tomasz should have known better", "23:31 the amber lamp beside the total"]);
  await act.writeIn(hers, "should have known better");
  const field = hers.getByRole("textbox", { name: "Entry", exact: true });
  await field.fill("the two prompts looked the same");
  await act.done(hers);
  await act.saved(hers);
  const { his } = await together(hers, ben);
  await act.write(hers, "23:40 written while both were there");
  await act.entry(his, "written while both were there").waitFor();
  const strings = await everythingIn((await act.shareFile(his)).bytes);
  tell(`${strings.length} strings were decoded of what came over the wire`);
  const holds = (words) => strings.some((text) => text.includes(words));
  for (const there of ["the amber lamp", "the two prompts looked the same", "written while both were there"]) assert.ok(holds(there), `“${there}” came`);
  for (const gone of ["Tomasz", "should have known"]) assert.ok(!holds(gone), `“${gone}” left`);
});
