// A person with a browser of their own: a real Chromium with its own profile folder, so that it can be killed
// and started again with what it had on disk.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-domain-reliability",
  "--metrics-recording-only",
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class Person {
  // Use `person(…)` of a story; it closes what it opens.
  constructor(name, { site, outside, ...look }) {
    this.name = name;
    this.site = site;
    this.outside = outside;
    this.look = look;
    // What went wrong in their browser: errors on the console, refusals by the content security policy, requests
    // that left the origin. Must be empty at the end of the story.
    this.problems = [];
    this.accepted = [];
    // Everything their pages said on the console.
    this.console = [];
  }

  static async meet(name, options) {
    const person = new Person(name, options);
    person.profile = await mkdtemp(path.join(tmpdir(), "second-story-"));
    await person.start();
    return person;
  }

  // Starts the browser on this person's profile: once at the beginning, and again after `kill` or `quit`.
  async start() {
    const { width = 1280, height = 800, colorScheme = "light", locale = "en-GB", timezoneId = "UTC", ...rest } = this.look;
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: process.env.SECOND_STORY_CHROMIUM ?? "/usr/bin/chromium",
      headless: true,
      args: [...FLAGS, `--proxy-server=http://${this.outside.address}`],
      viewport: { width, height },
      colorScheme,
      locale,
      timezoneId,
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      ...rest,
    });
    this.context.setDefaultTimeout(20_000);
    this.#watch();
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    return this.page;
  }

  // Opens an address of the app ("" is home, "#/r/…" a review, "#p1.…" a link) in their tab, or in a new one.
  async open(address = "", { tab } = {}) {
    const page = tab === "new" ? await this.context.newPage() : this.page;
    const target = new URL(address, this.site.url).href;
    // Two addresses that differ only in the fragment are one page to a browser; opening a link is a fresh start.
    if (page.url().split("#")[0] === target.split("#")[0]) await page.goto("about:blank");
    await page.goto(target);
    return page;
  }

  // Waits until the build is kept for use without a network and answers for this page.
  async kept(page = this.page) {
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  // Ends the browser as a power cut would: nothing is flushed, no page hears of it.
  async kill() {
    const pids = browserProcesses(this.profile);
    if (pids.length === 0) throw new Error(`${this.name} has no browser to kill`);
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It went with its parent.
      }
    }
    await this.context.close().catch(() => {});
    while (browserProcesses(this.profile).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  // Closes the browser as a person does.
  async quit() {
    await this.context.close();
  }

  // No network for their pages. `site.stop()` has none for anybody.
  async offline(off = true) {
    await this.context.setOffline(off);
  }

  // An error on the console that belongs to the story.
  accept(pattern) {
    this.accepted.push(pattern);
  }

  // What a blind person would trip over, as axe sees it: the serious and the critical only.
  async accessibilityProblems(page = this.page) {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join(", ")})`);
    });
  }

  async leave() {
    await this.context.close().catch(() => {});
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    return this.problems.filter((problem) => !this.accepted.some((pattern) => pattern.test(problem)));
  }

  #watch() {
    this.context.on("request", (request) => this.#seen(request.url()));
    this.context.on("page", (page) => this.#watchWires(page));
    for (const page of this.context.pages()) this.#watchWires(page);
    this.context.on("console", (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (message.type() === "error") this.#problem(`console: ${message.text()} (${message.location().url})`);
    });
    this.context.on("weberror", (error) => this.#problem(`uncaught: ${error.error()?.stack || error.error()}`));
  }

  // A WebSocket is no request to the browser's driver; it leaves the origin all the same.
  #watchWires(page) {
    page.on("websocket", (wire) => {
      if (!this.site.mayTalkTo.includes(new URL(wire.url()).origin)) this.#problem(`a wire to ${wire.url()}`);
    });
  }

  #seen(address) {
    const own = address.startsWith(`${this.site.origin}/`) || /^(about|blob|data|chrome):/.test(address);
    if (!own) this.#problem(`a request left the origin: ${address}`);
  }

  #problem(sentence) {
    this.problems.push(`${this.name}: ${sentence}`);
  }
}

// The main process of each browser that runs on this profile.
function browserProcesses(profile) {
  const list = execFileSync("ps", ["-axo", "pid=,stat=,args="], { encoding: "utf8", maxBuffer: 1 << 26 });
  return list
    .split("\n")
    .filter((line) => line.includes(`--user-data-dir=${profile}`) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number(line.trim().split(/\s+/)[0]));
}
