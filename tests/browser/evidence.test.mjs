// Evidence that cannot rot: pasted, dropped and picked; without what a camera wrote into it; carried by the file and
// named by the link; secrets pointed out before they enter.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { claiming, drawn, letGo, withMetadata } from "./support/pictures.mjs";
import { story } from "./support/story.mjs";

const PLANTED = "GPS 52.5200 N 13.4050 E, camera of a person";
const LOG = ["22:47:01 worker-3 WARN queue depth 40112", "22:47:02 worker-3 ERROR ack timeout after 30s", "  at drain(queue.rs:41)"];
// Put together here, so that no scanner takes a made-up token for a lost one.
const TOKEN = ["xoxb", "123456789012", "abcdefghijkl"].join("-");

const evidence = (page, words) => act.entry(page, words).getByRole("list", { name: "Evidence", exact: true });
const picture = (page, called) => act.button(page, `Look at ${called}`);

// A picture stands there with its pixels, not only its frame.
async function stands(page, called) {
  await picture(page, called).waitFor();
  await picture(page, called).scrollIntoViewIfNeeded();
  const image = picture(page, called).locator("img");
  await act.until(() => image.evaluate((image) => image.complete && image.naturalWidth > 0), `${called} is drawn`);
}

async function pickFor(page, words, ...files) {
  await act.writeIn(page, words);
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), act.button(page, "Add evidence…").click()]);
  await chooser.setFiles(files.map(({ name, bytes }) => ({ name, mimeType: "application/octet-stream", buffer: bytes })));
}

const dropOn = (page, words, file) => letGo(act.entry(page, words).first(), file);

// Puts a picture on the clipboard, as a screenshot tool does.
const copyPicture = (page, bytes) =>
  page.evaluate(async (bytes) => {
    const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  }, [...bytes]);

async function quote(page, words, lines, name) {
  await act.writeIn(page, words);
  await act.button(page, "Quote a log…").click();
  await page.getByRole("textbox", { name: "Log excerpt" }).fill(lines.join("\n"));
  await page.getByRole("textbox", { name: "Name of the log" }).fill(name);
  await act.button(page, "Keep as evidence").click();
}

story("pictures and logs come in three ways, and leave in the file, without what nobody meant to tell", { timeout: 300_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds", ["2026-03-17 22:47 page: queue depth > 40k", "2026-03-17 23:20 ! hold the rollback"]);

  // Picked, with what a camera wrote into it.
  const shot = withMetadata(await drawn(page, { width: 3_000, height: 1_500 }), PLANTED);
  assert.ok(shot.includes(PLANTED));
  await pickFor(page, "queue depth", { name: "queue.jpg", bytes: shot });
  await stands(page, "queue.webp");
  await page.getByRole("textbox", { name: "What queue.webp shows" }).fill("The queue at a quarter to eleven");
  await page.getByRole("textbox", { name: "What queue.webp shows" }).press("Tab");
  await picture(page, "The queue at a quarter to eleven").waitFor();
  await act.done(page);

  // Dropped on a line.
  await dropOn(page, "hold the rollback", { name: "dash.png", bytes: await drawn(page, { seed: 5, kind: "image/png" }) });
  await stands(page, "dash.png");

  // Pasted where the next line is typed: it goes with that line.
  await copyPicture(page, await drawn(page, { seed: 9, kind: "image/png" }));
  const quick = page.getByRole("textbox", { name: "Quick entry" });
  await quick.press("ControlOrMeta+v");
  await page.getByText("image.png goes with the next line").waitFor();
  await quick.fill("23:31 customers wrote in");
  await quick.press("Enter");
  await stands(page, "image.png");
  assert.equal(await evidence(page, "customers wrote in").getByRole("listitem").count(), 1);

  // A log, word by word; what looks secret is pointed out before it enters.
  await quote(page, "queue depth", [...LOG, `export SLACK=${TOKEN}`, "mail dana@example.org"], "worker-3.log");
  const asked = act.dialog(page, "Secrets");
  await asked.getByText("A Slack token, line 4").waitFor();
  await asked.getByText("An e-mail address, line 5").waitFor();
  assert.ok(!(await asked.innerText()).includes(TOKEN));
  await act.button(asked, "Strip them").click();
  await asked.waitFor({ state: "detached" });
  const log = evidence(page, "queue depth").getByRole("region", { name: "Log" });
  await log.waitFor();
  assert.equal(await log.innerText(), [...LOG, "export SLACK=[removed: a Slack token]", "mail [removed: an e-mail address]"].join("\n"));
  await act.done(page);
  await act.saved(page);

  // Something that is taken away before anybody has seen it leaves with nobody.
  await dropOn(page, "hold the rollback", { name: "private.txt", bytes: Buffer.from("a sentence for nobody") });
  await evidence(page, "hold the rollback").getByText("a sentence for nobody").waitFor();
  await act.writeIn(page, "hold the rollback");
  await act.button(page, "Remove private.txt").click();
  await act.done(page);
  await act.saved(page);

  // After a reload it is all there.
  await page.reload();
  await act.inReview(page);
  for (const called of ["The queue at a quarter to eleven", "dash.png", "image.png"]) await stands(page, called);
  await picture(page, "dash.png").click();
  const large = act.dialog(page, "Evidence");
  await large.getByText("640 × 480 pixels").waitFor();
  await large.getByText(/^SHA-256 [0-9a-f]{64}$/).waitFor();
  await act.close(page, "Evidence");

  // Share says what it costs; the file carries it, decoded without what the camera wrote.
  await act.button(page, "Share").click();
  const cost = await act.dialog(page, "Share").getByText(/4 pieces of evidence, .* the link goes without them/).innerText();
  tell(cost);
  await act.close(page, "Share");
  // The first share gave the review another name: its evidence went along.
  await page.reload();
  await act.inReview(page);
  await stands(page, "dash.png");
  const file = await act.shareFile(page);
  const link = await act.shareLink(page);
  const inFile = await everythingIn(file.bytes);
  const inLink = await everythingIn(link);
  const holds = (strings, words) => strings.some((string) => string.includes(words));
  assert.ok(holds(inFile, LOG[1]), "the same search finds what is there");
  assert.ok(!holds(inLink, LOG[1]), "a link goes without");
  for (const strings of [inFile, inLink]) {
    assert.ok(holds(strings, "dash.png"));
    for (const words of [PLANTED, "camera of a person", TOKEN, "dana@example.org", "a sentence for nobody", "private.txt"]) {
      assert.ok(!holds(strings, words), words);
    }
  }
  // And without evidence, where somebody wants it so.
  await act.button(page, "Share").click();
  await act.dialog(page, "Share").getByRole("checkbox", { name: "Evidence goes with the file" }).uncheck();
  const light = await act.downloaded(page, () => act.button(act.dialog(page, "Share"), "Download file").click());
  await act.close(page, "Share");
  assert.ok(light.bytes.length * 3 < file.bytes.length, `${light.bytes.length} and ${file.bytes.length} bytes`);

  // By link it is named, not broken; the file fills it.
  const ben = await person("Ben");
  const his = await ben.open(link);
  await act.keepACopy(his);
  await evidence(his, "hold the rollback").getByText(/Not in this browser/).waitFor();
  assert.equal(await evidence(his, "hold the rollback").getByText("dash.png").count(), 1);
  await act.openFiles(his, file);
  const said = await act.addTheirs(his);
  assert.match(said, /it brings 4 pieces of evidence that this browser lacks/);
  await stands(his, "dash.png");
  // Another tab of the same browser hears of it.
  const tab = await ben.open(new URL(his.url()).hash, { tab: "new" });
  await act.inReview(tab);
  await stands(tab, "dash.png");

  // What he adds comes back with his file, beside hers.
  await dropOn(his, "customers wrote in", { name: "tickets.txt", bytes: Buffer.from("ticket 4711: charged twice\n") });
  await evidence(his, "customers wrote in").getByText("charged twice").waitFor();
  await act.saved(his);
  await act.openFiles(page, await act.shareFile(his));
  assert.match(await act.addTheirs(page), /It brings 1 piece of evidence/);
  // A log is read once its line is in sight.
  await act.entry(page, "customers wrote in").scrollIntoViewIfNeeded();
  await evidence(page, "customers wrote in").getByText("charged twice").waitFor();
  assert.equal(await evidence(page, "customers wrote in").getByRole("listitem").count(), 2);

  // JSON carries it; read in elsewhere it is the same review.
  const json = await act.exported(page, "JSON");
  const cleo = await person("Cleo");
  const hers = await cleo.open();
  await act.openFiles(hers, { name: "review.json", bytes: json });
  await hers.waitForURL(/#\/r\//);
  await act.inReview(hers);
  await stands(hers, "dash.png");
  const again = JSON.parse(await act.exported(hers, "JSON"));
  assert.deepEqual({ ...again, id: "" }, { ...JSON.parse(json), id: "" });

  // Markdown names every piece, and quotes the logs.
  const markdown = await act.exported(page, "Markdown");
  assert.ok(markdown.includes(`\`\`\`text\n${LOG.join("\n")}\n`), markdown);
  assert.match(markdown, /\*\*dash\.png\*\* \(picture, \d+ KB\)/);
  // The article shows it all.
  await act.command(page, "Read as an article");
  await page.getByRole("heading", { name: "Supporting information" }).waitFor();
  const article = page.getByRole("article");
  await act.until(() => article.locator("img").evaluateAll((all) => all.length === 3 && all.every((image) => image.naturalWidth > 0)), "three pictures");
  await article.getByText(LOG[1]).waitFor();
});

story("a file as somebody sends it is opened by letting it go anywhere", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds", ["2026-03-17 22:47 page: queue depth > 40k"]);
  await dropOn(page, "queue depth", { name: "shot.png", bytes: await drawn(page, { kind: "image/png" }) });
  await stands(page, "shot.png");
  await act.saved(page);
  const file = await act.shareFile(page);
  const ben = await person("Ben");
  const his = await ben.open();
  await his.getByRole("heading", { name: "Reviews" }).or(act.button(his, "Open…")).first().waitFor();
  await letGo(his.locator("body"), { name: "refunds.postmortem", bytes: file.bytes });
  await act.inReview(his);
  // Shown in memory, its evidence with it, and kept with a click.
  await stands(his, "shot.png");
  await act.keepACopy(his);
  // What is called saved has its evidence.
  await his.reload();
  await act.inReview(his);
  await stands(his, "shot.png");
  // A log let go of where one pastes is read there.
  await act.button(page, "Paste many…").click();
  await letGo(act.dialog(page, "Paste many"), { name: "ops.log", bytes: Buffer.from("2026-03-17 22:50 the worker restarts\n2026-03-17 22:55 and again\n") });
  await act.dialog(page, "Paste many").getByRole("list", { name: "Rows" }).getByText("the worker restarts").waitFor();
  await act.button(act.dialog(page, "Paste many"), "Add rows").click();
  await act.entry(page, "and again").waitFor();
});

story("what is no evidence is refused with its reason, and nothing changes", { timeout: 180_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds", ["2026-03-17 22:47 page: queue depth > 40k"]);
  const before = await act.exported(page, "JSON");
  const whole = await drawn(page);
  const cases = [
    ["empty.txt", Buffer.alloc(0), /“empty\.txt” is empty/],
    ["report.pdf", Buffer.from("%PDF-1.7 \0 and more"), /“report\.pdf” is neither a picture nor text/],
    ["drawing.svg", Buffer.from("\0<svg xmlns='http://www.w3.org/2000/svg'/>"), /“drawing\.svg” is neither a picture nor text/],
    ["huge.png", claiming(60_000, 60_000), /“huge\.png” has 60000 × 60000 pixels, more than can be read here/],
    ["damaged.png", claiming(640, 480), /“damaged\.png”: The browser cannot read this picture/],
    ["cut.jpg", whole.subarray(0, 300), /“cut\.jpg”/],
    ["all.log", Buffer.alloc(1_000_001, "a log that goes on\n"), /“all\.log” \(1 MB\) is larger than the 1 MB/],
  ];
  for (const [name, bytes, sentence] of cases) {
    await pickFor(page, "queue depth", { name, bytes });
    const said = page.getByRole("status").filter({ hasText: sentence });
    await said.waitFor();
    tell(await said.innerText());
    await act.done(page);
  }
  assert.equal(await act.exported(page, "JSON"), before);
  // Good ones beside bad ones are taken.
  await pickFor(page, "queue depth", { name: "one.jpg", bytes: whole }, { name: "two.pdf", bytes: Buffer.from("%PDF\0") });
  await page.getByRole("status").filter({ hasText: "“two.pdf”" }).waitFor();
  await stands(page, "one.webp");
});

story("what looks secret in a paste is asked about before it enters, by keyboard alone", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds", ["2026-03-17 22:47 page: queue depth > 40k"]);
  const asked = act.dialog(page, "Secrets");
  const copy = (text) => page.evaluate((text) => navigator.clipboard.writeText(text), text);
  const quick = page.getByRole("textbox", { name: "Quick entry" });

  await copy(`23:01 restarted with ${TOKEN} by hand`);
  await quick.focus();
  await page.keyboard.press("ControlOrMeta+v");
  await asked.waitFor();
  assert.equal(await quick.inputValue(), "");
  // “Strip them” has the focus.
  await page.keyboard.press("Enter");
  await asked.waitFor({ state: "detached" });
  await act.until(async () => (await quick.inputValue()) === "23:01 restarted with [removed: a Slack token] by hand", "stripped");
  await page.keyboard.press("Enter");
  await act.entry(page, "restarted with [removed: a Slack token]").waitFor();

  // Cancelled, nothing enters; kept, all of it does; in the middle of what stands there.
  await act.writeIn(page, "queue depth");
  const field = page.getByRole("textbox", { name: "Entry", exact: true });
  await copy("write to dana@example.org ");
  await page.keyboard.press("Home");
  await page.keyboard.press("ControlOrMeta+v");
  await asked.waitFor();
  await page.keyboard.press("Escape");
  await asked.waitFor({ state: "detached" });
  assert.equal(await field.inputValue(), "queue depth > 40k");
  await field.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ControlOrMeta+v");
  await asked.waitFor();
  await act.button(asked, "Keep it as it is").press("Enter");
  await act.until(async () => (await field.inputValue()) === "write to dana@example.org queue depth > 40k", "kept");
  await act.done(page);
  await act.entry(page, "write to dana@example.org queue depth > 40k").waitFor();

  // What is not secret enters as ever.
  await copy("23:05 all quiet");
  await quick.focus();
  await page.keyboard.press("ControlOrMeta+v");
  assert.equal(await quick.inputValue(), "23:05 all quiet");
});

story("on a telephone without a network, by keyboard alone: attached, said what it shows, quoted, taken back", async ({ person }) => {
  const ana = await person("Ana", { width: 390, height: 844, colorScheme: "dark" });
  const page = await ana.open();
  await act.begin(page, "Refunds", ["2026-03-17 22:47 page: queue depth > 40k"]);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.context().setOffline(true);
  await page.reload();
  await act.inReview(page);
  const line = act.entry(page, "queue depth").first();
  // Somebody is there to choose from now on: a key is quicker than the word of that reaches the browser.
  page.on("filechooser", () => {});
  await page.waitForTimeout(200);
  await line.focus();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("a")]);
  await chooser.setFiles([{ name: "shot.png", mimeType: "image/png", buffer: await drawn(page, { kind: "image/png" }) }]);
  await stands(page, "shot.png");
  // Looked at large, and back where one was.
  await picture(page, "shot.png").focus();
  await page.keyboard.press("Enter");
  await act.dialog(page, "Evidence").waitFor();
  await act.close(page, "Evidence");
  assert.equal(await picture(page, "shot.png").evaluate((button) => button === document.activeElement), true);
  // What it shows becomes its name for whoever cannot see it.
  await line.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "What shot.png shows" }).focus();
  await page.keyboard.type("The queue, full");
  await page.keyboard.press("Tab");
  await picture(page, "The queue, full").waitFor();
  // A log, quoted.
  await act.button(page, "Quote a log…").focus();
  await page.keyboard.press("Enter");
  const excerpt = page.getByRole("textbox", { name: "Log excerpt" });
  await act.until(() => excerpt.evaluate((field) => field === document.activeElement), "the field has the focus");
  await page.keyboard.type("22:47:02 ack timeout");
  await act.button(page, "Keep as evidence").focus();
  await page.keyboard.press("Enter");
  // While one writes in a line, its words stand in a field.
  await page.getByRole("list", { name: "Evidence", exact: true }).getByText("22:47:02 ack timeout").waitFor();
  assert.equal(await act.button(page, "Quote a log…").evaluate((button) => button === document.activeElement), true);
  await page.getByRole("textbox", { name: "Entry", exact: true }).focus();
  await page.keyboard.press("Escape");
  // Taken back, and brought back.
  await page.keyboard.press("ControlOrMeta+z");
  await evidence(page, "queue depth").getByText("22:47:02 ack timeout").waitFor({ state: "detached" });
  await page.keyboard.press("ControlOrMeta+Shift+z");
  await evidence(page, "queue depth").getByText("22:47:02 ack timeout").waitFor();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "nothing stands out to the side");
  await page.waitForFunction(() => !document.querySelector('[aria-label="Saved state"]')?.textContent.includes("Saving"));
  await page.reload();
  await act.inReview(page);
  await stands(page, "The queue, full");
  await page.context().setOffline(false);
});
