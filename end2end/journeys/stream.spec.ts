import { expect, type Page } from "@playwright/test";
import { signIn, test } from "../support/test.ts";
import { step, Visitor } from "../support/visitor.ts";
import { Wire } from "../support/wire.ts";

test.use({ demo: "stream" });

/** Rolls an environment back at once, which asks nobody; the page is then the deployment's. */
async function rollsBack(sre: Visitor, environment: string, version: string): Promise<void> {
  const { page } = sre;
  await page.goto(`/projects/storefront/environments/${environment}/rollback?to=${version}`);
  await page.getByLabel("Details").fill("To see whether the log is whole.");
  await sre.press(`Roll back to ${version} now`);
  await expect(page).toHaveURL(/\/deployments\/\d+$/);
}

/** The lines of the deploying step's log, as the page shows them. */
function lines(page: Page, environment: string, words = "") {
  return step(page, `Deploy to ${environment}`).locator(".log > div", { hasText: words });
}

/** Fails where what was shown while it was printed is not what is kept. */
async function expectWhole(page: Page, environment: string): Promise<void> {
  const numbers = () => lines(page, environment).evaluateAll((all) => all.map((line) => line.getAttribute("data-id")));
  const shown = await numbers();
  await page.reload();
  const kept = await numbers();
  expect(kept.length).toBeGreaterThan(3);
  expect(shown).toEqual(kept);
}

test("a page that loses the server for a while misses no line", async ({ as, visit, installation }) => {
  const wire = await Wire.to(installation.address);
  const watcher = new Visitor(await visit({ baseURL: wire.address }), true);
  const sre = new Visitor(await as("sre"), true);
  await signIn(watcher.page, "auditor");
  await rollsBack(sre, "production", "2.7.2");
  await watcher.page.goto(new URL(sre.page.url()).pathname);
  await watcher.page.evaluate("window.opened = true");
  await watcher.sees(lines(watcher.page, "production", "web-1"));
  wire.cut();
  await sre.sees(lines(sre.page, "production", "serving").filter({ hasText: "web-3" }));
  await expect(lines(watcher.page, "production", "web-3"), "the watcher is cut off").toHaveCount(0);
  wire.mend();
  await watcher.sees(lines(watcher.page, "production", "web-3"));
  await watcher.reads(watcher.page.locator("#outcome"), "2.7.2 went live in production");
  expect(await watcher.page.evaluate("window.opened"), "the page was not loaded again").toBe(true);
  await expectWhole(watcher.page, "production");
  await expectWhole(sre.page, "production");
  await wire.remove();
});

test("a deployment in which the server was killed is resumed by a person", async ({ as, installation }) => {
  const [sre, watcher] = [new Visitor(await as("sre"), true), new Visitor(await as("devops"), true)];
  await rollsBack(sre, "staging", "2.7.3");
  await watcher.page.goto(sre.page.url());
  await watcher.page.evaluate("window.opened = true");
  await watcher.sees(lines(watcher.page, "staging", "installing"));
  await installation.kill();
  await installation.serve();
  await watcher.reads(watcher.page.locator("#lost"), "The server stopped during");
  await sre.sees(sre.page.locator("#lost").getByRole("button", { name: "Resume" }));
  await sre.canReadAll();
  await sre.press("Resume");
  await watcher.reads(watcher.page.locator("#outcome"), "2.7.3 went live in staging");
  expect(await watcher.page.evaluate("window.opened"), "the page was not loaded again").toBe(true);
  await expectWhole(watcher.page, "staging");
  expect(await installation.serving("staging")).toEqual({ "stage-1": "2.7.3" });
});
