import { readFileSync } from "node:fs";
import { type Browser, expect, type Page } from "@playwright/test";
import { EmptyInstallation } from "../support/empty.ts";
import { canBeRead } from "../support/readable.ts";
import { expectAccessible, expectFits, PHONE, picture, test } from "../support/test.ts";

const HANDBOOK = new URL("../../tests/documents/handbook.md", import.meta.url).pathname;
const PASSWORD = "lighthouse seven umbrellas";
const SCRIPT = '#!/bin/sh\nset -eu\necho "$SLIPWAY_RELEASE" >"$SLIPWAY_TARGET_ROOT/VERSION"\n';

/** Somebody's page in the installation. */
async function sits(browser: Browser, at: EmptyInstallation, phone = false): Promise<Page> {
  const size = phone ? { viewport: PHONE, hasTouch: true } : {};
  return (await browser.newContext({ baseURL: at.address, ...size })).newPage();
}

const says = (page: Page, words: string) =>
  expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();

const presses = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();

test("a document of one's own leads to a first approved production deployment", async ({ browser }) => {
  const at = await EmptyInstallation.start();
  const olga = await sits(browser, at);
  const ines = await sits(browser, at, true);
  try {
    await test.step("the document is read as it stands", () => reads(olga, at));
    await test.step("what is open is decided", () => decides(olga));
    await test.step("the installation is set up with it", () => setsUp(olga));
    await test.step("she takes a role, and the product board gets a member", async () => {
      await takesRole(olga);
      await accepts(ines, await invites(olga));
    });
    await test.step("the first release is registered", () => registers(olga, at));
    await test.step("it is rehearsed", () => deploys(olga, "rehearsal"));
    const page = await test.step("it is asked for in Live", () => asksForLive(olga));
    await test.step("the board approves on a telephone", () => approves(ines, page));
    await test.step("it goes live", () => goesLive(olga, page, at));
  } finally {
    await olga.context().close();
    await ines.context().close();
    await at.remove();
  }
});

const document = (page: Page) => page.locator("textarea[name=document]");
const open = (page: Page) => page.locator("#open");

async function reads(page: Page, at: EmptyInstallation): Promise<void> {
  await page.goto(at.link);
  await page.locator("select[name=first]").selectOption({ label: "Bring your own document" });
  await page.getByLabel("Choose its file").setInputFiles(HANDBOOK);
  await presses(page, "Read the document");
  await expect(document(page)).toHaveValue(readFileSync(HANDBOOK, "utf8"));
  await expect(open(page)).toContainText("coverage: 0.9 can mean two things");
  await canBeRead(page, "own-document-open");
  await page.getByRole("link", { name: "Line 66" }).click();
  const selected = await document(page).evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionEnd),
  );
  expect(selected.trim(), "the line is selected in the text").toBe("coverage: 0.9");
}

/** Two headings are changed by hand; everything else is answered where it is asked. */
async function decides(page: Page): Promise<void> {
  const text = await document(page).inputValue();
  await document(page).fill(text.replace("2. Where it runs", "2. Environments").replace("6. How we release", "6. Deployment Steps"));
  await presses(page, "Read it again");
  await presses(page, "Write 90%");
  await expect(document(page)).toHaveValue(/coverage: 90%/);
  const cell = open(page).getByRole("listitem").filter({ hasText: "R/W" });
  await cell.getByRole("button", { name: "Deploy", exact: true }).click();
  await presses(page, "Product board approves in live");
  await expect(document(page)).toHaveValue(/Product board \| Read only \| Read only \| Read only \+ Approve/);
  await page.getByLabel("./ship.sh").fill(SCRIPT);
  for (const box of await open(page).getByRole("checkbox").all()) await box.check();
  await presses(page, "Read it again");
  await expect(open(page)).toContainText("nothing is open");
  await expect(page.locator(".reading")).toContainText("1 of Product board");
  await canBeRead(page, "own-document-settled");
}

async function setsUp(page: Page): Promise<void> {
  await page.getByLabel("Sign-in name").fill("olga");
  await page.getByLabel("Name", { exact: true }).fill("Olga Petrova");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/:\d+\/$/);
  await says(page, "Slipway is set up, and you are signed in.");
}

async function takesRole(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Give yourself a role", exact: true }).click();
  await page.getByLabel("Role").selectOption("Platform");
  await presses(page, "Give the role");
  await says(page, "Role given.");
}

async function invites(page: Page): Promise<string> {
  await page.goto("/admin/invitations");
  await page.getByLabel("Sign-in name").fill("ines");
  await page.getByLabel("Name", { exact: true }).fill("Ines Duarte");
  await page.getByLabel("Role").selectOption("Product board");
  await presses(page, "Invite");
  return page.getByLabel("Link").inputValue();
}

async function accepts(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("The same again").fill(PASSWORD);
  await presses(page, "Set the password");
  await page.getByLabel("Name").fill("ines");
  await page.getByLabel("Password").fill(PASSWORD);
  await presses(page, "Sign in");
  await expect(page).toHaveURL(/:\d+\/$/);
}

async function registers(page: Page, at: EmptyInstallation): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Register the first release", exact: true }).click();
  await page.getByLabel("Version").fill("1.0.0");
  await page.getByLabel("Commit", { exact: true }).fill("4be1c0de4be1c0de4be1c0de4be1c0de4be1c0de");
  await page.getByLabel("Artifact", { exact: true }).fill(`${at.address}/tidewater-1.0.0.tar`);
  await page.getByLabel(/SHA-?256/i).fill("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  await page.getByLabel("Facts").fill('{"coverage": {"percent": 93.5}}');
  await page.locator("main").getByRole("button").last().click();
  await says(page, "Release registered.");
}

/** A deployment that starts automatically, with the steps that people confirm. */
async function deploys(page: Page, environment: string): Promise<void> {
  await page.goto(`/deployments/new?project=tidewater&environment=${environment}&release=1.0.0`);
  await presses(page, "Request deployment");
  await expect(page).toHaveURL(/\/deployments\/\d+$/);
  await confirmsAll(page, environment);
}

/** Confirms each step that waits, until the release is live. */
async function confirmsAll(page: Page, environment: string): Promise<void> {
  const waits = page.locator("#waits");
  const live = page.locator("#outcome").filter({ hasText: "1.0.0 went live" });
  await expect(async () => {
    if (await live.isVisible()) return;
    await waits.getByRole("button", { name: "Done", exact: true }).click({ timeout: 1_000 });
    expect(await live.isVisible(), `${environment} is not over yet`).toBe(true);
  }).toPass({ timeout: 30_000, intervals: [100] });
}

async function asksForLive(page: Page): Promise<string> {
  await page.goto("/deployments/new?project=tidewater&environment=live&release=1.0.0");
  await page.getByLabel("What should approvers know?").fill("The first forecast for boats");
  await presses(page, "Request deployment");
  await expect(page).toHaveURL(/\/deployments\/\d+$/);
  const lines = ["Hindcast of last month compared", "Tide tables of the new year loaded", "Harbour masters told by telephone"];
  for (const words of lines) {
    const line = page.locator("#checklist li", { hasText: words });
    await line.locator("summary").click();
    await line.getByRole("button", { name: "It is done", exact: true }).click();
    await expect(line.getByLabel("done").first()).toBeVisible();
  }
  await expect(page.locator("#start")).toContainText("1 more approval");
  return new URL(page.url()).pathname;
}

async function approves(page: Page, deployment: string): Promise<void> {
  await page.goto("/approvals");
  await page.getByRole("link", { name: "Read and decide", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${deployment}$`));
  await expectFits(page);
  await expectAccessible(page);
  await picture(page, "own-document-approves", true);
  await page.getByLabel("Comment").fill("The hindcast is good.");
  await presses(page, "Approve 1.0.0");
  await says(page, "Approved.");
}

async function goesLive(page: Page, deployment: string, at: EmptyInstallation): Promise<void> {
  await page.goto(deployment);
  await page.locator("#head").getByRole("button", { name: "Start", exact: true }).click();
  const sure = page.getByRole("dialog").getByRole("button", { name: "Start", exact: true });
  if (await sure.isVisible()) await sure.click();
  await confirmsAll(page, "live");
  expect(await at.target("tidewater", "live", "bar-1", "VERSION")).toBe("1.0.0\n");
  await page.goto("/");
  await expect(page.locator('#project-tidewater td[data-label="Live"]')).toContainText("1.0.0");
}
