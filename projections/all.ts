import { history } from './history.js';
import { loanApplications } from './loan-applications.js';
import { loanBook } from './loan-book.js';
import { loanTimelines } from './loan-timelines.js';
import { mitraRegister } from './mitra-register.js';
import { mitraTimelines } from './mitra-timelines.js';
import { policyRegister } from './policy-register.js';
import type { Projector } from './projector.js';

/** Every read model there is. The runner treats them alike: what a document holds is its own. */
export const PROJECTORS = [
  mitraRegister,
  loanBook,
  loanTimelines,
  loanApplications,
  mitraTimelines,
  history,
  policyRegister,
] as readonly unknown[] as readonly Projector<unknown>[];
