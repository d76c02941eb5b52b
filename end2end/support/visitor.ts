import { expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible, expectFits } from "./test.ts";

/** Longer than any deployment of the sample takes. */
const PATIENCE_MS = 30_000;

/** A person in front of a page. With the script the page follows by itself; without it they ask for it again. */
export class Visitor {
  readonly page: Page;
  private readonly live: boolean;

  constructor(page: Page, live: boolean) {
    this.page = page;
    this.live = live;
  }

  /** Waits until the page shows this. */
  async sees(what: Locator): Promise<void> {
    await this.waits(() => expect(what.first()).toBeVisible({ timeout: this.live ? PATIENCE_MS : 500 }));
  }

  /** Waits until this part of the page says these words. */
  async reads(part: Locator, words: string | RegExp): Promise<void> {
    await this.waits(() => expect(part).toContainText(words, { timeout: this.live ? PATIENCE_MS : 500 }));
  }

  /** Presses a button, and says yes where the page asks whether it is meant. */
  async press(name: string, within: Page | Locator = this.page): Promise<void> {
    const button = within.getByRole("button", { name, exact: true });
    const asks = this.live && (await button.getAttribute("data-confirm")) !== null;
    await button.click();
    if (asks) await this.page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  }

  /** Follows a link. */
  async follows(name: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole("link", { name, exact: typeof name === "string" }).first().click();
  }

  /** Fails where the page is not accessible, or must be scrolled sideways. */
  async canReadAll(): Promise<void> {
    if (!this.live) return; // Both are found out by script.
    await expectFits(this.page);
    for (const colorScheme of ["dark", "light"] as const) {
      await this.page.emulateMedia({ colorScheme });
      await expectAccessible(this.page);
    }
  }

  private async waits(look: () => Promise<void>): Promise<void> {
    if (this.live) return look();
    await expect(async () => {
      await this.page.reload();
      await look();
    }).toPass({ timeout: PATIENCE_MS, intervals: [200] });
  }
}

/** A project's cell on the board. */
export function cell(page: Page, environment: string): Locator {
  return page.locator(`#project-storefront td[data-label="${environment}"]`);
}

/** A step on a deployment's page. */
export function step(page: Page, text: string): Locator {
  return page.locator("#steps li").filter({ has: page.locator(".what", { hasText: text }) });
}

/** A line in the log of a step, about a target. */
export function logged(of: Locator, target: string, words: string): Locator {
  return of.locator(".log > div", { hasText: words }).filter({ has: of.page().locator(".target", { hasText: target }) });
}
