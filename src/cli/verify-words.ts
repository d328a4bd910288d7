import { EVENTS } from '../proof/package-layout.js';
import type { PackageVerdict } from '../proof/verify-package.js';
import type { Place } from '../proof/verify-reading.js';
import type { Damage, LogVerdict } from '../proof/verify-report.js';
import { inThousands, type Terminal } from './outcome.js';

const LOOKS_LIKE: Readonly<Record<Damage['kind'], string>> = {
  CHANGED: 'an event was changed',
  MISSING: 'an event is missing',
  ADDED: 'an event was added',
  REORDERED: 'events were put in another order',
  CUT_OFF: 'the end was cut off',
  OLD_BACKUP: 'this is an older copy',
  REWRITTEN: 'a stream was written anew',
};

const placeInWords = ({ position, stream, revision }: Place): string =>
  `position ${BigInt(position)}` + (stream === null ? '' : `, ${stream} revision ${revision}`);

const tellDamage = (
  { kind, exact, covered, from, to, why }: Damage,
  out: Terminal['out'],
): void => {
  const between = `somewhere from ${placeInWords(from)} to ${placeInWords(to)}`;
  const where = exact ? `at ${placeInWords(from)}` : between;
  out(`${kind} ${where}: it looks as if ${LOOKS_LIKE[kind]}`);
  out(`  ${why}`);
  if (!covered) out('  no checkpoint covers it: only its chain tells');
};

const VERDICTS = {
  FITS: 'fits',
  DOES_NOT_FIT: 'does not fit: the log is not the one that was signed',
  BEYOND_THE_END: 'does not fit: the log ends before it',
  CONTRADICTED: 'contradicts a larger one, which fits: two different logs were signed',
} as const;

/** What could not be checked is no accusation. */
const inOneLine = ({ ok, checkpoints, damage }: LogVerdict): string => {
  if (ok) return 'All that is covered is as it was signed.';
  if (damage || checkpoints.some(({ verdict }) => verdict !== 'FITS'))
    return 'NOT AS IT WAS SIGNED.';
  return checkpoints.length === 0
    ? 'NOTHING IS PROVEN: no checkpoint here is signed with a key that was given.'
    : 'What could be compared is as it was signed, but NOT EVERY CHECKPOINT CAN BE RELIED ON.';
};

/** For people; `--json` says the same and more. */
export const tellLog = (verdict: LogVerdict, { out }: Terminal): void => {
  const { checkpoints, refused, damage, proven, uncovered, events, streams } = verdict;
  for (const { name, size, verdict: said } of checkpoints)
    out(`${name}: ${inThousands(size)} events: ${VERDICTS[said]}`);
  for (const { name, why } of refused) out(`${name}: no checkpoint to rely on: ${why}`);
  if (damage) tellDamage(damage, out);
  if (verdict.faultCount > 1) out(`${inThousands(verdict.faultCount)} events or links do not fit`);
  out(
    `${inThousands(events)} events in ${inThousands(streams)} streams read, ` +
      `${inThousands(proven.size)} proven by checkpoint`,
  );
  if (uncovered.events > 0)
    out(
      `${inThousands(uncovered.events)} events are not covered, from ` +
        `${uncovered.from === null ? 'the end' : `position ${BigInt(uncovered.from)}`} on`,
    );
  out(inOneLine(verdict));
};

const SHOWN = 20;
const TRUST = {
  KEY_GIVEN: 'Signatures were checked with the key that was given.',
  ITS_OWN_KEY:
    'Only with the key inside the package: it is consistent with itself, whoever made it. ' +
    'Get the public key elsewhere, and give it with --key.',
} as const;

const COMPARED = {
  YES: 'it was signed, and the package fits to it',
  NEWER: 'NOT COMPARED: the package is older, it ends before this one',
  NO_PROOF: 'NOT COMPARED: nothing in the package leads to it; one of the whole log shows it',
} as const;

const OUTCOMES = {
  AS_SIGNED: `All that is proven of ${EVENTS} is as it was signed.`,
  NOT_COMPARED:
    'What the package itself holds is as it was signed, but NOT ALL THAT WAS GIVEN COULD BE ' +
    'COMPARED with it.',
  NOTHING_PROVEN:
    'NOTHING OF IT IS PROVEN: no checkpoint that a trusted key has signed covers any of it. ' +
    'Have one made (jejak checkpoint --new), and then another package.',
  NOT_AS_SIGNED: 'THE PACKAGE IS NOT AS IT WAS SIGNED.',
} as const;

const tellProblems = ({ problems, problemCount }: PackageVerdict, out: Terminal['out']): void => {
  for (const { file, line, kind, position, stream, revision, why } of problems.slice(0, SHOWN)) {
    const at =
      position === undefined ? '' : `, position ${BigInt(position)}, ${stream} ${revision}`;
    out(`${kind} ${file}${line === undefined ? '' : ` line ${line}`}${at}: ${why}`);
  }
  if (problemCount > SHOWN) out(`… and ${inThousands(problemCount - SHOWN)} more`);
};

/** What nobody may take for proven, whatever else is. */
const tellLimits = (verdict: PackageVerdict, out: Terminal['out']): void => {
  const { what, proven, uncovered, partial, unproven } = verdict;
  if (what === null) return;
  if (proven > 0)
    out('Signed of an event: what it says, when it was recorded, and its order; not `position`.');
  const last = uncovered === 1 ? 'the last event' : `the last ${inThousands(uncovered)} events`;
  if (uncovered > 0)
    out(`NOT PROVEN: ${last}: no checkpoint here covers that, anybody may have written it.`);
  if (unproven.length > 0)
    out(`Not proven, whoever wrote it: ${listed(unproven)}; rely on ${EVENTS} alone.`);
  if (partial.length > 0)
    out(`In part only: ${listed(partial.map(({ streamId }) => streamId))}; some may be missing.`);
  out(
    'all' in what
      ? 'Whether the log went on after the newest checkpoint, the package cannot show.'
      : 'Whether later events, or other streams of this subject, were left out, only a package ' +
          'of the whole log can show.',
  );
};

const listed = (names: readonly string[]): string =>
  names.slice(0, SHOWN).join(', ') +
  (names.length > SHOWN ? `, and ${inThousands(names.length - SHOWN)} more` : '');

export const tellPackage = (verdict: PackageVerdict, { out }: Terminal): void => {
  const { refused, events, proven, uncovered, checkpoints } = verdict;
  for (const { name, size, compared } of checkpoints)
    out(`${name}: ${inThousands(size)} events: ${COMPARED[compared]}`);
  for (const { name, why } of refused) out(`${name}: no checkpoint to rely on: ${why}`);
  tellProblems(verdict, out);
  const rest = uncovered > 0 ? `, ${inThousands(uncovered)} not covered` : '';
  out(`${inThousands(events)} events, ${inThousands(proven)} proven${rest}`);
  tellLimits(verdict, out);
  out(TRUST[verdict.trust]);
  out(OUTCOMES[verdict.outcome]);
};
