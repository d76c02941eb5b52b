import { realRunsGoOn } from "../support/real-run.ts";
import { test } from "../support/test.ts";

test.use({ demo: "real-run-without-script" });
realRunsGoOn(false);
