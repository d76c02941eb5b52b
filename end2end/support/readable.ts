import type { Page } from "@playwright/test";
import { expectAccessible, expectFits, PHONE, picture } from "./test.ts";

const DESK = { width: 1280, height: 900 };

/** Fails where the page cannot be read in either window and scheme; keeps pictures. */
export async function canBeRead(page: Page, name: string): Promise<void> {
  for (const window of [DESK, PHONE]) {
    await page.setViewportSize(window);
    await expectFits(page);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await picture(page, `${name}-${window.width}-${colorScheme}`, true);
    }
  }
  await page.setViewportSize(DESK);
}
