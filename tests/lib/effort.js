// How much is asked of a person: the pages they see, what they press, the fields they fill in.

export class Effort {
  /** Addresses, without what is not a page of its own. */
  pages = new Set();
  presses = 0;
  fields = 0;

  /** Counts what is done in a page from now on. Whoever sends a form by Enter presses its button. */
  async watch(page) {
    const count = { click: () => (this.presses += 1), input: () => (this.fields += 1) };
    await page.exposeBinding('countEffort', (_, kind) => count[kind]());
    await page.addInitScript(() => {
      for (const kind of ['click', 'input']) addEventListener(kind, () => window.countEffort(kind), true);
    });
    page.on('framenavigated', (frame) => frame === page.mainFrame() && this.#see(frame.url()));
  }

  #see(address) {
    const { protocol, pathname, searchParams } = new URL(address);
    // Nothing is seen of where a sign-in comes back to.
    if (protocol.startsWith('http') && !pathname.endsWith('/callback')) this.pages.add(pathname + (searchParams.get('framework') ?? ''));
  }
}
