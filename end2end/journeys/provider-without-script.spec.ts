import { rolesComeAndGoWithGroups, test } from "../support/provider-journey.ts";

test.use({ demo: "provider-without-script" });
rolesComeAndGoWithGroups(false);
