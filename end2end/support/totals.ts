import type { FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** Says at the end, on one line, how many tests passed and failed. */
export default class Totals implements Reporter {
  private suite?: Suite;

  onBegin(_config: unknown, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(_result: FullResult): void {
    const tests = this.suite?.allTests() ?? [];
    const count = (outcomes: string[]) => tests.filter((test) => outcomes.includes(test.outcome())).length;
    const passed = count(["expected", "flaky"]);
    const skipped = count(["skipped"]);
    const rest = skipped > 0 ? `, ${skipped} skipped` : "";
    console.log(`browser: ${passed} passed, ${count(["unexpected"])} failed${rest}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
