import { createHmac } from "node:crypto";

const STEP_MS = 30_000;
/** What a page needs at most from the look at the telephone to the answer of the server. */
const TYPING_MS = 8_000;
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An app for one-time codes (RFC 6238). It gives each code once, and the next one without waiting for its half minute. */
export class Telephone {
  private readonly key: Buffer;
  private last = 0;

  /** From the key as the page shows it, in groups of four. */
  constructor(key: string) {
    const bits = [...key.replaceAll(" ", "")].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, "0")).join("");
    const bytes = bits.match(/.{8}/g) ?? [];
    this.key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  }

  /**
   * A code that was not given before. The first is of the half minute before, so that three in a row are taken, unless
   * that one ends while it is typed.
   */
  next(): string {
    this.last = Math.max(this.last + 1, Math.floor((Date.now() + TYPING_MS) / STEP_MS) - 1);
    return this.of(this.last);
  }

  /** The code that was given last. */
  given(): string {
    return this.of(this.last);
  }

  /** A code that is none of these minutes. */
  wrong(): string {
    const now = Math.floor(Date.now() / STEP_MS);
    const right = new Set([-3, -2, -1, 0, 1, 2, 3].map((steps) => this.of(now + steps)));
    return Array.from({ length: 8 }, (_, n) => `00000${n}`).find((code) => !right.has(code))!;
  }

  private of(step: number): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac("sha1", this.key).update(counter).digest();
    const at = mac[mac.length - 1]! & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}
