import {
  expect,
  expectReadableOnTheWay,
  groupHolds,
  PRODUCTION,
  rolesComeAndGoWithGroups,
  signInThere,
  status,
  test,
} from "../support/provider-journey.ts";

// Often, so that the test need not wait for ten minutes.
test.use({ demo: "provider", confirmEvery: "1s" });

rolesComeAndGoWithGroups(true);

test("who leaves a group at the provider loses its role in an open session, and has it back with the group", async ({
  visit,
  as,
  provider,
}) => {
  provider.accounts["eve"] = { name: "Eve at the harbour", groups: ["watch"] };
  await groupHolds(await as("admin"), "Watch", "watch", "SRE");
  const page = await visit();
  await signInThere(page, "eve", PRODUCTION);
  await expect(page).toHaveURL(PRODUCTION);
  provider.accounts["eve"].groups = [];
  await expect.poll(() => status(page, PRODUCTION), { timeout: 30_000 }).toBe(404);
  provider.accounts["eve"].groups = ["watch"];
  await expect.poll(() => status(page, PRODUCTION), { timeout: 30_000 }).toBe(200);
  delete provider.accounts["eve"];
  await expect.poll(() => status(page, PRODUCTION), { timeout: 30_000, message: "signed out" }).toBe(303);
});

test("the sign-in page and its refusal can be read by everybody", async ({ visit }) => {
  const page = await visit();
  await page.goto("/sign-in");
  await expectReadableOnTheWay(page);
  await page.goto("/sign-in/returned?code=x&state=x");
  await expectReadableOnTheWay(page);
});
