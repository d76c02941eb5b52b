import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, SLIPWAY } from "./installation.ts";

/** How long the server may take until it has printed its link. */
const LINK_MS = 30_000;

/** The real program, serving a folder that holds nothing yet. */
export class EmptyInstallation {
  readonly address: string;
  /** The link of the first run, as the server printed it. */
  readonly link: string;
  private readonly data: string;
  private readonly server: ChildProcess;

  private constructor(address: string, link: string, data: string, server: ChildProcess) {
    this.address = address;
    this.link = link;
    this.data = data;
    this.server = server;
  }

  static async start(): Promise<EmptyInstallation> {
    const data = await mkdtemp(join(tmpdir(), "slipway empty "));
    const listen = `127.0.0.1:${await freePort()}`;
    const server = spawn(SLIPWAY, ["serve", "--data", data, "--listen", listen], {
      stdio: ["ignore", "pipe", "ignore"],
      cwd: data,
    });
    return new EmptyInstallation(`http://${listen}`, await printed(server), data, server);
  }

  /** What a file of a target holds. */
  target(project: string, environment: string, target: string, file: string): Promise<string> {
    return readFile(join(this.data, "targets", project, environment, target, file), "utf8");
  }

  async remove(): Promise<void> {
    const exited = once(this.server, "exit");
    this.server.kill("SIGTERM");
    await exited;
    await rm(this.data, { recursive: true, force: true });
  }
}

function printed(server: ChildProcess): Promise<string> {
  return new Promise((found, fail) => {
    let said = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const link = /http:\S+\/setup\/[0-9a-f]{64}/.exec(said)?.[0];
      if (link) found(link);
    });
    server.once("exit", () => fail(new Error(`the server ended before it printed a link: ${said}`)));
    setTimeout(() => fail(new Error(`the server has printed no link: ${said}`)), LINK_MS).unref();
  });
}
