import { expect, PHONE, picture, test } from "../support/test.ts";
import { cell, Visitor } from "../support/visitor.ts";

test.use({ demo: "suspect" });

const RELEASE = "/projects/storefront/releases/2.8.0";

test("a suspect release at the approver's phone", async ({ as }) => {
  const devops = new Visitor(await as("devops"), true);
  const sre = new Visitor(await as("sre"), true);
  const lead = new Visitor(await as("stakeholder", { viewport: PHONE }), true);
  const developer = new Visitor(await as("developer", { viewport: PHONE }), true);

  await test.step("DevOps reports a problem in production", async () => {
    const { page } = devops;
    await page.goto(RELEASE);
    await page.getByLabel("Environment").selectOption("production");
    await page.getByLabel("What is wrong?").fill("Orders of guests are lost");
    await devops.press("Report 2.8.0");
    await expect(page.locator("#suspicion")).toContainText("Reported as bad in production by DevOps on-call");
    await devops.canReadAll();
  });

  await test.step("the approver reads it before they decide", async () => {
    const { page } = lead;
    await page.goto("/approvals");
    await expect(page.locator("main")).toContainText("Suspect");
    await lead.canReadAll();
    await lead.follows("Read and decide");
    const risks = page.locator("#risk");
    await expect(risks).toContainText("Reported as bad in production by DevOps on-call: Orders of guests are lost.");
    await expect(page.locator("#start")).toContainText("2.8.0 is suspect");
    await lead.canReadAll();
    await picture(page, "suspect-phone", true);
    await lead.follows(/Reported as bad in production/, risks);
    await expect(page).toHaveURL(/releases\/2\.8\.0#problem-\d+$/);
    await expect(page.locator("#suspicion")).toContainText("Orders of guests are lost");
  });

  await test.step("it goes nowhere, and the board says so", async () => {
    const { page } = devops;
    await page.goto("/");
    await expect(cell(page, "staging")).toContainText("2.8.0 is suspect");
    await page.goto("/deployments/new?project=storefront&environment=production");
    const choice = page.getByRole("radio", { name: /^2\.8\.0/ });
    await expect(choice).toBeDisabled();
    await expect(page.getByRole("row").filter({ has: choice })).toContainText("Reported as bad in production");
    await devops.canReadAll();
  });

  await test.step("who does not see production reads neither its name nor the report", async () => {
    const { page } = developer;
    await page.goto(RELEASE);
    await expect(page.locator("#suspicion")).toContainText("Reported as bad in an environment you can't see");
    await expect(page.locator("#suspicion")).not.toContainText("production");
    await expect(page.locator("main")).not.toContainText("Orders of guests");
    await developer.canReadAll();
  });

  await test.step("SRE clears it, and the approver sees that", async () => {
    await sre.page.goto(RELEASE);
    await sre.page.getByLabel("Why nothing is wrong with 2.8.0").fill("The guests' orders were found in the queue");
    await sre.press("Clear 2.8.0 in production");
    await expect(sre.page.locator("#suspicion")).toContainText("Cleared by");
    await lead.page.goto("/approvals");
    await lead.follows("Read and decide");
    await expect(lead.page.locator("#risk")).toContainText("The guests' orders were found in the queue");
    await expect(lead.page.locator("#start")).not.toContainText("suspect");
    await expect(lead.page.getByRole("button", { name: "Approve 2.8.0" })).toBeEnabled();
    await lead.canReadAll();
  });
});
