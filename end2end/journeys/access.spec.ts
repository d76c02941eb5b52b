import { expect, type Locator, type Page } from "@playwright/test";
import { ask } from "../support/crawl.ts";
import { expectAccessible, expectFits, PHONE, picture, test } from "../support/test.ts";
import { cell } from "../support/visitor.ts";

test.use({ demo: "access" });

const level = (admin: Page, place: string): Locator => admin.getByRole("combobox", { name: place, exact: true });

/** Changes a cell as an admin does: choose, review, read what it comes to, save. */
async function changes(admin: Page, place: string, to: string, told: RegExp): Promise<void> {
  await admin.goto("/admin/access");
  await level(admin, place).selectOption(to);
  await admin.getByRole("button", { name: "Review changes" }).click();
  await expect(admin.getByRole("region", { name: "Not saved yet" })).toContainText(told);
  await admin.getByRole("button", { name: "Save 1 change" }).click();
  await expect(admin).toHaveURL(/\/admin\/access#latest$/);
  await expect(level(admin, place)).toHaveValue(to);
}

test("a developer's open page gains production when an admin says so, and loses it again", async ({ as }) => {
  const [developer, admin] = [await as("developer"), await as("admin")];
  await developer.goto("/");
  await expect(cell(developer, "development")).toBeVisible();
  await expect(cell(developer, "production")).toHaveCount(0);
  await developer.evaluate("window.opened = true");

  await changes(admin, "Developer on production", "Read", /1 person gains Read on production \(None → Read\): Shop developer\./);
  await expect(cell(developer, "production")).toContainText("2.7.3");
  expect((await ask(developer, "/environments/production")).status).toBe(200);

  await changes(admin, "Developer on production", "None", /1 person loses Read on production \(Read → None\): Shop developer\./);
  await expect(cell(developer, "production")).toHaveCount(0);
  expect((await ask(developer, "/environments/production")).status).toBe(404);
  expect(await developer.evaluate("window.opened"), "the page was not loaded again").toBe(true);
});

test("an admin without a role in an environment deploys nothing, approves nothing and sees no state", async ({ as }) => {
  const [admin, devops] = [await as("admin"), await as("devops")];
  const { text } = await ask(devops, "/history.csv");
  const number = /^(\d+),"storefront"/m.exec(text)?.[1];
  expect(number).toBeDefined();
  for (const path of [
    `/deployments/${number}`,
    `/deployments/${number}/events`,
    "/environments/production",
    "/environments/development",
    "/deployments/new?project=storefront&environment=production&release=2.8.0",
    "/projects/storefront/environments/production/rollback?to=2.7.2",
  ]) {
    expect([path, (await ask(admin, path)).status]).toEqual([path, 404]);
  }
  await admin.goto("/admin/environments/production/access");
  const csrf = await admin.locator('input[name="csrf"]').first().inputValue();
  for (const [path, form] of [
    [`/deployments/${number}/approval`, { decision: "approved", comment: "", plan: "x" }],
    [`/deployments/${number}/start`, {}],
    ["/deployments", { project: "storefront", environment: "production", release: "2.8.0" }],
  ] as const) {
    const headers = { "Sec-Fetch-Site": "same-origin" };
    const answer = await admin.request.post(path, { form: { csrf, ...form }, headers, maxRedirects: 0 });
    expect([path, answer.status()]).toEqual([path, 404]);
  }
  const main = admin.locator("main");
  await expect(main).toContainText("DevOps on-call");
  await expect(main).toContainText("2 approvals from Stakeholder");
  await expect(main).not.toContainText(/2\.[78]\.\d/);
});

test("the matrix is changed by keyboard alone", async ({ as }) => {
  const admin = await as("admin");
  await admin.goto("/admin/access");
  await tabTo(admin, level(admin, "Auditor on staging"));
  await admin.keyboard.press("d");
  await tabTo(admin, admin.getByRole("checkbox", { name: /Approve.*Auditor on staging/ }));
  await admin.keyboard.press("Space");
  await tabTo(admin, admin.getByRole("button", { name: "Review changes" }));
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("region", { name: "Not saved yet" })).toContainText("gains Deploy and Approve on staging");
  await tabTo(admin, admin.getByRole("link", { name: "Discard" }));
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("region", { name: "Not saved yet" })).toHaveCount(0);
  await expect(level(admin, "Auditor on staging")).toHaveValue("Read");
});

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, what: Locator): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    if (await what.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(what, "it can be reached by Tab").toBeFocused();
}

test("what is not saved yet can be read by everybody, also without the script", async ({ as }) => {
  const admin = await as("admin");
  await admin.goto("/admin/access");
  await level(admin, "Developer on production").selectOption("Read");
  await admin.getByRole("button", { name: "Review changes" }).click();
  for (const window of [{ width: 1280, height: 900 }, PHONE]) {
    await admin.setViewportSize(window);
    await expectFits(admin);
    for (const colorScheme of ["light", "dark"] as const) {
      await admin.emulateMedia({ colorScheme });
      await expectAccessible(admin);
      await picture(admin, `access-not-saved-${window.width}-${colorScheme}`, true);
    }
  }
  const plain = await as("admin", { javaScriptEnabled: false });
  await changes(plain, "Auditor on staging", "None", /1 person loses Read on staging/);
  await changes(plain, "Auditor on staging", "Read", /1 person gains Read on staging/);
});
