import { EmptyInstallation } from "../support/empty.ts";
import { canBeRead } from "../support/readable.ts";
import { expect, test } from "@playwright/test";

const PASSWORD = "lighthouse seven umbrellas";

test("the first run leads on, from an empty folder to the first release", async ({ browser }) => {
  const at = await EmptyInstallation.start();
  const context = await browser.newContext({ baseURL: at.address });
  const page = await context.newPage();
  const follows = (name: string) => page.getByRole("link", { name, exact: true }).click();
  const says = (words: string) => expect(page.getByRole("status").filter({ hasText: words })).toBeVisible();
  try {
    await test.step("an empty installation says so, and where its link is", async () => {
      expect((await page.goto("/"))?.status()).toBe(200);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Slipway is not set up yet");
      await expect(page.locator("main")).toContainText("it printed a set-up link");
      await canBeRead(page, "first-run-empty");
    });
    await test.step("set-up tells every mistake at once and keeps what was typed", async () => {
      await page.goto(at.link);
      await page.getByLabel("Sign-in name").fill("olga p");
      await page.getByLabel("Name", { exact: true }).fill("Olga Petrova");
      await page.getByLabel("E-mail").fill("nowhere");
      await page.getByLabel("Password").fill("short");
      await page.getByLabel("The same again").fill("shorter");
      await page.getByLabel("Address").fill("ftp://nowhere");
      await page.getByLabel("Name of the project").fill("***");
      await page.getByRole("button", { name: "Set up" }).click();
      const problems = page.getByRole("alert").getByRole("listitem");
      expect(await problems.count()).toBeGreaterThanOrEqual(6);
      await expect(page.getByRole("alert")).toContainText("The two passwords differ");
      await expect(page.getByLabel("Sign-in name")).toHaveValue("olga p");
      await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Olga Petrova");
      await expect(page.getByLabel("Address")).toHaveValue("ftp://nowhere");
      await canBeRead(page, "first-run-refused");
    });
    await test.step("the first admin is signed in", async () => {
      await page.getByLabel("Sign-in name").fill("olga");
      await page.getByLabel("E-mail").fill("");
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByLabel("The same again").fill(PASSWORD);
      await page.getByLabel("Address").fill(at.address);
      await page.getByLabel("Name of the project").fill("Payments API");
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page).toHaveURL(/:\d+\/$/);
      await says("Slipway is set up, and you are signed in.");
      await canBeRead(page, "first-run-board");
      await page.reload();
      await expect(page.getByRole("status").filter({ hasText: "Slipway is set up" }), "it is said once").toHaveCount(0);
    });
    await test.step("they give themselves a role", async () => {
      await follows("Give yourself a role");
      await page.getByLabel("Role").selectOption("SRE");
      await page.getByRole("button", { name: "Give the role" }).click();
      await says("Role given.");
    });
    await test.step("they register the first release", async () => {
      await page.goto("/");
      await follows("Register the first release");
      await page.getByLabel("Version").fill("1.0.0");
      await page.getByLabel("Commit", { exact: true }).fill("4be1c0de4be1c0de4be1c0de4be1c0de4be1c0de");
      await page.getByLabel("Artifact", { exact: true }).fill("https://releases.example/payments-1.0.0.tar");
      await page.getByLabel(/SHA-?256/i).fill("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
      await page.locator("main").getByRole("button").last().click();
      await says("Release registered. Next, deploy it to an environment.");
    });
    await test.step("the board offers to deploy it", async () => {
      await page.goto("/");
      await follows("Deploy the first release");
      await expect(page).toHaveURL(/environment=development/);
    });
  } finally {
    await context.close();
    await at.remove();
  }
});
