import { expect, type Page } from "@playwright/test";
import { join } from "node:path";
import { Installation } from "./installation.ts";
import { NAME, SignInProvider } from "./provider.ts";
import { expectAccessible, expectFits, PHONE, signIn, test as base } from "./test.ts";

type Worker = {
  /** How often the installation asks its provider again who people are. */
  confirmEvery: string;
  provider: SignInProvider;
};

/** An installation whose people may also sign in with a provider. */
export const test = base.extend<object, Worker>({
  confirmEvery: ["10m", { scope: "worker", option: true }],

  provider: [
    async ({}, use) => {
      const provider = await SignInProvider.start();
      await use(provider);
      await provider.remove();
    },
    { scope: "worker" },
  ],

  installation: [
    async ({ demo, provider, confirmEvery }, use, worker) => {
      const log = join(worker.project.outputDir, `${demo}-${worker.workerIndex}.log`);
      const installation = await Installation.start(log, (address) => provider.serves(address, confirmEvery));
      await use(installation);
      await installation.remove();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

/** An admin makes a group of the provider's people, which holds a role for all projects. */
export async function groupHolds(admin: Page, name: string, claim: string, role: string): Promise<void> {
  await admin.goto("/admin/groups");
  await admin.getByLabel("Name", { exact: true }).fill(name);
  await admin.getByLabel("The sign-in provider’s name for it").fill(claim);
  await admin.getByRole("button", { name: "Make the group" }).click();
  await admin.getByLabel("Role", { exact: true }).selectOption({ label: role });
  await admin.getByRole("button", { name: "Give the role" }).click();
  await expect(admin.getByRole("button", { name: `Remove ${role}` })).toBeVisible();
}

/** Signs in with the provider's button, there as this account. */
export async function signInThere(page: Page, account: string, next = "/"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByRole("button", { name: `Sign in with ${NAME}` }).click();
  await page.getByPlaceholder("Enter any login").fill(account);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** What an address answers to this page's browser. */
export async function status(page: Page, path: string): Promise<number> {
  return (await page.request.get(path, { maxRedirects: 0 })).status();
}

const PRODUCTION = "/environments/production";

/** Signing in with the provider, and losing what it gave at the next sign-in. */
export function rolesComeAndGoWithGroups(javaScriptEnabled: boolean): void {
  test("somebody of the provider has the roles of their groups, and loses them at the next sign-in", async ({
    visit,
    as,
    provider,
  }) => {
    provider.accounts["ana"] = { name: "Ana at the harbour", groups: ["ops"] };
    await groupHolds(await as("admin"), "Operators", "ops", "DevOps");
    const page = await visit({ javaScriptEnabled });
    await signInThere(page, "ana", PRODUCTION);
    await expect(page).toHaveURL(PRODUCTION);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/production/i);
    await expect(page.locator("body")).toContainText("Ana at the harbour");

    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    provider.accounts["ana"].groups = [];
    const again = await visit({ javaScriptEnabled });
    await signInThere(again, "ana");
    await expect(again.locator("body")).toContainText("Ana at the harbour");
    expect(await status(again, PRODUCTION), "out of the group, out of its role").toBe(404);
  });

  test("who says no at the provider is not signed in, and has a way on", async ({ visit, provider }) => {
    provider.accounts["ben"] = { name: "Ben at the harbour", groups: [] };
    const page = await visit({ javaScriptEnabled });
    const answer = await page.goto("/sign-in/returned?code=of-another-browser&state=of-another-browser");
    expect(answer?.status()).toBe(401);
    await page.getByRole("link", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: `Sign in with ${NAME}` })).toBeVisible();
  });
}

/** The pages on the way can be read by everybody. */
export async function expectReadableOnTheWay(page: Page): Promise<void> {
  for (const window of [{ width: 1280, height: 900 }, PHONE]) {
    await page.setViewportSize(window);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await expectFits(page);
      await expectAccessible(page);
    }
  }
}

export { expect, PRODUCTION, signIn };
