import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContextOptions, expect, test as base, type Page } from "@playwright/test";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Installation } from "./installation.ts";

export { expect };

/** The people of the demo: one for each role, and three stakeholders. */
export type Person =
  | "developer"
  | "devops"
  | "sre"
  | "stakeholder"
  | "stakeholder2"
  | "stakeholder3"
  | "auditor"
  | "admin";

/** The smallest phone that every page must fit. */
export const PHONE = { width: 360, height: 740 };

type Worker = {
  /** The installation's name: test files that change it name their own with `test.use`. */
  demo: string;
  installation: Installation;
};

type Test = {
  /** A page in a browser of its own, signed out. */
  visit: (options?: BrowserContextOptions) => Promise<Page>;
  /** A page in a browser of its own, signed in. */
  as: (person: Person, options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<Test, Worker>({
  demo: ["demo", { scope: "worker", option: true }],

  installation: [
    async ({ demo }, use, worker) => {
      const log = join(worker.project.outputDir, `${demo}-${worker.workerIndex}.log`);
      const installation = await Installation.start(log);
      await use(installation);
      await installation.remove();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  visit: async ({ browser, installation }, use) => {
    const troubles: string[] = [];
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL: installation.address, ...options });
      contexts.push(context);
      const page = await context.newPage();
      watch(page, troubles);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(troubles, "what went wrong behind the pages").toEqual([]);
  },

  as: async ({ visit }, use) => {
    await use(async (person, options) => {
      const page = await visit(options);
      await signIn(page, person);
      return page;
    });
  },
});

/** Signs in with the demo's button for this person. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.locator(`form:has(input[name="name"][value="${person}"]) button`).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Fails with every violation that axe finds on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  );
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** Fails where a page must be scrolled sideways to be read. */
export async function expectFits(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  expect(content, `${page.url()} fits its window`).toBeLessThanOrEqual(window);
}

/**
 * Keeps a picture of the page in `test-results/pictures`, and of those that the documentation shows a second one in
 * `docs/` when `SLIPWAY_SCREENSHOTS` is set. It is taken at once: what it shows may be over in a moment.
 */
export async function picture(page: Page, name: string, whole = false): Promise<void> {
  const folders = [resolve(import.meta.dirname, "../test-results/pictures")];
  if (process.env["SLIPWAY_SCREENSHOTS"] && !whole) folders.push(resolve(import.meta.dirname, "../../docs"));
  const taken = await page.screenshot({ animations: "disabled", fullPage: whole });
  for (const folder of folders) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.png`), taken);
  }
}

/** Notes what no test looks for and none may cause: script errors, blocked content, and failing answers. */
function watch(page: Page, troubles: string[]): void {
  page.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) troubles.push(`blocked: ${message.text()}`);
  });
  page.on("response", (answer) => {
    if (answer.status() >= 500) troubles.push(`${answer.status()}: ${answer.url()}`);
  });
}
