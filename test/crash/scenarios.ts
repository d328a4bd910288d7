import { append } from './append.js';
import { closeDay, importLoans } from './jobs.js';
import { projection } from './projection.js';
import { rebuild } from './rebuild.js';
import type { Scenario } from './scenario.js';

/** What is killed: each row says what runs, and how it is checked what came of it. */
export const SCENARIOS: readonly Scenario[] = [append, projection, rebuild, importLoans, closeDay];
