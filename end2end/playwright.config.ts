import { defineConfig } from "@playwright/test";
import { QUIET, systemChromium } from "./support/browser.ts";

const executablePath = systemChromium();

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  // An installation belongs to a worker, so the tests of a file share one and run in order.
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env["CI"],
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./support/totals.ts"]],
  use: {
    browserName: "chromium",
    colorScheme: "light",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 900 },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    trace: "retain-on-failure",
    launchOptions: { args: QUIET, ...(executablePath ? { executablePath } : {}) },
  },
});
