import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const TARGET = process.env["CARGO_TARGET_DIR"] ?? resolve(import.meta.dirname, "../../target");
/** The debug binary that the Rust tests built, unless another one is named. */
export const SLIPWAY = process.env["SLIPWAY_BINARY"] ?? join(TARGET, "debug/slipway");
const START_MS = 30_000;
/** The demo makes its history by really deploying; its log says when it is done. */
const HISTORY_MS = 120_000;
const HISTORY = "the demo's history is made";
const STOP_MS = 15_000;

/** The real program, serving a demo installation in a folder of its own. */
export class Installation {
  readonly address: string;
  private readonly data: string;
  private readonly log: WriteStream;
  private server: ChildProcess | undefined;

  private constructor(data: string, port: number, log: WriteStream) {
    this.data = data;
    this.address = `http://127.0.0.1:${port}`;
    this.log = log;
  }

  /**
   * Makes an installation and starts it; what the server says goes to the log file. `settings` gives what stands in its
   * `slipway.toml`, for its address.
   */
  static async start(logFile: string, settings?: (address: string) => string): Promise<Installation> {
    await mkdir(dirname(logFile), { recursive: true });
    const data = await mkdtemp(join(tmpdir(), "slipway end2end "));
    const installation = new Installation(data, await freePort(), createWriteStream(logFile));
    if (settings) await writeFile(join(data, "slipway.toml"), settings(installation.address));
    await installation.serve();
    return installation;
  }

  /** Starts the server, and returns once it answers and the demo's history is made. */
  async serve(): Promise<void> {
    const listen = this.address.slice("http://".length);
    const server = spawn(SLIPWAY, ["demo", "--data", this.data, "--listen", listen], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: this.data,
    });
    server.stdout.pipe(this.log, { end: false });
    server.stderr.pipe(this.log, { end: false });
    this.server = server;
    await Promise.all([this.answers(server), says(server, HISTORY)]);
  }

  /** Kills the server as a power cut would: no notice, no time to tidy up. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends the server and removes everything it kept. */
  async remove(): Promise<void> {
    await this.end("SIGTERM");
    this.log.end();
    await rm(this.data, { recursive: true, force: true });
  }

  /** What `current/VERSION` says on disk, by target, for every target of an environment. */
  async serving(environment: string, project = "storefront"): Promise<Record<string, string>> {
    const folder = join(this.data, "targets", project, environment);
    const serving: Record<string, string> = {};
    for (const target of (await readdir(folder)).sort()) {
      serving[target] = (await readFile(join(folder, target, "current/VERSION"), "utf8")).trim();
    }
    return serving;
  }

  private async answers(server: ChildProcess): Promise<void> {
    const until = Date.now() + START_MS;
    while (Date.now() < until) {
      if (server.exitCode !== null || server.signalCode !== null) break;
      if (await fetch(`${this.address}/healthz`).then((answer) => answer.ok, () => false)) return;
      await new Promise((go) => setTimeout(go, 50));
    }
    await this.end("SIGKILL");
    throw new Error(`${SLIPWAY} demo did not answer at ${this.address}; its log is ${String(this.log.path)}`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill(signal);
    const insist = setTimeout(() => server.kill("SIGKILL"), STOP_MS);
    await exited;
    clearTimeout(insist);
  }
}

/** Returns once the server's log says this. */
function says(server: ChildProcess, words: string): Promise<void> {
  return new Promise((heard, fail) => {
    let said = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(words)) heard();
    });
    server.once("exit", () => fail(new Error(`the server ended before it said "${words}"`)));
    setTimeout(() => fail(new Error(`the server has not said "${words}"`)), HISTORY_MS).unref();
  });
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
