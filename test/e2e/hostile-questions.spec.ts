import { ask, codes, post, paths, type Reply } from '../graphql/ask.js';
import { as, get, JAMSOSTEK_TABLE, type Service, start } from './service.js';

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
  expect(await head()).toEqual(before);
});
afterAll(() => service.stop());

const HUGE = 'x'.repeat(100_000);
const TEXTS = [
  ...["' OR '1'='1", "'; DROP TABLE event; --", '" OR ""="', '%', '_', '*', '\\', '$.body', '?'],
  ...['{"$gt":""}', '[1]', 'null', '../../etc/passwd', '<b>', '{{7*7}}', '__proto__', '\u202e'],
  ...['', ' ', '👩‍🌾', 'a\u0000b', '\ud800', HUGE],
];
const shown = (value: unknown): string => JSON.stringify(value).slice(0, 60);

/** Questions with a text in each place that takes one; each must find nothing. */
const PLACES: readonly (readonly [string, string])[] = [
  ['loan(number: $text)', 'number'],
  ['mitra(code: $text)', 'code'],
  ['node(id: $text)', 'id'],
  ...['unit', 'region'].map(
    (field) => [`mitras(filter: { ${field}: $text })`, 'totalCount'] as const,
  ),
  ...['programme', 'unit', 'region'].map(
    (field) => [`loans(filter: { ${field}: $text })`, 'totalCount'] as const,
  ),
  ...['mitra', 'loan', 'stream', 'types', 'actors'].map(
    (field) => [`history(filter: { ${field}: $text })`, 'totalCount'] as const,
  ),
  ...['programme', 'unit', 'region', 'cohort'].map(
    (field) => [`portfolio(filter: { ${field}: $text })`, 'loanCount'] as const,
  ),
];

describe('a text that is nobody’s name', () => {
  it('in a search is words, or none', async () => {
    const query = 'query ($text: String) { mitras(filter: { text: $text }) { totalCount } }';
    for (const text of TEXTS) expect(isAnswered(await ask(service, query, { text }))).toBe(true);
  });

  it.each(PLACES)('in %s finds nothing', async (place, field) => {
    const type = place.startsWith('node') ? 'ID!' : place.includes('filter') ? 'String' : 'String!';
    const list = place.includes('types') || place.includes('actors') ? '[String!]' : type;
    const query = `query ($text: ${list}) { found: ${place} { ${field} } }`;
    for (const text of TEXTS) {
      const reply = await ask(service, query, { text: list === '[String!]' ? [text] : text });
      const nothing = field.endsWith('Count') ? { found: { [field]: 0 } } : { found: null };
      const refused = codes(reply).length > 0;
      expect([shown(text), refused ? codes(reply) : reply.data]).toEqual([
        shown(text),
        refused ? ['BAD_INPUT'] : nothing,
      ]);
    }
  });
});

/** Arguments that cannot be what they say; all BAD_INPUT, at that argument. */
const ARGUMENTS: readonly (readonly [string, string, string, readonly unknown[]])[] = [
  ['loans(first: $value)', 'Int', 'first', [0, -1, 201, 1e9, 1.5, 2 ** 31, '5', '']],
  ['mitras(last: $value)', 'Int', 'last', [0, -1, 201, 1e9]],
  ['history(first: $value)', 'Int', 'first', [0, -1, 201, 1e9]],
  ['loans(after: $value)', 'String', 'after', ['x', '', 'WzFd', HUGE, '👩‍🌾', 'bnVsbA', 5]],
  ['mitras(before: $value)', 'String', 'before', ['x', '', 'e30', "' OR 1=1 --"]],
  [
    'loan(number: "JAMSOSTEK-1", asOf: $value)',
    'Date',
    'asOf',
    ['2025-02-30', '', 'now', 5, '0000-01-01'],
  ],
  [
    'portfolio(knownAt: $value)',
    'DateTime',
    'knownAt',
    ['2025-02-30T00:00:00Z', '2025-01-01', 'now', 0],
  ],
  ['portfolio(atLeast: $value)', 'Position', 'atLeast', ['1', '-1', "' OR 1=1", HUGE, 1]],
  ['portfolio(groupBy: $value)', 'PortfolioGrouping', 'groupBy', ['NAME', 'unit', '', HUGE]],
  [
    'loans(filter: { overdueMoreThan: $value })',
    'Int',
    'filter.overdueMoreThan',
    [-1, 2 ** 31 - 1],
  ],
  ['loans(filter: $value)', 'LoanFilter', 'value', [{ status: 'OPEN' }, { agreedBetween: 5 }, []]],
  ['loans(filter: $value)', 'LoanFilter', 'value', [{ $where: '1' }, { unit: { $gt: '' } }, 'x']],
  [
    'mitras(orderBy: $value)',
    'MitraOrder',
    'value',
    [{ field: 'PASSWORD' }, {}, { field: 'name' }],
  ],
  ['history(filter: $value)', 'HistoryFilter', 'filter', [{ types: Array(51).fill('x') }]],
  ['policies(on: $value)', 'Date', 'on', ['2025-02-30', 20250101]],
];

describe('an argument that is wrong is BAD_INPUT', () => {
  it.each(ARGUMENTS)('%s %s', async (field, type, path, values) => {
    const show = field.startsWith('loan(')
      ? 'number'
      : field.startsWith('policies')
        ? 'id'
        : '__typename';
    for (const value of values) {
      const reply = await ask(service, `query ($value: ${type}) { ${field} { ${show} } }`, {
        value,
      });
      expect([shown(value), codes(reply)]).toEqual([shown(value), ['BAD_INPUT']]);
      expect(paths(reply)[0]).toMatch(new RegExp(`^(value|${path})(\\.|$)`));
      expect(reply.text.length).toBeLessThan(2_000);
    }
  });

  it.each([
    ['of a number that is none', [1.5, 'JAMSOSTEK-1']],
    ['of a huge number', [1e300, 'JAMSOSTEK-1']],
    ['of true', [true, 'JAMSOSTEK-1']],
    ['of text with half a character', ['\ud800', '\ud800']],
    ['of a text with a zero in it', ['a\u0000b', 'c\u0000']],
  ])('a cursor made up %s is one, or BAD_INPUT', async (_, place) => {
    const after = Buffer.from(JSON.stringify(place)).toString('base64url');
    for (const order of ['NUMBER', 'AGREED_ON', 'OUTSTANDING', 'OLDEST_UNPAID']) {
      const query = `query ($after: String) {
        loans(after: $after, orderBy: { field: ${order} }) { totalCount edges { cursor } } }`;
      expect(isAnswered(await ask(service, query, { after }))).toBe(true);
    }
  });
});

/** An answer, or that it was no good question: nothing else may come back. */
const isAnswered = (reply: Reply): boolean =>
  codes(reply).every((code) => ['BAD_INPUT', 'TOO_COMPLEX'].includes(code)) &&
  (reply.errors !== undefined || reply.data !== undefined);

describe('a question about the edges of time is answered', () => {
  it.each([
    { asOf: '9999-12-31' },
    { asOf: '1000-01-01' },
    { knownAt: '9999-12-31T23:59:59.999Z' },
    { knownAt: '1000-01-01T00:00:00Z' },
    { asOf: '9999-12-31', knownAt: '1000-01-01T00:00:00+14:00' },
  ])('%j', async (moment) => {
    const at = Object.entries(moment).map(([name, value]) => `${name}: "${value}"`);
    const reply = await ask(
      service,
      `{ loan(number: "JAMSOSTEK-1", ${at}) { position { daysPastDue collectability } }
         mitra(code: "JAMSOSTEK-1", ${at}) { name } portfolio(${at}) { loanCount } }`,
    );
    expect(codes(reply)).toEqual([]);
  });
});

const many = (count: number, field: (at: number) => string): string =>
  `{ ${Array.from({ length: count }, (_, at) => field(at)).join(' ')} }`;
const within = (depth: number): string =>
  `{ mitras { edges { node ${'{ loans { edges { node { mitra '.repeat(depth)} { code }
   ${'} } } }'.repeat(depth)} } } }`;

describe('a document', () => {
  it.each([
    ['with a field that is not there', '{ loan(number: "1") { password } }', 'BAD_INPUT'],
    ['with an argument that is not there', '{ loan(number: "1", sudo: true) { id } }', 'BAD_INPUT'],
    ['with a type that is not there', 'query ($a: Secret) { system { version } }', 'BAD_INPUT'],
    ['that is no document', '}{', 'BAD_INPUT'],
    ['of control characters', '{ system \u0000 { version } }', 'BAD_INPUT'],
    ['of emoji', '{ 👩‍🌾 }', 'BAD_INPUT'],
    ['with half a character', '{ loan(number: "\\ud800") { id } }', 'BAD_INPUT'],
    ['with 2025-02-30 in it', '{ portfolio(asOf: "2025-02-30") { loanCount } }', 'BAD_INPUT'],
    ['with a fragment of itself', '{ ...A } fragment A on Query { ...A }', 'BAD_INPUT'],
    ['that is too deep', within(9), 'TOO_COMPLEX'],
    ['that doubles at each step', within(3), 'TOO_COMPLEX'],
    ['of five thousand names', many(5_000, (at) => `a${at}: system { version }`), 'TOO_COMPLEX'],
    ['of a hundred funds', many(100, (at) => `a${at}: portfolio { loanCount }`), 'TOO_COMPLEX'],
    ['of brackets', '{a'.repeat(50_000), 'TOO_COMPLEX'],
  ])('%s', async (_, query, code) => {
    const reply = await ask(service, query);
    expect([...new Set(codes(reply))]).toEqual([code]);
    expect(reply.text.length).toBeLessThan(2_000);
  });
});

describe('a request', () => {
  const QUERY = '{ system { version } }';
  it.each([
    ['that is empty', ''],
    ['that is not JSON', '{"query":'],
    ['that is a number', '5'],
    ['that is a list', JSON.stringify([{ query: QUERY }])],
    ['without a query', '{}'],
    ['whose query is a number', '{"query":5}'],
    ['whose variables are text', JSON.stringify({ query: QUERY, variables: 'x' })],
    ['whose operation is a number', JSON.stringify({ query: QUERY, operationName: 5 })],
    ['of two megabytes', JSON.stringify({ query: QUERY, variables: { x: 'y'.repeat(2e6) } })],
  ])('%s is BAD_INPUT', async (_, body) => {
    const reply = await post(service, body);
    expect(codes(reply)).toEqual(['BAD_INPUT']);
    expect(reply.status).toBeLessThan(500);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/xml', ''])(
    'of the type "%s" is BAD_INPUT',
    async (type) => {
      expect(codes(await post(service, JSON.stringify({ query: QUERY }), type))).toEqual([
        'BAD_INPUT',
      ]);
    },
  );

  it.each([
    [as('KING' as 'OFFICER'), 'UNAUTHENTICATED'],
    [as('OFFICER', '<script>'), 'UNAUTHENTICATED'],
    [{ authorization: 'Bearer x.y.z' }, 'UNAUTHENTICATED'],
    [{ 'x-at-least': "' OR 1=1" }, 'BAD_INPUT'],
  ])('with the headers %j is %s', async (headers, code) => {
    expect(codes(await ask(service, QUERY, {}, headers))).toEqual([code]);
  });
});
