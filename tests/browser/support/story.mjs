// A browser test: a host, some people with browsers of their own, what they do. At its end every browser is
// closed and, whatever the story was about, nothing may have left the origin, no error may stand on a console,
// and the content security policy may have refused nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { firefoxPath, FirefoxPerson } from "./firefox.mjs";
import { openOutside } from "./outside.mjs";
import { Person } from "./person.mjs";
import { openSite } from "./site.mjs";

// story("Ana reloads without a network", async ({ site, person }) => { … })
// story("…", { under: "/team/", timeout: 300_000, firefox: true }, async ({ site, person, firefox }) => { … })
export function story(name, ...rest) {
  const tell = rest.pop();
  const { under = "/", firefox = false, timeout = 120_000, skip } = rest.pop() ?? {};
  const reason = skip ?? (firefox && !firefoxPath ? "there is no Firefox on this machine, and none could be installed" : undefined);
  test(name, { timeout, skip: reason }, async (context) => {
    const site = await openSite({ under });
    const outside = await openOutside();
    const people = [];
    const meet = (kind) => async (who, options) => {
      const met = await kind.meet(who, { site, outside, ...options });
      people.push(met);
      return met;
    };
    let problems = [];
    try {
      await tell({
        site,
        person: meet(Person),
        firefox: meet(FirefoxPerson),
        tell: (sentence) => context.diagnostic(sentence),
      });
    } finally {
      for (const one of people) problems.push(...(await one.leave()));
      await site.stop();
      await outside.close();
    }
    problems.push(...outside.asked().map((target) => `asked for from outside: ${target}`));
    assert.deepEqual(problems, [], "something went wrong beside the story");
  });
}
