import { expect, type Page } from "@playwright/test";
import { type Answer, crawl } from "../support/crawl.ts";
import { expectAccessible, expectFits, PHONE, type Person, picture, test } from "../support/test.ts";

const WINDOWS = [{ width: 1280, height: 900 }, PHONE];
const SCHEMES = ["light", "dark"] as const;

/** What was read already: a page that two people see in the same form is read once. */
const read = new Set<string>();

/** What a list leaves out: it stays the same page. */
const FILTERS = /(?<=[?&])(from|person|show|state|to)=[^&]*&?/g;

/** Pages that look alike for one person: the same address and title, whatever numbers and places are in them. */
function shape({ path, text }: Answer): string {
  const title = /<title>(.*?)<\/title>/.exec(text)?.[1] ?? "";
  return `${path.replaceAll(FILTERS, "").replace(/[?&]$/, "")} ${title}`.replaceAll(/\d+(\.\d+)*|development|staging|production/g, "#");
}

/** What a page holds, without what differs from person to person and from time to time. */
function content({ path, text }: Answer): string {
  const main = text.slice(text.indexOf("<main"));
  return path + main.replaceAll(/name="csrf" value="[^"]*"|<time.*?<\/time>|data-events="[^"]*"/g, "");
}

/** One page of each shape that a person can come to, unless somebody has seen the same before. */
async function pages(page: Page): Promise<string[]> {
  const opened = (await crawl(page)).filter(({ text }) => text.startsWith("<!DOCTYPE html>"));
  // A report is a file to keep, which a browser does not open.
  const answers = opened.filter(({ path }) => !path.endsWith("/report.html"));
  expect(answers.filter(({ status }) => status !== 200).map(({ path }) => path)).toEqual([]);
  // The first of a shape is the page itself; what comes later narrows it.
  const first = [...answers].reverse().map((answer) => [shape(answer), answer] as const);
  const shapes = [...new Map(first).values()].reverse();
  const fresh = shapes.filter((answer) => !read.has(content(answer)));
  for (const answer of fresh) read.add(content(answer));
  return fresh.map(({ path }) => path);
}

/** Fails where anybody is kept from reading the page: by its window, its colours or what it lacks. Keeps pictures. */
async function expectReadable(page: Page, name: string): Promise<void> {
  for (const window of WINDOWS) {
    await page.setViewportSize(window);
    await expectFits(page);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await picture(page, `${name}-${window.width}-${colorScheme}`.replaceAll(/[^a-z0-9.]+/gi, "-"), true);
    }
  }
  await page.setViewportSize({ width: 1920, height: 1080 });
  await expectFits(page);
}

const EVERYBODY: Person[] = ["developer", "devops", "sre", "stakeholder", "auditor", "admin"];
for (const person of EVERYBODY) {
  test(`every page can be read by everybody, as ${person}`, async ({ as }) => {
    test.setTimeout(600_000);
    const page = await as(person);
    for (const path of await pages(page)) {
      await test.step(path, async () => {
        await page.goto(path);
        await expectReadable(page, `${person}${path}`);
      });
    }
  });
}

test("pages of strangers, of errors and of refusals can be read by everybody", async ({ visit, as }) => {
  const stranger = await visit();
  await stranger.goto("/sign-in");
  await expectReadable(stranger, "sign-in");
  await stranger.getByText("Sign in with a password").click();
  await stranger.getByLabel("Name").fill("devops");
  await stranger.getByLabel("Password").fill("not the password of anybody");
  await stranger.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(stranger.getByRole("alert")).toBeVisible();
  await expectReadable(stranger, "sign-in-refused");

  const stakeholder = await as("stakeholder");
  for (const [path, status] of [
    ["/nowhere", 404],
    ["/deployments/999999", 404],
    ["/deployments/new?project=storefront&environment=production", 403],
  ] as const) {
    expect((await stakeholder.goto(path))?.status(), path).toBe(status);
    await expectReadable(stakeholder, `error-${status}`);
  }
});

test("a form that was refused, a question and an open menu can be read by everybody", async ({ as }) => {
  const page = await as("devops");
  await page.goto("/projects/storefront/environments/production/rollback?to=2.7.2");
  const reason = page.getByLabel("Details");
  await reason.fill(" ");
  await page.getByRole("button", { name: "Roll back to 2.7.2 now" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectReadable(page, "question");
  await page.getByRole("dialog").getByRole("button", { name: "Roll back to 2.7.2 now" }).click();
  await expect(page.locator("main")).toContainText("Enter a reason. The reviewer will see it.");
  await expectReadable(page, "form-refused");

  await page.setViewportSize(PHONE);
  await page.goto("/");
  await page.getByRole("button", { name: "Menu" }).click();
  await expect(page.getByRole("navigation")).toBeVisible();
  await expectAccessible(page);
});
