/** The chat's page as a person uses it, by what it shows. */
export class ChatPage {
  /** Errors and warnings of the console, refused content and failures that nobody caught. */
  problems = [];
  tab;

  static async open(context, url) {
    const page = new ChatPage();
    page.tab = await context.newPage();
    page.tab.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        page.problems.push(message.text());
      }
    });
    page.tab.on('pageerror', (error) => page.problems.push(String(error)));
    await page.tab.addInitScript(rememberTransports);
    await page.tab.goto(url);
    return page;
  }

  close() {
    return this.tab.context().close();
  }

  /** The complaints that a network which is away brings along are expected. */
  forgiveNetworkFailures() {
    this.problems = this.problems.filter((problem) => !/net::ERR_|WebSocket connection/.test(problem));
  }

  async signIn(name) {
    await this.tab.fill('#name', name);
    await this.tab.press('#name', 'Enter');
    await this.tab.waitForSelector('#chat[data-ready]');
    await this.isIn('# general');
  }

  /** Waits until the room is open and entered. */
  async isIn(title) {
    await this.shows('#conversation-title', title);
    await this.tab.waitForFunction(() => document.querySelector('#leave').hidden === false);
  }

  async openRoom(name) {
    await this.tab.locator('#rooms .entry', { hasText: name }).click();
    await this.isIn(`# ${name}`);
  }

  async openDirect(name) {
    await this.person(name).click();
    await this.shows('#conversation-title', name);
  }

  person(name) {
    return this.tab.locator('#people .entry', { hasText: name });
  }

  async say(text) {
    await this.tab.fill('#message', text);
    await this.tab.press('#message', 'Enter');
  }

  /** Many messages without a pause, by the same form. */
  sayAll(texts) {
    return this.tab.evaluate((all) => {
      for (const text of all) {
        document.querySelector('#message').value = text;
        document.querySelector('#composer').requestSubmit();
      }
    }, texts);
  }

  message(text) {
    return this.tab.locator('.message', { hasText: text });
  }

  /** Waits until somebody's message is there, said and not on its way. */
  async sees(text) {
    await this.tab.locator('.message:not(.pending)', { hasText: text }).last().waitFor();
  }

  /** Waits until the element has exactly that text. */
  async shows(selector, text) {
    const isShown = ([where, wanted]) => document.querySelector(where)?.textContent.trim() === wanted;
    await this.tab.waitForFunction(isShown, [selector, text]);
  }

  async isOnline(isOnline) {
    await this.tab.waitForSelector(`#badge[data-state="${isOnline ? 'online' : 'offline'}"]`, { state: 'attached' });
  }

  /** What was said in the open conversation: `[{author, text}]`, and nothing of what is on its way. */
  said() {
    return this.tab.locator('.message:not(.pending)').evaluateAll((messages) =>
      messages.map((message) => ({
        author: message.querySelector('header b').textContent,
        text: message.querySelector('.content')?.firstChild.textContent,
      })),
    );
  }

  async saidBy(name) {
    return (await this.said()).filter(({ author }) => author === name).map(({ text }) => text);
  }

  /** All that the badge has shown as the transport. */
  transports() {
    return this.tab.evaluate(() => globalThis.transportsSeen);
  }
}

/** Runs in the page before its own scripts. */
function rememberTransports() {
  globalThis.transportsSeen = [];
  document.addEventListener('DOMContentLoaded', () => {
    const badge = document.querySelector('#badge-transport');
    const remember = () => globalThis.transportsSeen.push(badge.textContent);
    new MutationObserver(remember).observe(badge, { childList: true, characterData: true, subtree: true });
  });
}
