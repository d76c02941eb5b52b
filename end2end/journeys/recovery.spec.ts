import { expect, picture, test } from "../support/test.ts";
import { Visitor } from "../support/visitor.ts";

test.use({ demo: "recovery" });

for (const live of [true, false]) {
  test(`an admin has the recovery drilled ${live ? "" : "without script "}and sees what is proven`, async ({ as }) => {
    const admin = new Visitor(await as("admin", { javaScriptEnabled: live, viewport: { width: 1280, height: 1000 } }), live);
    const { page } = admin;
    await page.goto("/recovery");
    await admin.press("Back up now");
    await expect(page.locator("main")).toContainText("there too");
    await admin.press("Drill now");
    for (const lost of ["Killed process", "Lost or damaged file", "Lost machine"]) {
      const proven = page.getByRole("row").filter({ hasText: lost });
      await admin.reads(proven, "(goal"); // Beside what was measured.
      await expect(proven).not.toContainText("Never");
    }
    await admin.reads(page.locator("#head"), "Slipway’s own state");
    await admin.canReadAll();
    if (live) await picture(page, "recovery");
  });
}
