// What runs before the other scripts are read: the question who this is takes longest of all.
import { askQuietly, isCallback } from "./lib/authorization.js";
import { isAtHome } from "./lib/instance.js";

// Whoever signs this person in takes the answer, and hears of what went wrong.
if (isAtHome() && !isCallback()) askQuietly().catch(() => {});
