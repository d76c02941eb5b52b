/** What the tests use of it. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  type Claims = { sub: string; [claim: string]: unknown };
  type Found = { accountId: string; claims: () => Claims };

  export default class Provider {
    constructor(
      issuer: string,
      configuration: {
        clients: Record<string, unknown>[];
        claims: Record<string, string[]>;
        cookies: { keys: string[] };
        findAccount: (context: unknown, subject: string) => Found | undefined;
      },
    );
    callback(): RequestListener;
  }
}
