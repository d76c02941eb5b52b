import { expect, type Page } from "@playwright/test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { picture, test } from "./test.ts";
import { step, Visitor } from "./visitor.ts";

const LOOK = "Look at what is left";
const START = "Start the shop again";
const VERIFY = "Verify that the shop answers";

/** Its machine looks for files in a folder: `go` lets the command end, `up` lets the check pass. */
const runbook = (title: string, folder: string) => `# ${title}

- **Project**: Storefront
- **Recovery Time Objective**: 30m
- **Environments**: production

## Steps
1. **${LOOK}**: which targets answer?
2. **${START}**
3. **${VERIFY}**

\`\`\`yaml
automation:
  ${LOOK}: {role: SRE, expected_time: 2m}
  ${START}:
    run: echo starting; until test -e "${folder}/go"; do sleep 0.1; done; echo "$SLIPWAY_MODE in $SLIPWAY_ENVIRONMENT"
    timeout: 2m
  ${VERIFY}: {kind: check, run: "test -e '${folder}/up'", within: 2s, every: 1s}
\`\`\`
`;

/** Real runs, with a check that fails and a server that dies: with the script, whose pages follow, and without it. */
export function realRunsGoOn(live: boolean): void {
  let folder: string;
  const allows = (what: "go" | "up") => writeFile(join(folder, what), "");
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slipway-shop-"));
  });
  test.afterEach(() => rm(folder, { recursive: true }));

  test("a real run that fails at a check is retried and goes on", async ({ as }) => {
    const sits = async (person: "sre" | "devops") => new Visitor(await as(person, { javaScriptEnabled: live }), live);
    const [sre, devops] = [await sits("sre"), await sits("devops")];
    const title = "After a crash";
    await test.step("DevOps writes a runbook", () => writes(devops.page, runbook(title, folder)));
    await test.step("SRE publishes it", () => publishes(sre, title));
    for (const person of ["stakeholder", "stakeholder2"] as const) {
      const approver = new Visitor(await as(person, { javaScriptEnabled: live }), live);
      await test.step(`${person} approves its commands`, () => approves(approver, title));
    }
    await test.step("SRE starts a real run", () => starts(sre));
    await devops.page.goto(sre.page.url());
    await test.step("SRE looks at what is left", () => looks(sre));
    await devops.reads(step(devops.page, START), "starting");
    await devops.reads(devops.page.locator("#head"), "Running");
    await allows("go");
    await test.step("the check fails", async () => {
      await sre.reads(sre.page.locator("#head"), "Paused on failure");
      await sre.reads(step(sre.page, START), "real in production");
      await sre.canReadAll();
      if (live) await picture(sre.page, "run-failed");
    });
    await allows("up");
    await test.step("SRE has it tried again", () => retries(sre, VERIFY, "web-2 was still down"));
    for (const visitor of [sre, devops]) await visitor.reads(visitor.page.locator("#head"), "Succeeded");
    await expect(sre.page.locator("#head")).not.toContainText("exceptions");
    await test.step("the report tells of both attempts", () => readsReport(devops.page));
  });

  test("a run in which the server was killed is resumed by a person", async ({ as, installation }) => {
    const sits = async (person: "sre" | "devops") => new Visitor(await as(person, { javaScriptEnabled: live }), live);
    const [sre, devops] = [await sits("sre"), await sits("devops")];
    const title = "After a power cut";
    await writes(devops.page, runbook(title, folder));
    await publishes(sre, title);
    for (const person of ["stakeholder", "stakeholder2"] as const) {
      await approves(new Visitor(await as(person, { javaScriptEnabled: live }), live), title);
    }
    await starts(sre);
    await looks(sre);
    await sre.reads(step(sre.page, START), "starting");
    await installation.kill();
    await installation.serve();
    await sre.reads(sre.page.locator("#head"), "Interrupted");
    await sre.reads(step(sre.page, LOOK), "web-1 and web-3 answer");
    await sre.canReadAll();
    if (live) await picture(sre.page, "run-interrupted");
    await allows("go");
    await allows("up");
    await sre.press("Resume from this step", step(sre.page, START));
    await sre.reads(sre.page.locator("#head"), "Succeeded");
    await sre.reads(step(sre.page, START), "real in production");
  });
}

async function writes(page: Page, document: string): Promise<void> {
  await page.goto("/projects/storefront/new-runbook");
  await page.getByLabel("Document").fill(document);
  await page.getByRole("button", { name: "Save the draft" }).click();
  await expect(page.locator("main")).toContainText("Draft: version 1");
}

async function publishes(sre: Visitor, title: string): Promise<void> {
  await sre.page.goto("/runbooks");
  await sre.follows(new RegExp(`^${title.replaceAll(" ", "[- ]")}$`, "i"));
  await sre.press("Publish");
  await expect(sre.page.locator("main")).toContainText("Not in force yet");
}

/** A stakeholder finds the version among the approvals, reads its commands, and approves it. */
async function approves(approver: Visitor, title: string): Promise<void> {
  await approver.page.goto("/approvals");
  await approver.canReadAll();
  const card = approver.page.locator("section", { hasText: `${title}, version 1` });
  await card.getByRole("link", { name: "Read and decide" }).click();
  await expect(approver.page.locator("main")).toContainText("echo starting");
  await approver.canReadAll();
  await approver.press("Approve version 1");
  await expect(approver.page.locator("main")).toContainText("Decision saved");
}

async function starts(sre: Visitor): Promise<void> {
  await sre.page.reload();
  await sre.page.getByLabel("Mode").selectOption("real");
  await sre.page.getByLabel("Where").selectOption("storefront/production");
  await sre.press("Start");
  await expect(sre.page.locator("main"), "a real run has a reason").toContainText("Say why");
  await sre.page.getByLabel("Reason").fill("the shop is down since 14:02");
  await sre.press("Start");
  await expect(sre.page).toHaveURL(/\/runs\/\d+$/);
  await sre.canReadAll();
}

async function looks(sre: Visitor): Promise<void> {
  await sre.press("Claim", step(sre.page, LOOK));
  await step(sre.page, LOOK).getByLabel("Evidence").fill("web-1 and web-3 answer");
  await sre.press("Done", step(sre.page, LOOK));
}

/** Has a step tried again, with a reason. */
async function retries(sre: Visitor, at: string, reason: string): Promise<void> {
  const here = step(sre.page, at);
  await sre.sees(here.getByRole("button", { name: "Retry", exact: true }));
  await here.getByLabel("What is different now").fill(reason);
  await sre.press("Retry", here);
}

async function readsReport(page: Page): Promise<void> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Report as Markdown" }).click();
  const report = await readFile(await (await download).path(), "utf8");
  for (const words of ["the shop is down since 14:02", "web-2 was still down", VERIFY]) expect(report).toContain(words);
}
