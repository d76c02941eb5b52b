import type { Browser, BrowserContext, Page } from "@playwright/test";
import { EmptyInstallation } from "../support/empty.ts";
import { canBeRead } from "../support/readable.ts";
import { expect, test } from "../support/test.ts";

const PASSWORD = "lighthouse seven umbrellas";

async function visitor(browser: Browser, at: EmptyInstallation): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: at.address });
  return { context, page: await context.newPage() };
}

async function setsUp(page: Page, at: EmptyInstallation): Promise<void> {
  await page.goto(at.link);
  await canBeRead(page, "people-setup");
  await page.getByLabel("Sign-in name").fill("olga");
  await page.getByLabel("Name", { exact: true }).fill("Olga Petrova");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("The same again").fill("something else than that");
  await page.getByLabel("Name of the project").fill("Payments API");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("alert")).toContainText("The two passwords differ");
  await canBeRead(page, "people-setup-refused");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
  expect((await page.request.get(at.link)).status(), "the link is dead").toBe(410);
}

async function signsIn(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
}

async function invites(page: Page): Promise<string> {
  await page.goto("/admin/people");
  await page.getByRole("link", { name: "Invite" }).click();
  await canBeRead(page, "people-invitations");
  await page.getByLabel("Sign-in name").fill("ana");
  await page.getByLabel("Name", { exact: true }).fill("Ana Silva");
  await page.getByLabel("Role").selectOption("SRE");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await page.getByLabel("Link").inputValue();
  expect(link).toContain("/invitation/");
  await canBeRead(page, "people-link");
  return link;
}

async function accepts(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await expect(page.locator("main")).toContainText("Ana Silva");
  await canBeRead(page, "people-invitation");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
}

async function disables(page: Page): Promise<void> {
  await page.goto("/admin/people");
  await canBeRead(page, "people-people");
  await page.getByRole("link", { name: "Ana Silva" }).click();
  await canBeRead(page, "people-person");
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
}

async function groups(page: Page): Promise<void> {
  await page.goto("/admin/groups");
  await page.getByLabel("Name", { exact: true }).fill("Payments team");
  await page.getByRole("button", { name: "Make the group" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Payments team");
  await page.getByLabel("Person").selectOption("ana");
  await page.getByRole("button", { name: "Add to the group" }).click();
  await page.getByLabel("Role").selectOption("Developer");
  await page.getByRole("button", { name: "Give the role" }).click();
  await expect(page.locator("main")).toContainText("Remove Developer");
  await canBeRead(page, "people-group");
  await page.goto("/admin/groups");
  await canBeRead(page, "people-groups");
}

test("an empty folder becomes an installation whose admin lets people in and out", async ({ browser }) => {
  const at = await EmptyInstallation.start();
  const admin = await visitor(browser, at);
  const ana = await visitor(browser, at);
  try {
    await test.step("the printed link sets it up, once", () => setsUp(admin.page, at));
    await test.step("the first admin reaches a board", async () => {
      await expect(admin.page.locator("main")).toContainText("Payments API");
    });
    const link = await test.step("the admin invites somebody", () => invites(admin.page));
    await test.step("who sets a password and signs in", async () => {
      await accepts(ana.page, link);
      await signsIn(ana.page, "ana");
      await expect(ana.page.locator("main")).toContainText("production");
    });
    await test.step("a group holds a role", () => groups(admin.page));
    await test.step("disabled, their open page ends", async () => {
      await disables(admin.page);
      await expect(ana.page.locator("#stopped")).toContainText("Live updates stopped");
      await ana.page.getByRole("link", { name: "Reload the page" }).click();
      await expect(ana.page).toHaveURL(/\/sign-in/);
    });
    await test.step("the last admin stays", async () => {
      await admin.page.goto("/admin/people/olga");
      await admin.page.getByRole("button", { name: "Disable" }).click();
      await admin.page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
      await expect(admin.page.getByRole("alert")).toContainText("Nobody would be left");
    });
  } finally {
    await admin.context.close();
    await ana.context.close();
    await at.remove();
  }
});
