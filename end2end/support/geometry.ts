import { expect, type Page } from "@playwright/test";

/**
 * Fails where controls get in each other's way: two that overlap, or the words of a label that lie over a control that
 * is not its own. What a frame has scrolled out of sight is nowhere.
 */
export async function expectApart(page: Page, within = "main"): Promise<void> {
  const overlaps = await page.evaluate((within) => {
    type Box = { what: string; element: Element; left: number; right: number; top: number; bottom: number };
    const visible = (element: Element): boolean =>
      element.checkVisibility({ checkVisibilityCSS: true, opacityProperty: true }) && !element.closest(".hidden");
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 60) ?? ""}`;
    const clip = (element: Element, rect: DOMRect): Omit<Box, "what" | "element"> => {
      const box = { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom };
      const frame = element.closest(".frame");
      if (!frame || getComputedStyle(frame).overflowX === "visible") return box;
      const edge = frame.getBoundingClientRect();
      return {
        left: Math.max(box.left, edge.left),
        right: Math.min(box.right, edge.right),
        top: Math.max(box.top, edge.top),
        bottom: Math.min(box.bottom, edge.bottom),
      };
    };
    const stays = (element: Element): boolean =>
      !!element.closest(".sticky, .decide, .frame thead, .frame tbody th, .banner");
    const boxes = (selector: string): Box[] =>
      [...document.querySelectorAll(`${within} :is(${selector})`)]
        .filter((element) => visible(element) && !stays(element))
        .map((element) => ({ what: name(element), element, ...clip(element, element.getBoundingClientRect()) }))
        .filter((box) => box.right - box.left > 1 && box.bottom - box.top > 1);
    const meet = (a: Box, b: Box): boolean =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
    const controls = boxes("select, input:not([type=hidden]), textarea, button, a[href], summary");
    const labels = boxes("label, .was, .included, .serves > .quiet, .line, small");
    const found: string[] = [];
    controls.forEach((one, at) => {
      for (const other of controls.slice(at + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        if (meet(one, other)) found.push(`${one.what} overlaps ${other.what}`);
      }
      for (const label of labels) {
        if (label.element.contains(one.element) || one.element.contains(label.element)) continue;
        if (meet(one, label)) found.push(`the label ${label.what} overlaps ${one.what}`);
      }
    });
    return found;
  }, within);
  expect(overlaps, `what overlaps on ${page.url()}`).toEqual([]);
}

/** Fails where a mark of the matrix does not stand in the row and below the select of its own environment and role. */
export async function expectMarksAtHome(page: Page): Promise<void> {
  const strays = await page.evaluate(() => {
    const found: string[] = [];
    const controls = document.querySelectorAll<HTMLInputElement>(".grid input[type=checkbox]");
    for (const mark of controls) {
      if (!mark.checkVisibility()) continue;
      const [cell, row] = [mark.closest("td")!, mark.closest("tr")!];
      const level = cell.querySelector("select")!;
      const label = mark.closest("label")!.textContent ?? "";
      const name = row.querySelector("th a")!.textContent ?? "";
      if (!label.endsWith(` on ${name}`) || !level.ariaLabel!.endsWith(` on ${name}`)) found.push(`${label} is not of ${name}`);
      const [own, around, above] = [mark, cell, level].map((element) => element.getBoundingClientRect());
      const inside = own!.left >= around!.left && own!.right <= around!.right && own!.bottom <= around!.bottom;
      if (!inside || own!.top < above!.top) found.push(`${label} leaves its cell`);
    }
    return controls.length ? found : ["there are no marks"];
  });
  expect(strays, "marks that seem to belong to another environment").toEqual([]);
}
