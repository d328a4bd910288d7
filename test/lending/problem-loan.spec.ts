import { localDate } from '../../src/kernel/local-date.js';
import { with_, without } from './ending-rules.js';
import { handedOver, problem, warned, writtenOff } from './ending-story.js';
import { given, lent, paid, signed, told } from './story.js';

const late = lent(); // 110 due on the 15th of February, March and April 2003; nothing is paid
const bad = [...late, problem('2004-06-01')];

describe('a problem loan', () => {
  it('is one of the worst class of which recovery was tried, on the evidence kept with it', () =>
    given(...late)
      .when(problem('2004-02-11'))
      .thenFacts({
        ...{ type: 'LoanDeclaredProblem', effectiveOn: localDate('2004-02-11') },
        ...{ data: { policy: 'problem' }, personal: { evidence: 'visited three times' } },
      }));

  for (const [why, history, command, refusal, details] of [
    ['of a loan not signed', [], problem('2004-06-01'), 'LOAN_NOT_SIGNED', {}],
    ['of one not paid out', [signed()], problem('2004-06-01'), 'LOAN_NOT_DISBURSED', {}],
    [
      'of one that is settled',
      [...late, paid('R1', 330, '2004-01-01')],
      problem('2004-06-01'),
      ...['LOAN_SETTLED', {}],
    ],
    [
      'of one written off',
      [...late, ...writtenOff()],
      problem('2004-12-01'),
      'LOAN_WRITTEN_OFF',
      {},
    ],
    ['of one already', bad, problem('2004-07-01'), 'LOAN_IS_PROBLEM', {}],
    ['in the future', late, problem('2011-01-01'), 'EFFECTIVE_IN_FUTURE', {}],
    ['before its agreement', late, problem('2003-01-14'), 'PROBLEM_BEFORE_AGREEMENT', {}],
    [
      'a day too early',
      late,
      problem('2004-02-10'),
      ...['CLASS_TOO_GOOD', { class: 'DOUBTFUL', fromClass: 'LOSS', policy: 'problem' }],
    ],
    [
      'without evidence',
      late,
      problem('2004-06-01', undefined, ' '),
      ...['EVIDENCE_REQUIRED', { field: 'evidence' }],
    ],
    [
      'where no rule is in force',
      late,
      problem('2004-06-01', without('PROBLEM_LOAN')),
      ...['NO_POLICY_IN_FORCE', { kind: 'PROBLEM_LOAN' }],
    ],
  ] as [string, typeof late, ReturnType<typeof problem>, string, object][])
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(refusal, details));

  it('declared twice is declared once', () =>
    given(...bad)
      .when(problem('2004-06-01'))
      .thenNothing());

  describe('where the rule asks for the third letter', () => {
    const asks = problem('2004-06-01', with_('problem', { needsLetter: 'III' }));
    const prepared = [...late, warned('2004-03-01')];
    it('is refused until it was sent', () => {
      given(...late)
        .when(asks)
        .thenRefused('LETTER_NOT_SENT', { letter: 'III' });
      given(...prepared)
        .when(asks)
        .thenRefused('LETTER_NOT_SENT');
      given(...prepared, warned('', '2004-06-02'))
        .when(asks)
        .thenRefused('LETTER_NOT_SENT');
      expect(told(...prepared, warned('', '2004-06-01'), asks)).toBeTruthy();
    });
  });
});

describe('a receivable', () => {
  it('is handed over to the state’s office once', () => {
    const fact = {
      type: 'ReceivableHandedOver',
      effectiveOn: localDate('2004-06-01'),
      data: { office: 'KPKNL Jakarta I', reference: 'S-7' },
    } as const;
    given(...bad)
      .when(handedOver('2004-06-01'))
      .thenFacts(fact);
    given(...bad, handedOver('2004-06-01'))
      .when(handedOver('2004-06-01'))
      .thenNothing();
    given(...bad, handedOver('2004-06-01'))
      .when(handedOver('2004-06-01', 'KPKNL Bogor'))
      .thenRefused('ALREADY_HANDED_OVER', { recorded: { office: 'KPKNL Jakarta I' } });
    expect(told(...late, ...writtenOff(), handedOver('2005-01-01'))).toBeTruthy();
  });

  for (const [why, history, command, refusal] of [
    ['of a loan not signed', [], handedOver('2004-07-01'), 'LOAN_NOT_SIGNED'],
    ['of a loan that is no problem', late, handedOver('2004-07-01'), 'LOAN_NOT_PROBLEM'],
    ['before it was one', bad, handedOver('2004-05-31'), 'HAND_OVER_BEFORE_PROBLEM'],
    ['in the future', bad, handedOver('2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(refusal));
});
