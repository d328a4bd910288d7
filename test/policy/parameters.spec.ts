import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import { PARAMETER_SHAPES, ruleOf } from '../../src/policy/parameters.js';
import { POLICY_KINDS, type PolicyKind } from '../../src/policy/policy-rules.events.js';

const BANDS = { basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' };
const OPEN = [{ class: 'CURRENT', upTo: 1 }, { class: 'LOSS' }];
const SMALL = { indonesianOwned: true, independent: true, notBankable: false };
const NO_PAPERS = { all: [], PERSON: [], COOPERATIVE: [], COMPANY: [], UNINCORPORATED: [] };
const KEPT = { classes: ['LOSS'], maxExtensionMonths: 24, classAfter: 'KEPT' };
const CANCELS = {
  ...{ authority: 'DIRECTORS', minYearsWrittenOff: 5 },
  ...{ notInsured: true, noSaleableCollateral: true },
};

const problems = (kind: PolicyKind, parameters: unknown): readonly string[] => {
  const rule = ruleOf(kind, parameters);
  return 'problems' in rule ? rule.problems : [];
};

describe('parameters of a rule', () => {
  it.each(BUILT_IN_POLICIES)('of $id are read as they are', ({ kind, parameters }) => {
    const sent: unknown = JSON.parse(JSON.stringify(parameters));
    expect(ruleOf(kind, sent)).toEqual({ kind, parameters: sent });
  });

  // prettier-ignore
  it.each<readonly [PolicyKind, unknown, string]>([
    ['COLLECTABILITY', { ...BANDS, bands: [OPEN[0], { class: 'LOSS', upTo: '9' }] },
      'parameters.bands[1].upTo: expected a whole number, 0–36500'],
    ['COLLECTABILITY', { ...BANDS, bands: [{ class: 'PROBLEM' }] },
      'parameters.bands[0].class: expected "CURRENT" | "SUBSTANDARD" | "DOUBTFUL" | "LOSS"'],
    ['COLLECTABILITY', { ...BANDS, basis: 'LAST_PAYMENT', bands: OPEN },
      'parameters.basis: expected "OLDEST_UNPAID_INSTALMENT"'],
    ['COLLECTABILITY', { ...BANDS, measure: 'MONTHS', bands: [{ class: 'LOSS', upTo: 1_201 }] },
      'parameters.bands[0].upTo: expected a whole number, 0–1200'],
    ['COLLECTABILITY', { ...BANDS, bands: {} }, 'parameters.bands: expected a list of 0 to 20'],
    ['COLLECTABILITY', { ...BANDS, bands: OPEN, evil: 1 },
      'parameters: expected no members but basis, measure, bands'],
    ['COLLECTABILITY', [], 'parameters: expected an object'],
    ['ALLOCATION', { order: 'PRINCIPAL' },
      'parameters.order: expected "INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD"'],
    ['EARLY_SETTLEMENT', {}, 'parameters.forgivesComingInterest: expected true | false'],
    ['LATE_FEE', { permille: 0.5, capPercent: 5 },
      'parameters.permille: expected a whole number, 0–1000'],
    ['LATE_FEE', { permille: 1, capPercent: 101 },
      'parameters.capPercent: expected a whole number, 0–100'],
    ['ELIGIBILITY', { ...SMALL, maxNetAssets: 0 },
      'parameters.maxNetAssets: expected a whole number, 1–1000000000000000'],
    ['ELIGIBILITY', { ...SMALL, person: { maxWorkers: -1 } },
      'parameters.person.maxWorkers: expected a whole number, 0–1000000'],
    ['ELIGIBILITY', { ...SMALL, notBankable: 'no' },
      'parameters.notBankable: expected true | false'],
    ['LIMITS', { rate: 0.06 },
      'parameters.rate: expected a yearly rate such as "0.06", at most "1"'],
    ['LIMITS', { rate: '1.01' },
      'parameters.rate: expected a yearly rate such as "0.06", at most "1"'],
    ['LIMITS', { rateMethod: 'FLAT' },
      'parameters.rateMethod: expected "ANNUAL_REST" | "DECLINING"'],
    ['LIMITS', { topUp: { maxPrincipal: 5 } },
      'parameters.topUp.maxMonths: expected a whole number, 1–1200'],
    ['DOCUMENTS', { ...NO_PAPERS, PERSON: ['IDENTITY_CARD', 'PASSPORT'] },
      'parameters.PERSON[1]: expected DocumentKind'],
    ['DOCUMENTS', { ...NO_PAPERS, all: ['LEASE', 'LEASE'] },
      'parameters.all: expected none of them twice'],
    ['DOCUMENTS', { ...NO_PAPERS, ifAny: { COMPANY: 'LEASE' } },
      'parameters.ifAny.COMPANY: expected a list of 0 to 26'],
    ['COLLATERAL', { bands: [{ upTo: 5, kind: 'GOLD' }] },
      'parameters.bands[0].kind: expected "VEHICLE_BPKB" | "LAND_CERTIFICATE" | "OTHER" | null'],
    ['APPROVAL', { levels: [{ role: 'KING' }] }, 'parameters.levels[0].role: expected Role'],
    ['WARNING_LETTERS', { letters: [{ letter: 'IV' }] },
      'parameters.letters[0].letter: expected "I" | "II" | "III"'],
    ['MORATORIUM', { cause: 'flood', from: '2020-02-30', to: '2020-03-31' },
      'parameters.from: expected a day such as "2020-03-31"'],
    ['MORATORIUM', { cause: ' ', from: '2020-02-01', to: '2020-03-31' },
      'parameters.cause: expected a text of 1 to 200'],
    ['MORATORIUM', { cause: '\ud800', from: '2020-02-01', to: '2020-03-31' },
      'parameters.cause: expected a text of 1 to 200'],
    ['RESTRUCTURING', { ...KEPT, keptInstalments: 0 },
      'parameters.keptInstalments: expected a whole number, 1–1200'],
    ['PROBLEM_LOAN', { fromClass: 'LOSS', needsLetter: 3 },
      'parameters.needsLetter: expected "I" | "II" | "III"'],
    ['WRITE_OFF', { authority: 'the Minister', documents: [] },
      'parameters.authority: expected a name in capitals such as "DIRECTORS"'],
    ['WRITE_OFF', { authority: 'DIRECTORS', documents: ['OTHER'], documentsOnDeath: ['LEASE'] },
      'parameters.documentsOnDeath[0]: expected WriteOffDocument'],
    ['CLAIM_CANCELLATION', { ...CANCELS, minYearsWrittenOff: 101 },
      'parameters.minYearsWrittenOff: expected a whole number, 0–100'],
  ])('of %s that are not of its shape are named by their path: %j', (kind, sent, problem) => {
    expect(problems(kind, sent)).toEqual([problem]);
  });

  it('are told all that is wrong with them, and never what was sent', () => {
    const sent = { order: 'SECRET-1', lateFee: 'SECRET-2', 'SECRET-3': 1 };
    const found = problems('ALLOCATION', sent);
    expect(found).toHaveLength(3);
    expect(found.join()).not.toContain('SECRET');
  });

  it.each(POLICY_KINDS)('of %s are neither text nor nothing', (kind) => {
    for (const sent of ['{}', null, undefined, 7])
      expect(problems(kind, sent)).toEqual(['parameters: expected an object']);
  });

  it('take null for nothing where a member may be left out, and keep it as a gap', () => {
    const bands = [
      { upTo: 5, kind: null },
      { upTo: null, kind: 'OTHER' },
    ];
    expect(ruleOf('COLLATERAL', { bands })).toEqual({
      kind: 'COLLATERAL',
      parameters: { bands: [{ upTo: 5, kind: null }, { kind: 'OTHER' }] },
    });
    expect(ruleOf('LIMITS', { maxMonths: null })).toEqual({ kind: 'LIMITS', parameters: {} });
    expect(problems('LATE_FEE', { permille: null, capPercent: 5 })).toHaveLength(1);
  });

  it('do not come from the prototype', () => {
    const sent: unknown = Object.create({ permille: 1, capPercent: 5 });
    expect(problems('LATE_FEE', sent)).toHaveLength(2);
  });

  it('are described kind by kind, from the table that reads them', () => {
    const lines = PARAMETER_SHAPES.split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual([...POLICY_KINDS]);
    expect(PARAMETER_SHAPES).toContain(
      'LATE_FEE: {permille: a whole number, 0–1000, capPercent: a whole number, 0–100}',
    );
    expect(PARAMETER_SHAPES).toContain('needsLetter?: "I" | "II" | "III"');
  });
});
