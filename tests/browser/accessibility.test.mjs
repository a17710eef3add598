// Nothing serious stands in the way of somebody who does not see the page, or not its colours.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { drawn, letGo } from "./support/pictures.mjs";
import { story } from "./support/story.mjs";

for (const colorScheme of ["light", "dark"]) {
  story(`no page has a serious obstacle, ${colorScheme}`, { timeout: 180_000 }, async ({ person, tell }) => {
    const ana = await person("Ana", { colorScheme });
    const page = await ana.open();
    await act.ready(page);
    const found = [];
    const seen = [];
    const look = async (where) => {
      seen.push(where);
      found.push(...(await ana.accessibilityProblems(page)).map((problem) => `${where}: ${problem}`));
    };

    await page.getByRole("heading", { name: "What happened?" }).waitFor();
    await look("home, the first time");
    await act.readARealOne(page);
    await look("what happened");
    await act.writeIn(page, (await act.words(page))[2]);
    await look("an entry while one writes in it");
    await act.done(page);
    for (const name of ["Why it made sense", "What will change", "Did it stick?"]) {
      await act.part(page, name).click();
      await act.part(page, name).and(page.locator("[aria-current=page]")).waitFor();
      await look(name.toLowerCase());
    }
    await act.part(page, "What happened").click();

    await act.button(page, "Export").click();
    await page.getByRole("menu", { name: "Export" }).waitFor();
    await look("the export menu");
    await page.keyboard.press("Escape");

    const file = await act.shareFile(page);
    await act.button(page, "Share").click();
    const share = act.dialog(page, "Share");
    await act.until(async () => /#p1\./.test(await share.getByRole("textbox", { name: "Link", exact: true }).inputValue()), "there is a link");
    await act.button(share, "Ask for someone's side").click();
    const question = share.getByRole("textbox", { name: "Link to the question" });
    await act.until(async () => /#p1\./.test(await question.inputValue()), "there is a question");
    await look("share");
    const ask = await question.inputValue();
    await act.close(page, "Share");

    // Somebody else's additions, in the preview; then a time that differs.
    const ben = await person("Ben");
    const his = await ben.open();
    await act.openFiles(his, file);
    await act.inReview(his);
    await act.keepACopy(his);
    const disputed = (await act.words(his))[3];
    await act.write(his, "2017-01-31 23:00 seen from the other side");
    await act.retime(his, disputed, "2017-01-31 20:01");
    await act.retime(page, disputed, "2017-01-31 20:02");
    await act.openFiles(page, await act.shareFile(his));
    await act.dialog(page, "Preview").waitFor();
    await look("preview");
    await act.addTheirs(page);
    await act.entry(page, disputed).getByRole("list", { name: "Time: seen differently" }).waitFor();
    await look("a time seen differently");

    await act.button(page, "History").click();
    await page.getByRole("region", { name: "The state" }).getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("button", { name: /^All that changed then/ }).first().click();
    await page.getByRole("list", { name: "What changed", exact: true }).waitFor();
    await look("history");
    await page.getByRole("link", { name: "Back to the review" }).click();
    await act.inReview(page);
    await act.button(page, "Paste many…").click();
    await act.dialog(page, "Paste many").getByRole("textbox", { name: "Text" }).fill("14:05 Ines: queue is full\n14:06 Bo: on it");
    await act.dialog(page, "Paste many").getByRole("listitem").first().waitFor();
    await look("paste many");
    await act.close(page, "Paste many");
    await page.keyboard.press("ControlOrMeta+k");
    await act.dialog(page, "Commands").waitFor();
    await look("commands");
    await act.close(page, "Commands");

    await act.button(page, "Write down what you saw; nobody else sees it yet").click();
    await act.button(page, "Choose…").click();
    await act.entry(page, disputed).click();
    await page.getByRole("region", { name: "Chosen entries" }).waitFor();
    await act.button(page, "As a table").click();
    await look("lines chosen, the picture as a table, what I saw");
    await act.button(page, "None").click();

    const first = act.timeline(page).getByRole("listitem").first();
    await letGo(first, { name: "shot.png", bytes: await drawn(page, { kind: "image/png" }) });
    await act.button(page, "Look at shot.png").waitFor();
    await letGo(first, { name: "mail.log", bytes: Buffer.from("22:47:02 dana@example.org: ack timeout\n".repeat(12)) });
    await act.dialog(page, "Secrets").waitFor();
    await look("something secret");
    await act.button(act.dialog(page, "Secrets"), "Strip them").click();
    await first.getByRole("region", { name: "Log" }).waitFor();
    await first.focus();
    await page.keyboard.press("Enter");
    await act.button(page, "Quote a log…").click();
    await look("evidence of a line, while one writes in it");
    await act.button(page, "Done").click();
    await act.button(page, "Look at shot.png").click();
    await act.dialog(page, "Evidence").getByRole("img").waitFor();
    await look("a piece of evidence");
    await act.close(page, "Evidence");

    await act.command(page, "Replay what was known");
    await page.getByRole("heading", { name: /^What was known at/ }).waitFor();
    await look("a replay");
    await page.getByRole("link", { name: "Everything we know now" }).click();
    await act.inReview(page);
    await act.command(page, "Log an incident");
    await page.getByRole("textbox", { name: "Quick entry" }).fill("queue depth above 40k");
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Log", exact: true }).getByRole("listitem").first().waitFor();
    await look("the log of an incident");
    await act.button(page, "Stand down").click();
    await page.getByRole("heading", { name: "Nothing else is needed tonight." }).waitFor();
    await look("the end of a log");
    await page.goBack();
    await act.inReview(page);

    await act.command(page, "Read as an article");
    await page.getByRole("article").getByRole("heading", { level: 1 }).waitFor();
    await look("the reading view");
    await ana.open("#/settings");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await look("settings");
    await ana.open("#/find-lost-work");
    await page.getByRole("heading", { name: "Find lost work" }).waitFor();
    await look("find lost work");
    await ana.open("");
    await page.getByRole("list", { name: "Reviews" }).getByRole("link").first().waitFor();
    await look("home");
    await ana.open(ask);
    await page.getByRole("heading", { name: "What did you see?" }).waitFor();
    await look("somebody asked");

    assert.deepEqual(found, []);
    tell(`${seen.length} pages and dialogs: ${seen.join(", ")}`);
  });
}
