import { expect, type Page } from "@playwright/test";
import { PHONE, type Person, picture, test } from "./test.ts";
import type { Installation } from "./installation.ts";
import { cell, logged, step, Visitor } from "./visitor.ts";

const WEB = ["web-1", "web-2", "web-3"];

/** The main job, told once: with the script, whose pages follow by themselves, and without it. */
export function aReleaseGoesToProductionAndBack(live: boolean): void {
  test("a release goes to production and back", async ({ as, installation }) => {
    const sits = async (person: Person, viewport = { width: 1280, height: 900 }) =>
      new Visitor(await as(person, { viewport, javaScriptEnabled: live }), live);
    const devops = await sits("devops");
    const sre = await sits("sre");
    const leads = [await sits("stakeholder", PHONE), await sits("stakeholder2", PHONE)];

    await test.step("the board shows what serves and what waits", () => readsTheBoard(devops, installation));
    await neverReloads(sre.page, live);
    await test.step("DevOps withdraws the waiting request", () => cancels(devops));
    await test.step("DevOps asks again and is told what is missing", () => asks(devops));
    const number = Number(new URL(devops.page.url()).pathname.split("/").pop());
    if (live) await test.step("a third one looks at it", async () => {
      const { page } = await sits("stakeholder3", { width: 1280, height: 560 });
      await expect(page.getByRole("region", { name: "Waiting for you" })).toContainText("Storefront 2.8.0");
      await picture(page, "board");
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`/deployments/${number}`);
      await picture(page, "deployment-waiting");
    });
    await test.step("two stakeholders approve on a telephone", async () => {
      for (const [index, lead] of leads.entries()) {
        await approves(lead, number);
        await devops.reads(devops.page.locator("#approvals"), `${index + 1} of 2`);
      }
    });
    await test.step("DevOps starts it and sees its log while it runs", async () => {
      const board = cell(sre.page, "production");
      const follows = live ? sre.reads(board, "Deploying 2.8.0") : undefined;
      await Promise.all([starts(devops, installation, live), follows]);
    });
    await test.step("DevOps confirms the manual steps", () => confirms(devops));
    await serves(installation, "2.8.0");
    await sre.reads(cell(sre.page, "production"), /^2\.8\.0/);
    if (live) expect(await sre.page.evaluate("window.opened"), "the board was not loaded again").toBe(true);
    await test.step("SRE rolls back at once", () => rollsBack(sre));
    await serves(installation, "2.7.3");
    await test.step("DevOps does what was left for afterwards", () => followsUp(devops, sre.page.url()));
    await test.step("a stakeholder closes the review", () => closes(leads[0]!));
    await test.step("the history tells it", () => readsTheHistory(devops, number));
  });
}

async function readsTheBoard(devops: Visitor, installation: Installation): Promise<void> {
  await serves(installation, "2.7.3");
  await expect(cell(devops.page, "production")).toContainText(/^2\.7\.3/);
  await expect(cell(devops.page, "staging")).toContainText(/^2\.8\.0/);
  await expect(cell(devops.page, "production")).toContainText("waits: 0 of 2 approvals");
}

/** Leaves a mark that a reload would wipe away. */
async function neverReloads(page: Page, live: boolean): Promise<void> {
  if (live) await page.evaluate("window.opened = true");
}

async function cancels(devops: Visitor): Promise<void> {
  const { page } = devops;
  await devops.follows(/to 2\.8\.0 waits/);
  await page.locator("summary", { hasText: "Cancel #" }).click();
  await page.getByLabel("Reason").fill("Asked for again, with the documentation.");
  await devops.press(await page.locator("#start details button").innerText());
  await expect(page.locator("#outcome")).toContainText("Cancelled by DevOps on-call");
}

async function asks(devops: Visitor): Promise<void> {
  const { page } = devops;
  await page.goto("/projects/storefront/releases/2.8.0");
  await devops.follows("Deploy to production");
  await expect(page.locator("main")).toContainText("2 more approvals, from Stakeholder");
  await devops.canReadAll();
  await page.getByLabel("What should approvers know?").fill("Weekly release");
  await devops.press("Request deployment");
  await expect(page).toHaveURL(/\/deployments\/\d+$/);
  await expect(page.getByRole("button", { name: "Start", exact: true }).first()).toBeDisabled();
  await expect(page.locator("#start")).toContainText("needs 1 answer on the checklist");
  await expect(page.getByRole("button", { name: /Approve/ }), "who asked never approves").toHaveCount(0);
  const line = page.locator("#checklist li", { hasText: "Documentation updated" });
  await line.locator("summary").click();
  await line.getByLabel("Note").fill("The manual tells of ordering again.");
  await devops.press("It is done", line);
  await expect(page.locator("#checklist")).toContainText("4 of 5");
  await expect(page.locator("#start")).not.toContainText("checklist");
}

async function approves(lead: Visitor, number: number): Promise<void> {
  const { page } = lead;
  await page.goto("/approvals");
  await lead.canReadAll();
  await expect(page.locator("main")).toContainText("Order again with one click");
  await lead.follows("Read and decide");
  await expect(page).toHaveURL(new RegExp(`/deployments/${number}$`));
  await lead.canReadAll();
  await page.getByLabel("Comment").fill("Go.");
  await lead.press("Approve 2.8.0");
  await expect(page.locator("#approvals li", { hasText: "Go." }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve 2.8.0" }), "one person counts once").toBeDisabled();
}

async function starts(devops: Visitor, installation: Installation, live: boolean): Promise<void> {
  const { page } = devops;
  await devops.sees(page.locator("#head").getByRole("button", { name: "Start", exact: true }));
  await devops.press("Start", page.locator("#head"));
  if (!live) return devops.sees(page.locator("summary", { hasText: "Log of Deploy to production" }));
  const running = step(page, "Deploy to production").filter({ has: page.getByLabel("now") });
  await devops.sees(logged(running, "web-1", "installing Storefront 2.8.0"));
  expect((await installation.serving("production"))["web-3"], "the last target's turn has not come").toBe("2.7.3");
  await devops.sees(logged(running, "web-2", "installing Storefront 2.8.0"));
  await picture(page, "deployment-running");
  await devops.canReadAll();
}

async function confirms(devops: Visitor): Promise<void> {
  const { page } = devops;
  for (const text of ["Check logs", "Verify functionality", "Update documentation"]) {
    const row = step(page, text);
    const waits = page.locator("#waits");
    await devops.reads(waits, `Waiting for a person: ${text}`);
    if (text === "Check logs") await devops.canReadAll();
    await waits.getByLabel("Note").fill(`${text}: as it should be.`);
    await devops.press("Done", waits);
    await devops.reads(row, `“${text}: as it should be.”`);
  }
  await devops.reads(page.locator("#outcome"), "2.8.0 went live in production");
}

async function rollsBack(sre: Visitor): Promise<void> {
  const { page } = sre;
  const production = cell(page, "production");
  await production.locator("summary").click();
  await sre.follows("Roll back to 2.7.3", production);
  await expect(page.locator("main")).toContainText("Data, schema and messages that were sent");
  await sre.canReadAll();
  await page.getByLabel("Details").fill("Orders fail for everybody who is signed in.");
  await sre.press("Roll back to 2.7.3 now");
  await expect(page).toHaveURL(/\/deployments\/\d+$/);
  await sre.reads(page.locator("#outcome"), "2.7.3 went live in production");
}

async function followsUp(devops: Visitor, rollback: string): Promise<void> {
  const { page } = devops;
  await page.goto(rollback);
  for (const text of ["Check logs", "Verify functionality", "Update documentation"]) {
    const row = step(page, text);
    await row.locator("summary", { hasText: "Do it now" }).click();
    await row.getByLabel("Note").fill("Seen to.");
    await devops.press("Done", row);
    await expect(row).toContainText(/done afterwards by DevOps on-call.*Seen to/);
  }
}

async function closes(lead: Visitor): Promise<void> {
  const { page } = lead;
  await page.goto("/");
  const yours = page.getByRole("region", { name: "Waiting for you" });
  await expect(yours).toContainText("Review");
  await lead.follows(/^Open #/, yours);
  await lead.canReadAll();
  await page.getByLabel("What the review found").fill("Right, and the test that was missing is written.");
  await lead.press("Close the review");
  await expect(page.locator("#review")).toContainText("Closed by Shop lead");
}

async function readsTheHistory(devops: Visitor, number: number): Promise<void> {
  const { page } = devops;
  await page.goto("/history?environment=production");
  const row = (of: number) => page.getByRole("row").filter({ has: page.getByRole("link", { name: `#${of}`, exact: true }) });
  await expect(row(number)).toContainText("2.8.0");
  await expect(row(number + 1)).toContainText("Live");
  await expect(row(number - 1)).toContainText("Cancelled");
}

/** What `current/VERSION` says on every target of production. */
async function serves(installation: Installation, version: string): Promise<void> {
  const expected = Object.fromEntries(WEB.map((target) => [target, version]));
  expect(await installation.serving("production")).toEqual(expected);
}
