import { once } from "node:events";
import { createServer, type Server } from "node:http";
import Provider from "oidc-provider";

/** Who somebody is at the provider. */
export type Account = { name: string; groups: string[] };

/** What the provider's page on a sign-in calls itself, and Slipway's button with it. */
export const NAME = "Harbour ID";
const CLIENT = { client_id: "slipway", client_secret: "kept between the two of them" };

/** A real sign-in provider (OpenID Connect) on this machine; any password is right there. */
export class SignInProvider {
  /** The people it knows, by the name they sign in with. A test puts them into groups and takes them out. */
  readonly accounts: Record<string, Account> = {};
  private readonly issuer: string;
  private readonly server: Server;

  private constructor(server: Server, port: number) {
    this.server = server;
    this.issuer = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<SignInProvider> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const place = server.address();
    if (place === null || typeof place === "string") throw new Error("no port was given");
    return new SignInProvider(server, place.port);
  }

  /** Answers for the installation at this address from now on, and gives the settings with which it asks. */
  serves(installation: string, confirmEvery: string): string {
    this.server.on("request", this.provider(`${installation}/sign-in/returned`).callback());
    return [
      "[openid_connect]",
      `issuer = "${this.issuer}"`,
      `client_id = "${CLIENT.client_id}"`,
      `client_secret = "${CLIENT.client_secret}"`,
      `name = "${NAME}"`,
      // It gives refresh tokens only where the person was asked, as the standard says.
      'prompt = "consent"',
      `confirm_every = "${confirmEvery}"`,
    ].join("\n");
  }

  async remove(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  private provider(returned: string): Provider {
    return new Provider(this.issuer, {
      clients: [
        {
          ...CLIENT,
          redirect_uris: [returned],
          grant_types: ["authorization_code", "refresh_token"],
          response_types: ["code"],
        },
      ],
      claims: { openid: ["sub"], profile: ["name", "preferred_username", "groups"], email: ["email"] },
      cookies: { keys: ["a key of the test's provider"] },
      findAccount: (_context, subject) => {
        const account = this.accounts[subject];
        if (!account) return undefined;
        const claims = () => ({ sub: subject, preferred_username: subject, ...account });
        return { accountId: subject, claims };
      },
    });
  }
}
