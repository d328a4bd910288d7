import { localDate } from '../../src/kernel/local-date.js';
import { closed } from './collection-story.js';
import { without } from './ending-rules.js';
import {
  problem,
  writeOff,
  writeOffApproved,
  writeOffProposed,
  writtenOff,
} from './ending-story.js';
import { given, paid, POLICIES, reversed, signed, told } from './story.js';
import { approved, bad, digest, late, proposed, refusals } from './write-off-story.js';

const day = localDate;
/** Proposed and approved after a payment. */
const approvedAfter = (amount: number) => [
  ...[...late, paid('R1', amount, '2003-03-01'), problem('2004-06-01')],
  ...[writeOffProposed('2004-07-01'), writeOffApproved('2004-08-01', 'MINISTER')],
];

const dead = { status: 'DECEASED', heirs: 1 } as const;
const DEATH = { ground: 'DEATH', documents: ['DEATH_CERTIFICATE'], insurance: 'NONE' } as const;
const death = (more = {}, mitra: { status: 'DECEASED' | 'ACTIVE'; heirs: number } = dead) =>
  writeOffProposed('2006-03-01', { ...DEATH, ...more }, mitra);

describe('a write-off proposed', () => {
  const on = '2004-07-01';
  refusals({
    'of a loan not signed': { of: [], when: writeOffProposed(on), refused: 'LOAN_NOT_SIGNED' },
    'of one not paid out': {
      ...{ of: [signed()], when: writeOffProposed(on), refused: 'LOAN_NOT_DISBURSED' },
    },
    'of one that is no problem': {
      ...{ of: late, when: writeOffProposed(on), refused: 'LOAN_NOT_PROBLEM' },
    },
    'of one settled': {
      of: [...bad, paid('R1', 330, '2004-06-15')],
      ...{ when: writeOffProposed(on), refused: 'LOAN_SETTLED' },
    },
    'of one written off': {
      of: [...late, ...writtenOff()],
      ...{ when: writeOffProposed('2005-01-01'), refused: 'LOAN_WRITTEN_OFF' },
    },
    'before it was a problem': {
      ...{ of: bad, when: writeOffProposed('2004-05-31'), refused: 'WRITE_OFF_BEFORE_PROBLEM' },
      details: { problemOn: '2004-06-01' },
    },
    'in the future': {
      ...{ of: bad, when: writeOffProposed('2011-01-01'), refused: 'EFFECTIVE_IN_FUTURE' },
    },
    'without its documents': {
      ...{ of: bad, when: writeOffProposed(on, { documents: ['OTHER'] }) },
      refused: 'DOCUMENTS_MISSING',
      details: { missing: ['WARNING_LETTERS', 'HAND_OVER_LETTER'], policy: 'write-off-early' },
    },
    'where no rule is in force': {
      of: bad,
      when: writeOffProposed(on, {}, undefined, without('WRITE_OFF')),
      ...{ refused: 'NO_POLICY_IN_FORCE', details: { kind: 'WRITE_OFF', on } },
    },
    'for a death that is not recorded': {
      ...{ of: late, when: death({}, { status: 'ACTIVE', heirs: 1 }) },
      ...{ refused: 'MITRA_NOT_DECEASED', details: { status: 'ACTIVE' } },
    },
    'for a death without heirs': {
      ...{ of: late, when: death({}, { status: 'DECEASED', heirs: 0 }), refused: 'HEIRS_REQUIRED' },
    },
    'for a death that no insurer answered': {
      of: late,
      ...{ when: death({ insurance: undefined }), refused: 'INSURANCE_ANSWER_REQUIRED' },
    },
    'for a death that the insurer pays for, until his money came': {
      ...{ of: late, when: death({ insurance: 'PAID' }), refused: 'INSURANCE_PAID' },
    },
    'for a death without its papers': {
      ...{
        of: late,
        when: death({ documents: ['WARNING_LETTERS'] }),
        refused: 'DOCUMENTS_MISSING',
      },
      details: { missing: ['DEATH_CERTIFICATE'], policy: 'write-off-late' },
    },
    'for a death before anything was paid out': {
      of: late,
      when: writeOffProposed(
        '2003-01-14',
        { ...DEATH, documents: ['WARNING_LETTERS', 'HAND_OVER_LETTER'] },
        dead,
      ),
      refused: 'LOAN_NOT_DISBURSED',
    },
  });

  it('says what stands out, on which papers, by which rule; again it adds nothing', () => {
    const { events } = told(...bad, paid('R1', 115, '2004-06-20'), writeOffProposed(on));
    expect(events.at(-1)).toMatchObject({
      type: 'WriteOffProposed',
      data: {
        ...{ ground: 'UNCOLLECTABLE', amounts: { principal: 215, interest: 0, fees: 0 } },
        ...{ documents: ['HAND_OVER_LETTER', 'WARNING_LETTERS'], policy: 'write-off-early' },
      },
    });
    given(...proposed)
      .when(writeOffProposed(on))
      .thenNothing();
  });

  it('for a death comes from a loan in good standing as well', () => {
    const { events } = told(...late, death());
    expect(events.at(-1)?.data).toMatchObject({ ground: 'DEATH', insurance: 'NONE' });
  });
});

describe('a write-off', () => {
  refusals({
    'of a loan not signed': { of: [], when: writeOff('2004-09-01'), refused: 'LOAN_NOT_SIGNED' },
    'that is not proposed': {
      ...{ of: bad, when: writeOff('2004-09-01'), refused: 'WRITE_OFF_NOT_APPROVED' },
    },
    'that is not approved': {
      ...{ of: proposed, when: writeOff('2004-09-01'), refused: 'WRITE_OFF_NOT_APPROVED' },
    },
    'before it was approved': {
      ...{ of: approved, when: writeOff('2004-07-31'), refused: 'WRITE_OFF_BEFORE_APPROVAL' },
      details: { approvedOn: '2004-08-01' },
    },
    'dated before money that is recorded': {
      of: [...approved, paid('R1', 5, '2004-09-02')],
      ...{ when: writeOff('2004-09-01'), refused: 'WRITE_OFF_BEFORE_MOVEMENT' },
      details: { on: '2004-09-02' },
    },
    'in the future': {
      ...{ of: approved, when: writeOff('2011-01-01'), refused: 'EFFECTIVE_IN_FUTURE' },
    },
    'of more principal than was approved': {
      of: [...approvedAfter(100), reversed('R1')],
      ...{ when: writeOff('2004-09-01'), refused: 'PROPOSAL_OUTDATED' },
      details: {
        approved: { principal: 210, interest: 20, fees: 0 },
        now: { principal: 300, interest: 30, fees: 0 },
      },
    },
    'of more interest than was approved': {
      of: [...approvedAfter(5), reversed('R1')],
      ...{ when: writeOff('2004-09-01'), refused: 'PROPOSAL_OUTDATED' },
      details: {
        approved: { principal: 300, interest: 25 },
        now: { principal: 300, interest: 30 },
      },
    },
    'of one written off before': {
      of: [...approved, writeOff('2004-09-01')],
      ...{ when: writeOff('2004-09-02'), refused: 'LOAN_WRITTEN_OFF' },
    },
  });

  it('charges the fees that were due first, whether the days before were closed or not', () => {
    const rules = POLICIES.map((one) =>
      one.kind === 'LATE_FEE' ? { ...one, parameters: { permille: 10, capPercent: 5 } } : one,
    );
    const off = writeOff('2004-09-01', rules);
    const data = { amounts: { principal: 300, interest: 30, fees: 9 } };
    expect(told(...approved, off).events.slice(-4)).toMatchObject([
      ...[1, 2, 3].map((no) => ({ type: 'LateFeeCharged', data: { no, amount: 3 } })),
      { type: 'LoanWrittenOff', data },
    ]);
    const closedFirst = told(...approved, closed('2004-08-31', rules), off);
    expect(closedFirst.events.at(-1)).toMatchObject({ type: 'LoanWrittenOff', data });
  });

  it('takes out what stands out on its own day, whatever was proposed', () => {
    const story = [...approved, paid('R1', 35, '2004-08-15'), writeOff('2004-09-01')];
    expect(told(...story).events.at(-1)).toEqual(
      expect.objectContaining({
        ...{ type: 'LoanWrittenOff', effectiveOn: day('2004-09-01') },
        data: { amounts: { principal: 295, interest: 0, fees: 0 }, proposal: digest },
      }),
    );
    given(...story)
      .when(writeOff('2004-09-01'))
      .thenNothing();
  });
});
