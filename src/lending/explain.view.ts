import type { HistoryDocument } from '../../projections/history.js';
import type { EntryAt } from '../audit/trail.js';
import { bandsInWords } from '../policy/band-words.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import { type AdoptedPolicy, inForce } from '../policy/in-force.js';
import type { PolicyKind } from '../policy/policy-rules.events.js';
import type { Part } from './explain-account.js';
import type { ClassExplained } from './explain-class.js';
import type {
  ClassExplanation,
  DecidingPolicy,
  ExplainedEvent,
  ExplainedPart,
} from './explain.types.js';
import type { Dated, LoanTimeline } from './timeline.js';

export const eventView = (entry: HistoryDocument): ExplainedEvent => {
  const { eventId: id, type, effectiveOn, recordedAt } = entry;
  return { id, type, effectiveOn, recordedAt };
};

/** What stands behind a figure: the trail, and the rules adopted. */
interface Behind {
  readonly entryAt: EntryAt;
  readonly policies: readonly AdoptedPolicy[];
}

/** The rule that an event names or, where it records only what the rule says, the one in force. */
const idOf = (
  kind: PolicyKind,
  { effectiveOn: on, position: known }: Dated,
  { programme }: LoanTimeline,
  { entryAt, policies }: Behind,
): string | undefined => {
  if (kind === 'EARLY_SETTLEMENT') return inForce(policies, kind, { programme, on, known })?.id;
  const { data } = entryAt({ position: known });
  return 'policy' in data && typeof data.policy === 'string' ? data.policy : undefined;
};

const policyView = (
  { decidedBy: kind, source }: Part,
  timeline: LoanTimeline,
  behind: Behind,
): DecidingPolicy | null => {
  if (!kind) return null;
  const id = idOf(kind, source, timeline, behind);
  const known = behind.policies.find((policy) => policy.id === id && policy.kind === kind);
  return id === undefined ? null : { id, kind, legalBasis: known?.legalBasis ?? null };
};

export const partView = (part: Part, timeline: LoanTimeline, behind: Behind): ExplainedPart => {
  const { amount, note, instalments, source } = part;
  const event = eventView(behind.entryAt(source));
  return { amount, note, instalments, event, policy: policyView(part, timeline, behind) };
};

export const classView = (explained: ClassExplained, entryAt: EntryAt): ClassExplanation => {
  const { position, noClass, oldestUnpaid, calendarDays, pausedDays, keptBy, events } = explained;
  const { collectability, basis, daysPastDue, policy } = position;
  const rule = policy?.kind === 'COLLECTABILITY' ? policy.parameters : null;
  return {
    ...{ collectability, noClass, basis, oldestUnpaid, calendarDays, pausedDays, daysPastDue },
    collectabilityName: collectability && CLASS_NAMES[collectability],
    policy: policy && { id: policy.id, kind: policy.kind, legalBasis: policy.legalBasis },
    bands: (rule ? bandsInWords(rule) : []).map(({ class: name, en, id }) => ({
      ...{ class: name, className: CLASS_NAMES[name], english: en, indonesian: id },
    })),
    keptBy: keptBy && eventView(entryAt(keptBy)),
    events: events.map(({ source, note }) => ({ event: eventView(entryAt(source)), note })),
  };
};
