import { aReleaseGoesToProductionAndBack } from "../support/journey.ts";
import { test } from "../support/test.ts";

test.use({ demo: "release-without-script" });
aReleaseGoesToProductionAndBack(false);
