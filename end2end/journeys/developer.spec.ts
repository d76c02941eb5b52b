import { expect, type Page } from "@playwright/test";
import { type Answer, ask, crawl } from "../support/crawl.ts";
import { test } from "../support/test.ts";

/** The numbers of the deployments to production, by the history's file. */
async function numbers(devops: Page): Promise<string[]> {
  const { text } = await ask(devops, "/history.csv");
  const found = [...text.matchAll(/^(\d+),"storefront","[^"]*","production",/gm)].map(([, number]) => number!);
  expect(found.length).toBe(3);
  return found;
}

/** What only who sees production can have from there. */
function tells(numbers: string[]): RegExp[] {
  const deployments = numbers.flatMap((number) => [new RegExp(`#${number}\\b`), new RegExp(`/deployments/${number}\\b`)]);
  return [...deployments, /production/i, /web-[123]/, /Fine for the books/, /Bought a pot of tea/];
}

const holding = (answers: Answer[], what: RegExp) => answers.filter(({ text }) => what.test(text)).map(({ path }) => path);

// A runbook with commands names the environments that they may act in: its text is a document too.
const names = (path: string, secret: RegExp) => secret.source === "production" && /^\/runbooks(\.zip|\/)/.test(path);

test("a developer finds nothing of production's state on any page", async ({ as }) => {
  const [developer, devops] = [await as("developer"), await as("devops")];
  const [all, theirs] = [await crawl(developer), await crawl(devops)];
  // The document is everybody's: it says what is to be, not what is.
  const hers = all.filter(({ path }) => !/\/strategy/.test(path));
  expect(hers.filter(({ status }) => status !== 200).map(({ path }) => path)).toEqual([]);
  expect(hers.length).toBeGreaterThan(20);
  for (const secret of tells(await numbers(devops))) {
    expect(holding(theirs, secret), `DevOps finds ${secret}`).not.toEqual([]);
    expect(holding(hers, secret).filter((path) => !names(path, secret)), `a developer finds ${secret}`).toEqual([]);
  }
});

test("what a developer may not see does not exist for them", async ({ as }) => {
  const [developer, devops] = [await as("developer"), await as("devops")];
  const [number] = await numbers(devops);
  const places = [
    `/deployments/${number}`,
    `/deployments/${number}/events`,
    `/deployments/${number}/steps/1/log`,
    "/environments/production",
    "/deployments/new?project=storefront&environment=production&release=2.8.0",
    "/projects/storefront/environments/production/rollback",
  ];
  for (const path of places) {
    const nowhere = path.replace(`/${number}`, "/999999").replace("production", "nowhere");
    const [there, missing] = [await ask(developer, path), await ask(developer, nowhere)];
    expect([path, there.status]).toEqual([path, 404]);
    const plain = ({ text }: Answer) => text.replaceAll(/name="csrf" value="[^"]*"/g, "").replaceAll(/[0-9a-f]{32,}/g, "");
    expect(plain(there), `${path} answers like ${nowhere}`).toEqual(plain(missing));
  }
  const found = await ask(developer, "/history?environment=production");
  expect(found.text).not.toContain(`#${number}`);
});
