// The story everything else is for: two people, two browsers, one timeline, no server.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

// Thirty lines a side, in words of their own.
const SIGHTS = ["the queue", "a page in staging", "the replication lag", "the backup job", "our status page", "a customer"];
const DEEDS = ["went quiet", "came back 🎉", "said nothing at all", "was slower than yesterday", "looked fine to me 👀"];

const line = (who, mark, number) => {
  const time = new Date(Date.UTC(2017, 0, 31, 18, who === "Ana" ? number * 7 : number * 7 + 3));
  const words = `${mark} ${who}${number}: ${SIGHTS[number % 6]} ${DEEDS[number % 5]}`;
  return { words, typed: `2017-01-${time.getUTCDate()} ${time.toISOString().slice(11, 16)} ${words}`.replace("2017-01-1 ", "2017-02-01 ") };
};
const lines = (who, mark) => Array.from({ length: 30 }, (_, number) => line(who, mark, number));

for (const offline of [false, true]) {
  const how = offline ? ", both reloaded without a network" : "";
  story(`two people write apart and end with the same review${how}`, { timeout: 240_000 }, async ({ site, person, tell }) => {
    const ana = await person("Ana");
    const ben = await person("Ben", { timezoneId: "Asia/Tokyo" });

    // Ana begins with the worked example and shares it by link.
    const hers = await ana.open();
    await act.readARealOne(hers);
    const entries = await act.words(hers);
    const disputed = entries[3];
    const link = await act.shareLink(hers);
    tell(`the example is a link of ${link.length} characters`);

    // Ben opens it, reads it at once, and keeps a copy.
    const his = await ben.open(link);
    await act.inReview(his);
    assert.deepEqual(await act.words(his), entries);
    await act.keepACopy(his);
    for (const one of [ana, ben]) await one.kept();

    // Then there is no network any more.
    await site.stop();
    if (offline) {
      for (const page of [hers, his]) {
        await page.reload();
        await act.inReview(page);
        await act.entry(page, disputed).waitFor();
      }
    }

    const anaWrote = lines("Ana", "🐙");
    const benWrote = lines("Ben", "🧭");
    for (const { typed } of anaWrote) await act.write(hers, typed);
    for (const { typed } of benWrote) await act.write(his, typed);

    // Each takes something away, and one of them brings something back.
    await act.remove(hers, anaWrote[7].words);
    await act.remove(his, benWrote[11].words);
    await act.button(act.notice(his, "Removed"), "Undo").click();
    await act.entry(his, benWrote[11].words).waitFor();
    await act.remove(his, entries[5]);

    // And both remember the time of the same entry differently.
    await act.retime(hers, disputed, "2017-01-31 18:11");
    await act.retime(his, disputed, "2017-01-31 18:14");
    for (const page of [hers, his]) await act.saved(page);

    // They exchange files, both ways.
    const fromAna = await act.shareFile(hers);
    const fromBen = await act.shareFile(his);
    assert.match(fromAna.name, /\.postmortem$/);
    await act.openFiles(hers, fromBen);
    const said = await act.addTheirs(hers);
    assert.match(said, /30 new entries/);
    await act.openFiles(his, fromAna);
    await act.addTheirs(his);

    // The same words on both pages, nobody's lost.
    const wordsOfBoth = await act.words(hers);
    assert.deepEqual(await act.words(his), wordsOfBoth);
    const taken = [anaWrote[7].words, entries[5]];
    const written = [...anaWrote, ...benWrote].map(({ words }) => words);
    const expected = [...entries, ...written].filter((words) => !taken.includes(words));
    for (const words of expected) assert.ok(wordsOfBoth.includes(words), `${words} is missing`);
    assert.deepEqual(wordsOfBoth.toSorted(), expected.toSorted());

    // The time that differs stands on both pages with both values.
    for (const page of [hers, his]) {
      const both = act.entry(page, disputed).getByRole("list", { name: "Time: seen differently" });
      assert.equal(await both.getByRole("listitem").count(), 2);
      const shown = await both.textContent();
      assert.match(shown, /18:11/);
      assert.match(shown, /18:14/);
      assert.match(shown, /written here/i);
    }

    // And what they export is equal to the byte.
    const json = await act.exported(hers, "JSON");
    assert.equal(await act.exported(his, "JSON"), json);
    const markdown = await act.exported(hers, "Markdown");
    assert.equal(await act.exported(his, "Markdown"), markdown);
    for (const words of expected) assert.ok(json.includes(JSON.stringify(words).slice(1, -1)), `${words} is not in the JSON`);

    // A third with nothing but the last link has the same.
    const last = await act.shareLink(his);
    await site.start();
    const cy = await person("Cy", { width: 390, height: 844 });
    const theirs = await cy.open(last);
    await act.inReview(theirs);
    await act.keepACopy(theirs);
    assert.equal(await act.exported(theirs, "JSON"), json);
    tell(`the last link has ${last.length} characters, the JSON ${json.length}`);

    // It is all there tomorrow.
    await ana.quit();
    await ana.start();
    const again = await ana.open();
    await again.getByRole("list", { name: "Reviews" }).getByRole("link").first().click();
    await act.inReview(again);
    await act.entry(again, anaWrote[29].words).waitFor();
    assert.equal(await act.exported(again, "JSON"), json);
  });
}
