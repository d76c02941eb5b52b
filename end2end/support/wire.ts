import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** The way between a browser and the server, which can be cut and mended. */
export class Wire {
  readonly address: string;
  private readonly server: Server;
  private readonly ends = new Set<Socket>();
  private isCut = false;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.address = `http://127.0.0.1:${port}`;
  }

  /** A way to this address. */
  static async to(address: string): Promise<Wire> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const place = server.address();
    if (place === null || typeof place === "string") throw new Error("no port was given");
    const wire = new Wire(server, place.port);
    const { hostname, port } = new URL(address);
    server.on("connection", (near) => wire.join(near, () => connect(Number(port), hostname)));
    return wire;
  }

  /** Breaks every connection, and each new one until the wire is mended. */
  cut(): void {
    this.isCut = true;
    for (const end of this.ends) end.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async remove(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, "close");
  }

  private join(near: Socket, reach: () => Socket): void {
    if (this.isCut) return void near.destroy();
    const far = reach();
    for (const [one, other] of [[near, far], [far, near]] as const) {
      this.ends.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.ends.delete(one);
        other.destroy();
      });
    }
  }
}
