// A person with a Firefox. Fewer comforts than Chromium's; the same records.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import puppeteer from "puppeteer-core";
import { until } from "./acts.mjs";

export const firefoxPath = process.env.SECOND_STORY_FIREFOX;

// The driver's own way of waiting makes its functions out of text inside the page, and the page's policy forbids
// that: what is waited for is asked with `until`.

// An element that is there, or will be.
export class Found {
  constructor(page, selector) {
    this.page = page;
    this.selector = selector;
  }

  async handle() {
    let handle;
    await until(async () => (handle = await this.page.$(this.selector)), `there is ${this.selector}`, { patience: 30_000 });
    return handle;
  }

  async click() {
    await (await this.handle()).click();
  }

  async type(text) {
    await this.click();
    await this.page.keyboard.type(text);
  }
}

export class FirefoxPerson {
  constructor(name, { site, outside, width = 1280, height = 800 }) {
    this.name = name;
    this.site = site;
    this.outside = outside;
    this.viewport = { width, height };
    this.problems = [];
    this.accepted = [];
    this.console = [];
  }

  static async meet(name, options) {
    const person = new FirefoxPerson(name, options);
    person.profile = await mkdtemp(path.join(tmpdir(), "second-story-firefox-"));
    await person.start();
    return person;
  }

  async start() {
    this.browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: firefoxPath,
      headless: true,
      userDataDir: this.profile,
      defaultViewport: this.viewport,
      extraPrefsFirefox: {
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": this.outside.port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": this.outside.port,
        "network.proxy.no_proxies_on": "127.0.0.1",
        "dom.events.asyncClipboard.readText": true,
      },
    });
    this.page = (await this.browser.pages())[0] ?? (await this.browser.newPage());
    this.#watch(this.page);
    return this.page;
  }

  async open(address = "", { tab } = {}) {
    let page = this.page;
    if (tab === "new") {
      page = await this.browser.newPage();
      this.#watch(page);
    }
    const target = new URL(address, this.site.url).href;
    if (page.url().split("#")[0] === target.split("#")[0]) await page.goto("about:blank");
    await page.goto(target);
    return page;
  }

  // What has this role and this accessible name.
  byRole(role, name, page = this.page) {
    return new Found(page, `::-p-aria([name="${name}"][role="${role}"])`);
  }

  async kept(page = this.page) {
    await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), "the build is kept");
  }

  async kill() {
    const child = this.browser.process();
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  async quit() {
    await this.browser.close();
  }

  accept(pattern) {
    this.accepted.push(pattern);
  }

  async leave() {
    await this.browser.close().catch(() => {});
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    return this.problems.filter((problem) => !this.accepted.some((pattern) => pattern.test(problem)));
  }

  #watch(page) {
    page.on("request", (request) => {
      const address = request.url();
      const own = address.startsWith(`${this.site.origin}/`) || /^(about|blob|data|moz-extension):/.test(address);
      if (!own) this.#problem(`a request left the origin: ${address}`);
    });
    page.on("console", (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (message.type() === "error") this.#problem(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.#problem(`uncaught: ${error.stack ?? error}`));
  }

  #problem(sentence) {
    this.problems.push(`${this.name} (Firefox): ${sentence}`);
  }
}
