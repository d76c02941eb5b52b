import { expect, type Page, test } from "@playwright/test";
import { expectApart, expectMarksAtHome } from "../support/geometry.ts";
import { expectAccessible, expectFits, PHONE, picture } from "../support/test.ts";
import { ENVIRONMENTS, nameOf, PROJECTS, WAITING, WideInstallation } from "../support/wide.ts";

const DESK = { width: 1280, height: 900 };

let at: WideInstallation | undefined;

test.describe.configure({ mode: "serial", timeout: 300_000 });
test.beforeAll(async () => {
  test.setTimeout(600_000);
  at = await WideInstallation.start();
});
test.afterAll(() => at?.remove());

/** Fails where the page cannot be read, or its controls get in each other's way, in either window and scheme. */
async function holds(page: Page, name: string, more?: () => Promise<void>): Promise<void> {
  for (const window of [DESK, PHONE]) {
    await page.setViewportSize(window);
    await expectFits(page);
    await expectApart(page);
    await more?.();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await picture(page, `wide-${name}-${window.width}-${colorScheme}`, window === PHONE);
    }
  }
  await page.setViewportSize(DESK);
}

test("the matrix keeps each mark with its own environment and role", async ({ browser }) => {
  const admin = await at!.as(browser, "olga");
  await admin.goto("/admin/access");
  const rows = admin.locator(".grid tbody > tr");
  await expect(rows).toHaveCount(ENVIRONMENTS.length);
  for (const [index, environment] of ENVIRONMENTS.entries()) {
    await expect(rows.nth(index).getByRole("rowheader")).toContainText(environment);
  }
  await expect(admin.locator(".grid thead th")).toHaveCount(8);
  const who = admin.getByRole("link", { name: /^Who can deploy to/ });
  await expect(who).toHaveText("Who can deploy to production-eu?");
  await holds(admin, "matrix", () => expectMarksAtHome(admin));

  const level = (place: string) => admin.getByRole("combobox", { name: place, exact: true });
  await level("DevOps on production-us").selectOption("Full");
  await level("Contractor on staging").selectOption("None");
  await admin.getByRole("button", { name: "Review changes" }).click();
  const bar = admin.getByRole("region", { name: "Not saved yet" });
  await expect(bar).toContainText("2 changes, not saved");
  await expect(bar).toContainText(/1 person gains Full on production-us.*dana/);
  await expect(bar).toContainText(/1 person loses Read on staging.*cleo/);
  await expect(admin.locator("td", { has: level("Contractor on staging") })).toContainText("was Read");
  await expect(bar, "the bar is in sight before anything is scrolled").toBeInViewport({ ratio: 1 });
  await holds(admin, "matrix-changed", () => expectMarksAtHome(admin));
  await admin.getByRole("button", { name: "Save 2 changes" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await expect(level("Contractor on staging")).toHaveValue("None");
  await level("Contractor on staging").selectOption("Read");
  await admin.getByRole("button", { name: "Review changes" }).click();
  await admin.getByRole("button", { name: "Save 1 change" }).click();
  await admin.context().close();
});

test("the board scrolls inside its table and puts trouble first", async ({ browser }) => {
  const sre = await at!.as(browser, "mira");
  await sre.goto("/");
  await expect(sre.locator("#head")).toContainText(`${PROJECTS} projects · ${ENVIRONMENTS.length} environments`);
  const row = (index: number) => sre.locator(".board tbody tr").nth(index);
  await expect(row(0)).toContainText(`${nameOf(1)}Failed in qa`);
  await expect(row(0)).toContainText("exited with status 3");
  await expect(row(1)).toContainText(`${nameOf(2)}Needs you in development`);
  const tally = sre.getByRole("list", { name: /^Projects by state/ });
  await expect(tally).toContainText(/1\s*Failed/);
  await expect(tally).toContainText(new RegExp(`${PROJECTS - WAITING}\\s*No problems`));
  await expect(sre.locator(".board .part")).toHaveText(`No problems · ${PROJECTS - WAITING}`);
  await holds(sre, "board");

  const calm = sre.locator(`#project-service-60 td[data-label="development"]`);
  await expect(calm).toContainText("Nothing live");
  const heights = await sre.locator(".board tr.calm").evaluateAll((rows) => rows.map((one) => one.clientHeight));
  expect(Math.max(...heights), "a calm project takes one line").toBeLessThanOrEqual(44);

  const frame = sre.locator(".frame");
  const widths = () => sre.locator(".board thead th").evaluateAll((heads) => heads.map((head) => head.clientWidth));
  const before = await widths();
  expect(Math.min(...before)).toBeGreaterThanOrEqual(110);
  await frame.evaluate((element) => element.scrollTo({ left: 9999, top: 400 }));
  const [edge, project, head] = await Promise.all(
    [frame, sre.locator(".board tbody tr.calm th").nth(20), sre.locator(".board thead th").last()].map((one) => one.boundingBox()),
  );
  expect(Math.abs(project!.x - edge!.x), "the project column stays").toBeLessThan(3);
  expect(Math.abs(head!.y - edge!.y), "the header stays").toBeLessThan(3);
  expect(head!.x + head!.width, "the last environment is reached").toBeLessThanOrEqual(edge!.x + edge!.width + 1);
  expect(await widths()).toEqual(before);
  await expectApart(sre);
  await picture(sre, "wide-board-scrolled");

  await sre.setViewportSize(PHONE);
  await sre.goto("/");
  await expect(row(0)).toBeVisible();
  await expect(row(0).locator("td:visible"), "the two cells that ask, and a line for the others").toHaveCount(3);
  await expect(row(0)).toContainText(`No problems in the other ${ENVIRONMENTS.length - 2} environments`);
  await sre.context().close();
});

test("what waits for you is capped, and a figure leads to what it counts", async ({ browser }) => {
  const lead = await at!.as(browser, "pete");
  await lead.goto("/");
  const yours = lead.getByRole("region", { name: "Waiting for you" });
  await expect(yours.getByRole("listitem")).toHaveCount(10);
  await yours.getByRole("link", { name: `Show all ${WAITING}` }).click();
  await expect(yours.getByRole("listitem")).toHaveCount(WAITING);
  await lead.getByRole("list", { name: /^Projects by state/ }).getByRole("link", { name: /Failed/ }).click();
  await expect(lead.locator(".board tbody tr")).toHaveCount(1);
  await expect(lead.locator(".board tbody tr")).toContainText(nameOf(1));
  await lead.context().close();
});

test("on a phone the decision and the waiting step are at thumb's reach", async ({ browser }) => {
  const lead = await at!.as(browser, "pete", { viewport: PHONE });
  await lead.goto("/");
  await lead.getByRole("region", { name: "Waiting for you" }).getByRole("link", { name: /^Open #/ }).first().click();
  const bar = lead.getByRole("region", { name: "What you can do now" });
  await expect(bar).toBeInViewport({ ratio: 1 });
  await expect(lead.getByRole("button", { name: /^Approve/ })).toHaveCount(1);
  await lead.mouse.wheel(0, 600);
  await expect(bar).toBeInViewport({ ratio: 1 });
  await holds(lead, "decision");
  await lead.setViewportSize(PHONE);
  await bar.getByRole("button", { name: "Approve 1.0.0" }).click();
  await expect(lead.getByRole("status").filter({ hasText: "Approved" })).toBeVisible();
  await lead.context().close();

  const devops = await at!.as(browser, "dana", { viewport: PHONE });
  await devops.goto("/?find=service-02");
  await devops.getByRole("region", { name: "Waiting for you" }).getByRole("link", { name: /^Open #/ }).first().click();
  const waits = devops.getByRole("heading", { name: "Waiting for a person: Deploy to development" });
  await expect(waits).toBeInViewport();
  const [step, steps] = await Promise.all([waits, devops.getByRole("heading", { name: "Steps" })].map((one) => one.boundingBox()));
  expect(step!.y, "the waiting step comes before the steps and their logs").toBeLessThan(steps!.y);
  await expect(devops.getByRole("button", { name: "Done", exact: true })).toHaveCount(1);
  await expect(devops.getByRole("region", { name: "What you can do now" })).toBeInViewport({ ratio: 1 });
  await holds(devops, "waiting-step");
  await devops.setViewportSize(PHONE);
  await devops.getByRole("button", { name: "Done", exact: true }).click();
  await expect(devops.getByRole("status").filter({ hasText: "Confirmed. The next step follows automatically." })).toBeVisible();
  await devops.context().close();
});
