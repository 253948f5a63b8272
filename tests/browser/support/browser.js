import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { ChatPage } from './chat_page.js';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PATIENCE_MS = 30_000;
const DESKTOP = { width: 1280, height: 800 };

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing beyond loopback.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Debian's Chromium without a window and without a past. */
export class Browser {
  #chromium;
  #pages = [];

  static async start() {
    const browser = new Browser();
    browser.#chromium = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
    return browser;
  }

  /** A window of somebody who has never been here: nothing is kept in it. */
  async open(url, { viewport = DESKTOP, colorScheme = 'light' } = {}) {
    const context = await this.#chromium.newContext({ viewport, colorScheme, locale: 'en-GB' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await ChatPage.open(context, url);
    this.#pages.push(page);
    return page;
  }

  /** Somebody who has signed in, and whose line is a WebSocket by now. */
  async enter(url, name, options) {
    const page = await this.open(url, options);
    await page.signIn(name);
    await page.shows('#badge-transport', 'polling → websocket');
    return page;
  }

  /** Closes all pages. Returns what their consoles complained about. */
  async closePages() {
    const pages = this.#pages.splice(0);
    await Promise.all(pages.map((page) => page.close()));
    return pages.flatMap((page) => page.problems);
  }

  stop() {
    return this.#chromium.close();
  }
}

/** Into the folder that `SCREENSHOTS` names, if any. */
export async function screenshot(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (folder) {
    await mkdir(folder, { recursive: true });
    await page.tab.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  }
}
