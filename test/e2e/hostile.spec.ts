import { codes, post } from '../graphql/ask.js';
import { as, freshId, get, JAMSOSTEK_TABLE, send, type Service, start } from './service.js';

let service: Service;
let before: unknown;
const head = async () => (await get(service, '{ system { position } }'))['system'];

beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
  before = await head();
});
/** Whatever came in: nothing was written, nothing failed here, and nothing was logged as failed. */
afterEach(async () => {
  expect(service.reports.splice(0)).toEqual([]);
  const was = before;
  before = await head();
  expect(before).toEqual(was);
});
afterAll(() => service.stop());

const HUGE = 'x'.repeat(100_000);
const INJECTIONS = [
  ...[
    "' OR '1'='1",
    "'; DROP TABLE event; --",
    '" OR ""="',
    '%',
    '_',
    '*',
    '\\',
    '$.body',
    '${1+1}',
  ],
  ...['{"$gt":""}', '[1]', 'null', '../../etc/passwd', '<script>alert(1)</script>', '{{7*7}}'],
];

const MITRA = { code: 'M-1', name: 'Siti' };
const LOAN = {
  ...{ loan: 'L-1', mitra: 'M-1', principal: 1_000_000, rate: '0.06', method: 'DECLINING' },
  ...{ frequency: 'MONTHLY', instalments: 12, agreedOn: '2025-01-15' },
  ...{ beforeJejak: true, evidence: 'PKS' },
};
const PAYMENT = { loan: 'JAMSOSTEK-1', amount: 100_000, receipt: 'R-1' };
const VISIT = { mitra: 'M-1', outcome: 'FOUND' };
const LATE = { ...LOAN, firstDueOn: '9999-12-31' };
const HALF_YEARLY = { frequency: 'HALF_YEARLY' };
const BAND = { class: 'CURRENT', upTo: 3 };
const MANY = Array.from({ length: 9_999 }, () => BAND);
const RULE = {
  ...{ policyId: 'p-1', kind: 'COLLECTABILITY', validFrom: '2025-01-01', legalBasis: 'SK 1' },
  parameters: {
    ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' },
    bands: [BAND, { class: 'LOSS' }],
  },
};
const ruled = <P>(parameters: P) => ({ ...RULE, parameters });
const banded = (upTo: unknown) =>
  ruled({ ...RULE.parameters, bands: [{ ...BAND, upTo }, { class: 'LOSS' }] });
const NESTED = 10_000;
const withKey = (key: string): unknown =>
  JSON.parse(JSON.stringify(RULE.parameters).replace('{', `{"${key}":{"measure":"DAYS"},`));

const BAD_MONEY = [0, -1, -1e15, 1.5, 0.1, 1e15 + 1, 2 ** 53, 1e300, '100000', '', null, [], {}];
const BAD_DAYS = ['2025-02-30', '2025-13-01', '2025-00-10', '', 'yesterday', '2025-1-1', 20250101];
const BAD_TEXT = [HUGE, '', 'a\u0000b', 'line\u001b[31m', '\ud800', 5, true, { a: 1 }];
const BAD_CODES = [
  ...INJECTIONS.filter((text) => text !== 'null'),
  '👩‍🌾',
  'a b',
  ' M-1',
  'M\n1',
  '__proto__',
  'é',
  ...BAD_TEXT,
];

/** Inputs, all of them BAD_INPUT: the command, what is right about it, and where it is wrong. */
const BAD_INPUTS: readonly (readonly [string, object, string, readonly unknown[]])[] = [
  ['registerMitra', MITRA, 'code', BAD_CODES],
  ['registerMitra', MITRA, 'name', [...BAD_TEXT, '   ']],
  ['registerMitra', MITRA, 'unit', BAD_TEXT],
  ['registerMitra', MITRA, 'address', BAD_TEXT],
  ['registerMitra', MITRA, 'phone', [...BAD_TEXT, '👩‍🌾', 'call me']],
  ['registerMitra', MITRA, 'identityNumber', [...BAD_TEXT, '3374 0101', "1' OR 1=1"]],
  ['registerMitra', MITRA, 'sector', ['KIOSK', 'trade', '', 1, HUGE]],
  ['registerMitra', MITRA, 'effectiveOn', BAD_DAYS],
  ['registerMitra', MITRA, 'reason', [HUGE, '\ud800', 'a\u0007b']],
  ['registerMitra', MITRA, 'commandId', ['1', '', HUGE, null, [], "' OR 1=1", '00000000']],
  ['registerMitra', MITRA, 'expectedRevision', [-2, 1.5, 2 ** 31, '1', HUGE]],
  ['registerMitra', MITRA, 'admin', [true, HUGE]],
  ['correctMitraData', { mitra: 'M-1', kind: 'ERROR', field: 'NAME' }, 'to', BAD_TEXT],
  [
    'correctMitraData',
    { mitra: 'M-1', kind: 'ERROR', to: 'x' },
    'field',
    ['name', '__proto__', ''],
  ],
  ['signAgreement', LOAN, 'loan', BAD_CODES],
  ['signAgreement', LOAN, 'principal', BAD_MONEY],
  ['signAgreement', LOAN, 'interestTotal', [-1, 0.5, 1e300, '5']],
  ['signAgreement', LOAN, 'rate', ['6%', '-0.06', 0.06, '1e-2', '', HUGE, '0,06', 'NaN']],
  ['signAgreement', LOAN, 'instalments', [0, -1, 601, 1.5, 1e9, '12']],
  ['signAgreement', LOAN, 'agreedOn', BAD_DAYS],
  ['signAgreement', LOAN, 'graceMonths', [-1, 121, 0.5]],
  ['signAgreement', LOAN, 'programme', BAD_TEXT],
  ['signAgreement', LOAN, 'evidence', [HUGE, '\udfff', 'a\u0000']],
  ['receivePayment', PAYMENT, 'amount', BAD_MONEY],
  ['receivePayment', PAYMENT, 'receipt', BAD_TEXT],
  ['receivePayment', PAYMENT, 'channel', ['cash', 'BY HAND', HUGE, '']],
  ['recordVisit', VISIT, 'evidence', [[{ kind: 'PHOTO', sha256: 'x' }], [{}], ['a'], HUGE]],
  ['recordVisit', VISIT, 'location', [{ latitude: 91, longitude: 0 }, { latitude: 'NaN' }, 'here']],
  ['recordVisit', VISIT, 'notes', [HUGE, '\ud800\ud800', 'bell\u0007']],
];

describe('an input that is wrong is BAD_INPUT, and says where', () => {
  it.each(BAD_INPUTS)('%s %j, its %s', async (command, good, field, values) => {
    const who = command === 'receivePayment' ? 'FINANCE_OFFICER' : 'OFFICER';
    for (const value of values) {
      const input = { ...good, [field]: value };
      const reply = await send(service, command, input, { headers: as(who) });
      const shown = [field, JSON.stringify(value)?.slice(0, 60)];
      expect([...shown, codes(reply)]).toEqual([...shown, ['BAD_INPUT']]);
      const [path = ''] = (reply.errors?.[0]?.extensions.fields ?? []).map((one) => one.path);
      if (field !== 'admin') expect(path).toMatch(new RegExp(`^input\\.${field}(\\.|$)`));
      expect(reply.text.length).toBeLessThan(2_000);
    }
  });

  it.each([
    ['no object', 5],
    ['a list', []],
    ['a key of prototypes', withKey('__proto__')],
    ['a key of constructors', withKey('constructor')],
    ['a lone surrogate', { ...RULE.parameters, basis: '\ud800' }],
    ['a huge text', HUGE],
    ['fractions', banded(1.5).parameters],
    ['a million million days', banded(1e15).parameters],
    ['a thousand years of months', { ...banded(12_000).parameters, measure: 'MONTHS' }],
    ['text for a number', banded('3').parameters],
  ])('parameters of a policy that are %s', async (_, parameters) => {
    const reply = await send(service, 'proposePolicy', ruled(parameters));
    expect(codes(reply)).toEqual(['BAD_INPUT']);
    expect(({} as Record<string, unknown>)['measure']).toBeUndefined();
  });

  /** Text that no client of good will would write as it is. */
  const raw = (command: string, type: string, input: string) => {
    const query = `mutation ($input: ${type}!) { ${command}(input: $input) { revision } }`;
    return post(service, `{"query":${JSON.stringify(query)},"variables":{"input":${input}}}`);
  };

  it.each(['__proto__', 'constructor', 'toString'])('the key %s in itself', async (key) => {
    const input = `{"commandId":"${freshId()}","code":"M-1","name":"x","${key}":{"admin":true}}`;
    expect(codes(await raw('registerMitra', 'RegisterMitraInput', input))).toEqual(['BAD_INPUT']);
  });

  it('brackets within brackets, ten thousand deep', async () => {
    const deep = `${'['.repeat(NESTED)}1${']'.repeat(NESTED)}`;
    const fields = JSON.stringify({ ...RULE, commandId: freshId(), parameters: 0 });
    const input = fields.replace('"parameters":0', `"parameters":${deep}`);
    expect(codes(await raw('proposePolicy', 'ProposePolicyInput', input))).toEqual(['BAD_INPUT']);
  });
});

describe('a command that is well formed and makes no sense is told so', () => {
  it.each([
    ['due dates after the last year there is', 'signAgreement', { ...LATE, ...HALF_YEARLY }],
    ['an agreement of the far future', 'signAgreement', { ...LOAN, agreedOn: '9999-12-31' }],
    ['a rate beyond all rates', 'signAgreement', { ...LOAN, rate: '99999999999999999999' }],
    ['money of the far future', 'receivePayment', { ...PAYMENT, effectiveOn: '9999-12-31' }],
    ['a loan named as a method', 'receivePayment', { ...PAYMENT, loan: 'constructor' }],
    ['a mitra named as a method', 'recordVisit', { ...VISIT, mitra: 'toString' }],
    ['a rule of 9,999 bands', 'proposePolicy', ruled({ ...RULE.parameters, bands: MANY })],
    ['a rule that ends before it begins', 'proposePolicy', { ...RULE, validTo: '1000-01-01' }],
  ])('%s', async (_, command, input) => {
    const reply = await send(service, command, input);
    expect([['REFUSED'], ['BAD_INPUT']]).toContainEqual(codes(reply));
  });
});
