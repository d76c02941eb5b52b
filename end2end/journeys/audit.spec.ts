import { expect, request } from "@playwright/test";
import { test } from "../support/test.ts";

test("an auditor finds who approved a deployment, and takes the record along", async ({ as }) => {
  const auditor = await as("auditor");
  await auditor.goto("/");
  await auditor.getByRole("navigation").getByRole("link", { name: "Audit" }).click();
  await expect(auditor.getByRole("heading", { level: 1 })).toHaveText("Audit log");
  await auditor.getByLabel("Action").selectOption({ label: "Deployment approved" });
  await auditor.getByLabel("Environment").selectOption("production");
  await auditor.getByRole("button", { name: "Show" }).click();
  await expect(auditor).toHaveURL(/action=deployment\.approved.*environment=production/);
  const rows = auditor.getByRole("table").getByRole("row").filter({ hasText: "approved" });
  await expect(rows.first()).toContainText(/#\d+/);
  const sentences = await rows.count();

  const [file] = await Promise.all([
    auditor.waitForEvent("download"),
    auditor.getByRole("link", { name: "JSON lines" }).click(),
  ]);
  const lines = (await text(file)).trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.length).toBe(sentences);
  expect(new Set(lines.map((line) => `${line["action"]} ${line["environment"]}`))).toEqual(
    new Set(["deployment.approved production"]),
  );

  await rows.first().getByRole("link", { name: /#\d+/ }).click();
  await expect(auditor.getByRole("heading", { name: "Record" })).toBeVisible();
});

test("an auditor verifies the chain, and sees who had which access today", async ({ as }) => {
  const auditor = await as("auditor");
  await auditor.goto("/admin/audit");
  await auditor.getByRole("button", { name: "Verify now" }).click();
  await expect(auditor.locator("main")).toContainText("Whole");
  await auditor.getByRole("link", { name: "Who had which access" }).click();
  const row = auditor.getByRole("row").filter({ hasText: "auditor" }).filter({ hasText: "production" });
  await expect(row.first()).toContainText("Read");
});

test("a token is made, used, revoked and refused", async ({ as, installation }) => {
  const sre = await as("sre");
  await sre.goto("/account/tokens");
  await sre.getByLabel("Name").fill("end to end");
  await sre.getByLabel("Project").selectOption("storefront");
  await sre.getByLabel("Role").selectOption("SRE");
  await sre.getByRole("button", { name: "Make the token" }).click();
  const token = await sre.getByLabel("Token", { exact: true }).inputValue();
  expect(token).toMatch(/^slw_[0-9a-f]{48}$/);

  const machine = await request.newContext({
    baseURL: installation.address,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const there = "/api/v1/projects/storefront/environments/production";
  expect((await machine.get(there)).status()).toBe(200);
  expect((await machine.get(`${there}?token=${token}`)).status()).toBe(400);

  await sre.goto("/account/tokens");
  await expect(sre.locator("main")).not.toContainText(token);
  const row = sre.getByRole("row").filter({ hasText: "end to end" });
  await row.getByRole("button", { name: "Revoke" }).click();
  await sre.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(sre.getByText("1 token no longer good")).toBeVisible();
  expect((await machine.get(there)).status()).toBe(401);
  await machine.dispose();
});

/** What a download holds. */
async function text(file: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
