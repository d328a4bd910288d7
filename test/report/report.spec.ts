import type { Instant } from '../../src/kernel/local-date.js';
import { localDate } from '../../src/kernel/local-date.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import type { ReportEvent } from '../../src/report/report.events.js';
import {
  publishReport,
  type Report,
  reportDecider,
  reportDigest,
  type ReportState,
} from '../../src/report/report.js';
import { type Step, storiesOf, TODAY } from '../story.js';

type Publishing = Step<ReportState, ReportEvent>;
const { given } = storiesOf(reportDecider, 'report-TW1');

const QUARTER: Report = {
  ...{ report: 'TW1', title: 'First quarter', what: { filter: { unit: 'JKT' }, groupBy: 'UNIT' } },
  ...{ asOf: localDate('2003-03-31'), knownAt: '2003-04-03T00:00:00.000Z' as Instant },
  known: { lastEvent: 'e-17', size: 17, rootHash: 'cm9vdA==' },
  figures: [
    { path: 'principalPaid', amount: rupiah(100) },
    { path: 'loanCount', count: 2 },
  ],
};

const publish = (more: Partial<Report> = {}): Publishing => ({
  decide: (state, asked) => publishReport({ ...QUARTER, ...more }, state, asked),
});

const MANY = Array.from({ length: 1_000 }, (_, at) => ({
  ...{ path: `groups/${'x'.repeat(900)}${at}/loanCount`, count: 1 },
}));

describe('publishing a report', () => {
  it('states its figures and their digest, on the day of publishing', () => {
    const data = { ...QUARTER, digest: reportDigest(QUARTER) };
    given().when(publish()).thenFacts({ type: 'ReportPublished', effectiveOn: TODAY, data });
  });

  it('is quiet where the very same is published already', () => {
    given(publish()).when(publish()).thenNothing();
  });

  const published = { report: 'TW1', publishedOn: TODAY, ...QUARTER.known };
  for (const [why, before, more, refusal, details] of [
    ['of a day to come', [], { asOf: localDate('9999-01-01') }, 'EFFECTIVE_IN_FUTURE'],
    ['of what is yet to be known', [], { knownAt: '9999-01-01T00:00:00.000Z' }, 'KNOWN_IN_FUTURE'],
    ['of too many groups', [], { figures: MANY }, 'REPORT_TOO_LARGE', { most: 900_000 }],
    ['of other figures', [publish()], { figures: [] }, 'REPORT_PUBLISHED', published],
    ['of another day', [publish()], { asOf: localDate('2003-03-30') }, 'REPORT_PUBLISHED'],
    ['of other loans', [publish()], { what: { filter: {} } }, 'REPORT_PUBLISHED'],
    ['by another title', [publish()], { title: 'The quarter' }, 'REPORT_PUBLISHED'],
    ['by other knowledge', [publish()], { known: { lastEvent: 'e-18' } }, 'REPORT_PUBLISHED'],
  ] as const)
    it(`is refused for one ${why}`, () => {
      const command = publish(more as Partial<Report>);
      if (details)
        given(...before)
          .when(command)
          .thenRefused(refusal, details);
      else
        given(...before)
          .when(command)
          .thenRefused(refusal);
    });
});

it('the digest covers all that is said, in whatever order its members are', () => {
  const { figures, known, ...rest } = QUARTER;
  expect(reportDigest({ figures, known, ...rest })).toBe(reportDigest(QUARTER));
  for (const member of Object.keys(QUARTER) as (keyof Report)[]) {
    const other = { ...QUARTER, [member]: 'other' } as unknown as Report;
    expect(reportDigest(other)).not.toBe(reportDigest(QUARTER));
  }
});
