import type { Browser, BrowserContext, Page } from "@playwright/test";
import { EmptyInstallation } from "../support/empty.ts";
import { canBeRead } from "../support/readable.ts";
import { Telephone } from "../support/telephone.ts";
import { expect, test } from "../support/test.ts";

const FIRST = "lighthouse seven umbrellas";
const SECOND = "nine kettles under the snow";

async function visitor(browser: Browser, at: EmptyInstallation): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: at.address });
  return { context, page: await context.newPage() };
}

async function setsUp(page: Page, at: EmptyInstallation): Promise<void> {
  await page.goto(at.link);
  await page.getByLabel("Sign-in name").fill("olga");
  await page.getByLabel("Name", { exact: true }).fill("Olga Petrova");
  await page.getByLabel("Password").fill(FIRST);
  await page.getByLabel("The same again").fill(FIRST);
  await page.getByLabel("Name of the project").fill("Payments API");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page).toHaveURL(/\/$/);
}

/** As far as the password leads. */
async function givesPassword(page: Page, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill("olga");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signsIn(page: Page, password: string): Promise<void> {
  await givesPassword(page, password);
  await expect(page).toHaveURL(/:\d+\/$/);
}

async function signsOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
}

async function sendsNewPassword(page: Page, old: string, wanted: string, repeated = wanted): Promise<void> {
  await page.getByLabel("Present password").fill(old);
  await page.getByLabel("New password", { exact: true }).fill(wanted);
  await page.getByLabel("New password again").fill(repeated);
  await page.getByRole("button", { name: "Change the password" }).click();
}

async function changesPassword(page: Page): Promise<void> {
  await page.goto("/account");
  await canBeRead(page, "account");
  for (const [wanted, repeated, field, reason] of [
    ["too short", "too short", "New password", "at least 15 characters"],
    ["1qaz2wsx3edc4rfv", "1qaz2wsx3edc4rfv", "New password", "among the most common ones"],
    ["olga and the kettles", "olga and the kettles", "New password", "does not contain the sign-in name"],
    [SECOND, "something else than that", "New password again", "not the same"],
  ] as const) {
    await sendsNewPassword(page, FIRST, wanted, repeated);
    const refused = page.getByLabel(field, { exact: true });
    await expect(refused, wanted).toHaveAccessibleDescription(new RegExp(reason));
    await expect(refused, "a password never stands in a page").toHaveValue("");
  }
  await canBeRead(page, "account-refused");
  await sendsNewPassword(page, FIRST, SECOND);
  await expect(page.getByRole("status")).toContainText("It is very strong");
}

async function endsTheOther(page: Page, other: Page): Promise<void> {
  await page.goto("/account");
  const sessions = page.locator("section", { has: page.getByRole("heading", { name: "Where you are signed in" }) });
  await expect(sessions.getByRole("row")).toHaveCount(3);
  await expect(sessions).toContainText("This one");
  await sessions.getByRole("button", { name: "Sign out there" }).click();
  await expect(page.getByRole("status")).toContainText("Signed out there");
  await expect(other.locator("#stopped"), "its open page ends by itself").toContainText("Live updates stopped");
  await other.getByRole("link", { name: "Reload the page" }).click();
  await expect(other).toHaveURL(/\/sign-in/);
}

/** Gives the app that shows the codes, and the recovery codes. */
async function turnsCodesOn(page: Page): Promise<{ telephone: Telephone; recovery: string[] }> {
  await page.goto("/account/second-factor");
  await canBeRead(page, "codes-off");
  await page.getByRole("button", { name: "Set up one-time codes" }).click();
  const telephone = new Telephone(await page.locator("code").innerText());
  await canBeRead(page, "codes-begun");
  await givesCode(page, telephone.wrong(), "Turn one-time codes on");
  await expect(page.getByRole("alert")).toContainText("This code is not right");
  await givesCode(page, telephone.next(), "Turn one-time codes on");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("One-time codes are on");
  await canBeRead(page, "codes-recovery");
  const recovery = await page.locator(".codes code").allInnerTexts();
  expect(new Set(recovery).size).toBe(10);
  await page.getByRole("link", { name: "I have kept them" }).click();
  await page.goto("/account/second-factor");
  await canBeRead(page, "codes-on");
  return { telephone, recovery };
}

async function givesCode(page: Page, code: string, button = "Sign in"): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: button, exact: true }).click();
}

async function signsInWithCodes(page: Page, telephone: Telephone, [recovery, another]: string[]): Promise<void> {
  await signsOut(page);
  await givesPassword(page, SECOND);
  await expect(page).toHaveURL(/\/sign-in\/code/);
  await canBeRead(page, "sign-in-code");
  await givesCode(page, telephone.given());
  await expect(page.getByRole("alert"), "it was used to turn them on").toContainText("was used already");
  await canBeRead(page, "sign-in-code-refused");
  await givesCode(page, telephone.next());
  await expect(page).toHaveURL(/:\d+\/$/);
  await signsOut(page);
  await givesPassword(page, SECOND);
  await givesCode(page, recovery!);
  await expect(page).toHaveURL(/:\d+\/$/);
  await signsOut(page);
  await givesPassword(page, SECOND);
  await givesCode(page, recovery!);
  await expect(page.getByRole("alert"), "a recovery code works once").toContainText("was used already");
  await givesCode(page, another!);
  await expect(page).toHaveURL(/:\d+\/$/);
  await page.goto("/account/second-factor");
  await expect(page.locator("main")).toContainText("8 left");
}

async function provesAgain(page: Page, telephone: Telephone): Promise<void> {
  await page.goto("/sign-in/again?next=/account");
  await canBeRead(page, "sign-in-again");
  await page.getByLabel("Your password").fill(SECOND);
  await givesCode(page, telephone.given(), "Go on");
  await expect(page.getByRole("alert"), "the password alone does not do").toContainText("This code is not right");
  await canBeRead(page, "sign-in-again-refused");
  await page.getByLabel("Your password").fill(SECOND);
  await givesCode(page, telephone.next(), "Go on");
  await expect(page).toHaveURL(/\/account$/);
}

test("a person looks after their account: password, sessions, one-time codes", async ({ browser }) => {
  const at = await EmptyInstallation.start();
  const desk = await visitor(browser, at);
  const other = await visitor(browser, at);
  try {
    await setsUp(desk.page, at);
    await signsIn(other.page, FIRST);
    await test.step("a new password ends the sessions elsewhere", async () => {
      await changesPassword(desk.page);
      await expect(other.page.locator("#stopped")).toContainText("Live updates stopped");
    });
    await test.step("a session is ended, and its open page with it", async () => {
      await signsIn(other.page, SECOND);
      await endsTheOther(desk.page, other.page);
    });
    const { telephone, recovery } = await test.step("one-time codes are turned on", () => turnsCodesOn(desk.page));
    await test.step("signing in takes a code, each once", () => signsInWithCodes(desk.page, telephone, recovery));
    await test.step("so does proving again who one is", () => provesAgain(desk.page, telephone));
  } finally {
    await desk.context.close();
    await other.context.close();
    await at.remove();
  }
});
