import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import { freePort, SLIPWAY } from "./installation.ts";
import { expect } from "./test.ts";

/** The sample that the Rust tests use: a filled-in template with three environments. */
const SAMPLE = resolve(import.meta.dirname, "../../tests/documents/storefront.md");
const START_MS = 30_000;
const SETTLED_MS = 60_000;
const PASSWORD = "lighthouse seven umbrellas";
const COMMIT = "4be1c0de4be1c0de4be1c0de4be1c0de4be1c0de";
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export const ENVIRONMENTS = [
  "development",
  "qa",
  "staging",
  "preview",
  "production-eu",
  "production-us",
  "dr",
  "sandbox",
];
export const PROJECTS = 60;
/** So many projects have a release on its way to production: more than the board tells at once. */
export const WAITING = 12;

const ACCESS = `| Role | ${ENVIRONMENTS.join(" | ")} |
|------|${ENVIRONMENTS.map(() => "----").join("|")}|
| Developer | Full | Full | Deploy | Full | Read | Read | None | Full |
| DevOps | Full | Full | Full | Full | Deploy + Rollback | Deploy | Read | Full |
| SRE | Full | Full | Full | Full | Full | Full | Full | Full |
| Stakeholder | None | Read | Read | Read | Read + Approve | Read + Approve | Read + Approve | Read + Approve |
| Contractor | Deploy | Read | Read | Read | None | None | None | Deploy |`;

export const nameOf = (project: number): string => `Service ${String(project).padStart(2, "0")}`;
const slugOf = (project: number): string => nameOf(project).toLowerCase().replace(" ", "-");

/** The first fails in qa, the second waits for a person in development, and all others deploy without a word. */
function deploys(project: number, environment: string): string | undefined {
  if (project === 1 && environment === "qa") return `{ run: 'echo no room left; exit 3' }`;
  return project === 2 && environment === "development" ? undefined : `{ run: 'true' }`;
}

/** The sample with eight environments, as the document of this project. */
function documentOf(sample: string, project: number): string {
  const steps = ENVIRONMENTS.map((environment) => `   - Deploy to ${environment}`).join("\n");
  const others = ["Verify build artifacts", "Check environment health", "Notify stakeholders", "Prepare rollback plan"]
    .concat("Run smoke tests", "Monitor metrics", "Check logs", "Verify functionality", "Update documentation")
    .map((step) => `  ${step}: { run: 'true' }`);
  const own = ENVIRONMENTS.flatMap((environment) => {
    const how = deploys(project, environment);
    return how ? [`  Deploy to ${environment}: ${how}`] : [];
  });
  const blocks = ENVIRONMENTS.filter((environment) => !["development", "staging"].includes(environment)).map(
    (environment) => {
      const guarded = /production|dr|sandbox/.test(environment);
      const rules = guarded
        ? "  gates: off\n  requires: []\n  approvals: { required: 1, from: [Stakeholder], expires: 24h }\n  start: by_hand"
        : "  gates: off\n  requires: []\n  start: when_ready";
      return `### ${environment}\n\`\`\`yaml\n${environment}:\n  targets: [${environment}-1]\n${rules}\n\`\`\``;
    },
  );
  const parts: [RegExp, string][] = [
    [/- \*\*Project\*\*: .*/, `- **Project**: ${nameOf(project)}`],
    [/- \*\*Environments\*\*: .*/, `- **Environments**: ${ENVIRONMENTS.join(", ")}`],
    [/ {2}gates: enforce\n```\n\n### Production\n```yaml[\s\S]*?```/, "  gates: off\n```\n\n" + blocks.join("\n\n")],
    [/ {3}- Deploy to development\n {3}- Deploy to staging\n {3}- Run smoke tests\n {3}- Deploy to production\n {3}- Verify deployment/, `   - Run smoke tests\n${steps}`],
    [/automation:\n[\s\S]*?```/, ["automation:", ...others, ...own, "```"].join("\n")],
    [/\| Role \| Development[\s\S]*?\n\n/, `${ACCESS}\n\n`],
  ];
  return parts.reduce((text, [found, put]) => {
    if (!found.test(text)) throw new Error(`the sample holds no ${found.source}`);
    return text.replace(found, () => put);
  }, sample);
}

/** The real program with 8 environments and 60 projects, made by its own commands. */
export class WideInstallation {
  readonly address: string;
  private readonly folder: string;
  private readonly data: string;
  private server: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.data = join(folder, "data");
    this.address = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<WideInstallation> {
    const folder = await mkdtemp(join(tmpdir(), "slipway wide "));
    const at = new WideInstallation(folder, await freePort());
    const sample = await readFile(SAMPLE, "utf8");
    for (let project = 1; project <= PROJECTS; project++) {
      const file = join(folder, "document.md");
      await writeFile(file, documentOf(sample, project));
      await at.run(["strategy", "import", file, "--approve"]);
    }
    await at.people();
    await at.serve();
    for (let project = 1; project <= WAITING; project++) await at.deploys(project);
    return at;
  }

  /** A page in a browser of its own, signed in. */
  async as(browser: Browser, person: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.address, ...options });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByLabel("Name").fill(person);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).not.toHaveURL(/sign-in/);
    return page;
  }

  async remove(): Promise<void> {
    if (this.server) {
      const exited = once(this.server, "exit");
      this.server.kill("SIGTERM");
      await exited;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async people(): Promise<void> {
    for (const [name, role] of [
      ["olga", "Admin"],
      ["dana", "DevOps"],
      ["mira", "SRE"],
      ["pete", "Stakeholder"],
      ["cleo", "Contractor"],
    ] as const) {
      await this.run(["user", "add", name, "--role", role, "--password-stdin"], PASSWORD);
    }
  }

  /** Puts a first release into development and qa, and requests production. */
  private async deploys(project: number): Promise<void> {
    const slug = slugOf(project);
    const artifact = ["--commit", COMMIT, "--artifact", `file://${SAMPLE}`, "--sha256", NOTHING];
    await this.run(["release", "add", slug, "1.0.0", ...artifact]);
    const added = ["token", "add", `ci-${project}`, "--project", slug, "--role", "DevOps", "--owner", "dana"];
    const token = (await this.run(added)).trim();
    for (const environment of ["development", "qa", "production-eu"]) {
      const number = await this.request(token, slug, environment);
      if (environment !== "production-eu") await this.settles(token, number);
    }
    if (project === 3) await this.run(["release", "add", slug, "1.1.0", ...artifact]);
  }

  private async request(token: string, project: string, environment: string): Promise<number> {
    const answer = await fetch(`${this.address}/api/v1/projects/${project}/deployments`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ release: "1.0.0", environment }),
    });
    expect(answer.status, await answer.clone().text()).toBe(201);
    return Number(answer.headers.get("location")?.split("/").pop());
  }

  /** Waits until a deployment has ended, or waits for a person. */
  private async settles(token: string, number: number): Promise<void> {
    const headers = { Authorization: `Bearer ${token}` };
    await expect(async () => {
      const answer = await fetch(`${this.address}/api/v1/deployments/${number}`, { headers });
      expect(JSON.stringify(await answer.json())).toMatch(/succeeded|failed|awaiting_person/);
    }).toPass({ timeout: SETTLED_MS, intervals: [50, 100, 200] });
  }

  private async serve(): Promise<void> {
    const listen = this.address.slice("http://".length);
    this.server = spawn(SLIPWAY, ["serve", "--data", this.data, "--listen", listen], { stdio: "ignore" });
    await expect(async () => expect((await fetch(`${this.address}/healthz`)).ok).toBe(true)).toPass({
      timeout: START_MS,
      intervals: [50],
    });
  }

  /** Runs a command to its end, and gives what it prints. */
  private async run(command: string[], input = ""): Promise<string> {
    const child = spawn(SLIPWAY, [...command, "--data", this.data], { stdio: [input ? "pipe" : "ignore", "pipe", "pipe"] });
    let [printed, complained] = ["", ""];
    child.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (complained += chunk.toString()));
    child.stdin?.end(input);
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${command.join(" ")}: ${complained}`);
    return printed;
  }
}
