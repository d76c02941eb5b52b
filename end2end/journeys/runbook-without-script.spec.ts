import { aDrillIsMadeByTwo } from "../support/drill.ts";
import { test } from "../support/test.ts";

test.use({ demo: "runbook-without-script" });
aDrillIsMadeByTwo(false);
