import { expect, type Page } from "@playwright/test";

/** What an address answered. */
export type Answer = { path: string; status: number; text: string };

const MOST = 400;

/** Asks for everything that links lead to from the board on, as the person of this page. Files have links of their own. */
export async function crawl(page: Page): Promise<Answer[]> {
  const asked = new Map<string, Answer>();
  const next = ["/"];
  for (let path = next.shift(); path !== undefined; path = next.shift()) {
    if (asked.has(path)) continue;
    expect(asked.size, "the pages come to an end").toBeLessThan(MOST);
    const answer = await ask(page, path);
    asked.set(path, answer);
    if (answer.text.startsWith("<!DOCTYPE html>")) next.push(...links(answer));
  }
  return [...asked.values()];
}

export async function ask(page: Page, path: string): Promise<Answer> {
  const response = await page.request.get(path);
  return { path, status: response.status(), text: await response.text() };
}

/** The addresses of this server that a page links to. */
function links({ path, text }: Answer): string[] {
  const here = new URL(path, "http://here");
  return [...text.matchAll(/href="([^"]*)"/g)]
    .map(([, href]) => new URL(href!.replaceAll("&amp;", "&"), here))
    .filter((url) => url.origin === here.origin && !url.pathname.startsWith("/assets/"))
    .map((url) => url.pathname + url.search);
}
