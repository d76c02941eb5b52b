import { expect, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { picture, test } from "./test.ts";
import { step, Visitor } from "./visitor.ts";

const STEPS = [
  "Disaster Event",
  "Assess Impact",
  "Notify Stakeholders",
  "Execute Recovery",
  "Verify Systems",
  "Resume Operations",
];
const LEFT_OUT = "Notify Stakeholders";

/** Two people drill the Recovery Plan to its end: with the script, whose pages follow by themselves, and without it. */
export function aDrillIsMadeByTwo(live: boolean): void {
  test("a drill is made by two people to its report", async ({ as }) => {
    const sits = async (person: "sre" | "devops") =>
      new Visitor(await as(person, { javaScriptEnabled: live }), live);
    const [sre, devops] = [await sits("sre"), await sits("devops")];

    await test.step("SRE starts a drill in staging", () => starts(sre));
    const run = new URL(sre.page.url()).pathname;
    await devops.page.goto(run);
    for (const [index, text] of STEPS.entries()) {
      const [one, other] = index % 2 === 0 ? [sre, devops] : [devops, sre];
      await test.step(text, () => (text === LEFT_OUT ? skips(one, other) : does(one, other, text)));
    }
    await sre.reads(sre.page.locator("#head"), "Succeeded with exceptions");
    await devops.reads(devops.page.locator("#head"), "Succeeded with exceptions");
    await test.step("SRE writes down what was found", () => finds(sre));
    await sre.canReadAll();
    if (live) await picture(sre.page, "run-over");
    await test.step("DevOps takes the report along", () => takesReport(devops.page, run, live));
  });
}

async function starts(sre: Visitor): Promise<void> {
  await sre.page.goto("/runbooks");
  await sre.follows("Recovery plan of Storefront");
  await sre.canReadAll();
  await sre.page.getByLabel("Mode").selectOption("drill");
  await sre.page.getByLabel("Where").selectOption("storefront/staging");
  await sre.page.getByLabel("Reason").fill("quarterly drill, Q4");
  await sre.press("Start");
  await expect(sre.page.getByText("DRILL · commands run against staging only")).toBeVisible();
  await sre.canReadAll();
}

async function does(one: Visitor, other: Visitor, text: string): Promise<void> {
  const claim = step(one.page, text).getByRole("button", { name: "Claim", exact: true });
  await one.sees(claim);
  await claim.click();
  await other.reads(step(other.page, text), "claimed by");
  await step(one.page, text).getByLabel("Evidence").fill("as expected");
  if (text === "Execute Recovery") {
    const files = step(one.page, text).getByLabel("Files");
    await files.setInputFiles({ name: "restore.log", mimeType: "text/plain", buffer: Buffer.from("restored 13:40\n") });
    await one.canReadAll();
    await picture(one.page, "run");
  }
  await one.press("Done", step(one.page, text));
  await one.reads(step(one.page, text), "as expected");
  if (text === "Execute Recovery") await readsTheFile(one.page);
}

async function readsTheFile(page: Page): Promise<void> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /restore\.log/ }).first().click();
  expect(await readFile(await (await download).path(), "utf8")).toBe("restored 13:40\n");
}

/** One asks, the other agrees. */
async function skips(one: Visitor, other: Visitor): Promise<void> {
  const here = step(one.page, LEFT_OUT);
  await one.sees(here.getByText("Ask to skip"));
  await here.locator("summary").filter({ hasText: "Ask to skip" }).click();
  await here.getByLabel("Why it is left out").fill("everybody is in the room");
  await one.press("Ask to skip", here);
  const agree = step(other.page, LEFT_OUT).getByRole("button", { name: "Agree to skip it" });
  await other.sees(agree);
  await agree.click();
  await other.reads(step(other.page, LEFT_OUT), "skipped by");
}

async function finds(sre: Visitor): Promise<void> {
  const findings = sre.page.locator("#findings");
  await findings.locator("summary").click();
  await findings.getByLabel("What was found").fill("The bucket’s name in staging is out of date");
  await findings.getByLabel("Who mends it").fill("devops");
  await findings.getByLabel("Until").fill("2099-12-24");
  await sre.press("Add the finding", findings);
  await sre.reads(findings, "DevOps on-call, due 2099-12-24");
}

async function takesReport(page: Page, run: string, live: boolean): Promise<void> {
  await page.goto(run);
  const takes = async (name: string, file: string): Promise<string> => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name, exact: true }).click();
    const kept = test.info().outputPath(file);
    await (await download).saveAs(kept);
    return kept;
  };
  const html = await takes("HTML", "report.html");
  const report = await readFile(await takes("Report as Markdown", "report.md"), "utf8");
  for (const words of ["Succeeded with exceptions", "Notify Stakeholders (skipped", "The bucket’s name in staging"]) {
    expect(report).toContain(words);
  }
  if (!live) return;
  await page.goto(pathToFileURL(html).href);
  await picture(page, "run-report");
}
