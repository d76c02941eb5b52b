import { spawnSync } from "node:child_process";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium, where there is one that runs; else Playwright takes its own. */
export function systemChromium(): string | undefined {
  return process.env["SLIPWAY_CHROMIUM"] ?? PLACES.find(runs);
}

/** What keeps a test's browser from talking to anybody but the server under test. */
export const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Ubuntu has a program of this name that only says where to get the real one. */
function runs(path: string): boolean {
  return spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0;
}
