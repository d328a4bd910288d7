import { mitraTimelines, type MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { decodeSealed } from '../event-store/codec.js';
import { foldStream } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { StoreUnavailable } from '../event-store/port.js';
import { categoryOf, type EventOf } from '../events.js';
import { canonicalJson } from '../kernel/canonical-json.js';
import { type Position, START } from '../kernel/envelope.js';
import { isSigned, loanDecider } from '../lending/loan.js';
import type { AdoptedPolicy } from '../policy/in-force.js';
import { policyDecider, policyStream } from '../policy/policy.js';
import { CompactRange } from '../proof/compact-range.js';
import { leafHashOf } from '../proof/leaf.js';
import type { ReportBasis } from '../report/report.events.js';
import { amountOf, groupingOf, reportFigures } from '../report/report-figures.js';
import { type PublishedReport, reportDecider, reportDigest } from '../report/report.js';
import type { LoanWorld } from './compare-loan.js';
import { type Finding, inWords } from './fsck-log.js';
import { partAt } from './fund-part.js';
import { type LoanPart, portfolioOf } from './portfolio.js';

type Log = Pick<Ledger, 'store' | 'keys'>;

/** A report, where its knowledge ends in this log, and what the loans were by then. */
interface Derived {
  readonly where: string;
  readonly published: PublishedReport;
  readonly known: Position;
  readonly parts: LoanPart[];
}

const unequal = (where: string, expected: unknown, found: unknown): Finding => ({
  ...{ invariant: 'I10', where, expected: String(expected), found: String(found) },
});

const PAGE = 1_000;

interface Base {
  readonly position: Position;
  readonly size: number;
  readonly root: string;
}

/** Where the last events stand that reports rest on, and the tree of all events up to each. */
const basesOf = async ({ store }: Log, wanted: ReadonlySet<string>) => {
  const bases = new Map<string, Base>();
  const tree = new CompactRange();
  let after = START;
  while (bases.size < wanted.size) {
    const page = await store.readAll(after, PAGE);
    for (const { eventId, position, hash, recordedAt } of page) {
      tree.append(leafHashOf({ hash, recordedAt }));
      if (wanted.has(eventId))
        bases.set(eventId, { position, size: tree.size, root: tree.root().toString('base64') });
      after = position;
    }
    if (page.length === 0) break;
  }
  return bases;
};

const mitraOf = async (
  { store }: Log,
  code: string,
): Promise<MitraTimelineDocument | undefined> => {
  let document: MitraTimelineDocument | null = null;
  for (const event of await store.readStream(`mitra-${code}`)) {
    const happened = decodeSealed(event) as EventOf<'mitra'>;
    if (mitraTimelines.keyOf(happened) === null) continue;
    document = mitraTimelines.evolve(document, happened);
  }
  return document ?? undefined;
};

const policiesOf = async (log: Log): Promise<readonly AdoptedPolicy[]> =>
  (await foldStream(log, policyStream('COLLECTABILITY'), policyDecider)).adopted;

/** A loan that cannot be folded is a finding of its own: a report is summed without it. */
const worldOf = async (
  log: Log,
  stream: string,
  policies: readonly AdoptedPolicy[],
): Promise<LoanWorld | null> => {
  try {
    const loan = await foldStream(log, stream, loanDecider);
    if (!isSigned(loan)) return null;
    const { timeline } = loan;
    return { timeline, policies, mitra: await mitraOf(log, timeline.mitra) };
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    return null;
  }
};

const figures = ({ where, published, parts }: Derived): Finding[] => {
  const by = groupingOf(published.what);
  const derived = reportFigures(portfolioOf(parts, by), by);
  const said = new Map(published.figures.map((one) => [one.path, amountOf(one)]));
  const paths = new Set([...said.keys(), ...derived.map(({ path }) => path)]);
  const now = new Map(derived.map((one) => [one.path, amountOf(one)]));
  return [...paths]
    .filter((path) => said.get(path) !== now.get(path))
    .map((path) => unequal(`${where}: ${path}`, now.get(path), said.get(path)));
};

/** The tree that it says it rests on, where it says so, is that of the log up to there. */
const treeOf = (where: string, known: ReportBasis, { size, root }: Base): Finding[] => [
  ...(known.size === undefined || known.size === size
    ? []
    : [unequal(`${where}: events known`, size, known.size)]),
  ...(known.rootHash === undefined || known.rootHash === root
    ? []
    : [unequal(`${where}: root of the tree`, root, known.rootHash)]),
];

const published = async (log: Log, streams: readonly string[]) => {
  const found: { readonly where: string; readonly published: PublishedReport }[] = [];
  const findings: Finding[] = [];
  for (const where of streams.filter((stream) => categoryOf(stream) === 'report'))
    try {
      const { published: data } = await foldStream(log, where, reportDecider);
      if (data) found.push({ where, published: data });
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      findings.push(unequal(where, 'a report that can be read', inWords(error)));
    }
  return { found, findings };
};

/**
 * The digest of every report is that of what it says, and its figures are worked out again from
 * the log alone, by what was known when it was published.
 */
export const checkReports = async (log: Log, streams: readonly string[]): Promise<Finding[]> => {
  const { found, findings } = await published(log, streams);
  if (found.length === 0) return findings;
  const bases = await basesOf(log, new Set(found.map((one) => one.published.known.lastEvent)));
  const reports: Derived[] = [];
  for (const one of found) {
    const { digest, ...report } = one.published;
    const { lastEvent } = report.known;
    const again = reportDigest(JSON.parse(canonicalJson(report)) as typeof report);
    if (again !== digest) findings.push(unequal(`${one.where}: digest`, again, digest));
    const base = bases.get(lastEvent);
    if (!base) findings.push(unequal(`${one.where}: basis`, lastEvent, 'no such event'));
    if (!base) continue;
    findings.push(...treeOf(one.where, report.known, base));
    reports.push({ ...one, known: base.position, parts: [] });
  }
  const policies = await policiesOf(log);
  for (const stream of streams.filter((one) => categoryOf(one) === 'loan')) {
    const world = await worldOf(log, stream, policies);
    for (const { published: said, known, parts } of world ? reports : []) {
      const asked = { filter: said.what.filter, within: {} };
      const part = world && partAt(world, { asOf: said.asOf, known }, asked);
      if (part) parts.push(part);
    }
  }
  for (const one of reports) findings.push(...figures(one));
  return findings;
};
