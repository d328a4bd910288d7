import { getIntrospectionQuery } from 'graphql';
import { ask, codes, paths, post } from './ask.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.app.close());

const TERMS = '{ principal rate agreedOn }';
const LOAN = `id number terms ${TERMS} position ${TERMS} mitra { id name }
  schedule { no dueOn principal interest paidPrincipal paidInterest }`;
const PAGE_INFO = 'totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const HISTORY = `history(first: 20) { ${PAGE_INFO} edges { cursor node { revision data } } }`;

describe('an honest question passes', () => {
  it('100 loans with terms, schedule and position', async () => {
    const query = `query ($n: Int) { loans(first: $n) { edges { cursor node { ${LOAN} } } } }`;
    const { errors, data } = await ask(served, query, { n: 100 });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ loans: { edges: { length: 100 } } });
  });

  it('50 loans with 20 entries of history each', async () => {
    const query = `{ loans { ${PAGE_INFO} edges { node { ${LOAN} ${HISTORY} } } } }`;
    const { errors, data } = await ask(served, query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ loans: { edges: { length: 50 }, totalCount: 230 } });
  });

  it('the whole schema, as GraphiQL and other tools ask for it', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      schemaDescription: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect((await ask(served, query)).errors).toBeUndefined();
  });
});

const nested = (depth: number): string =>
  'others(first: 1) { edges { node { '.repeat(depth) + 'number' + ' } } }'.repeat(depth);
const many = (count: number, field: (index: number) => string): string =>
  `{ ${Array.from({ length: count }, (_, index) => field(index)).join(' ')} }`;
const within = (rows: string) =>
  `loans(first: 200) { edges { node { others(first: 200) ${rows} } } }`;
const doubling = (fragments: number): string =>
  Array.from(
    { length: fragments },
    (_, n) => `fragment F${n} on Loan { ...F${n + 1} ...F${n + 1} }`,
  )
    .concat(`fragment F${fragments} on Loan { number }`)
    .join(' ');

describe('a question for too much is TOO_COMPLEX', () => {
  for (const [what, query, variables] of [
    ['200 rows in each of 200', `{ ${within('{ edges { cursor } }')} }`, {}],
    ['the same, counted only', `{ ${within('{ totalCount }')} }`, {}],
    [
      'the same by variables',
      `query ($a: Int, $b: Int) {
        loans(last: $a) { edges { node { others(last: $b) { edges { cursor } } } } } }`,
      { a: 200, b: 200 },
    ],
    [
      'the same by the default of a variable',
      `query ($a: Int = 200) {
        loans(first: $a) { edges { node { others(first: $a) { edges { cursor } } } } } }`,
      {},
    ],
    [
      'the same through fragments',
      `query { ...Q } fragment Q on Query { loans(first: 200) { edges { node { ...L } } } }
       fragment L on Loan { others(first: 200) { edges { ... on LoanEdge { cursor } } } }`,
      {},
    ],
    ['three pages within each other', `{ loans { edges { node { ${nested(2)} } } } }`, null],
    ['fields within fields without end', `{ loans { edges { node { ${nested(40)} } } } }`, {}],
    [
      'one heavy question under many names',
      many(60, (n) => `a${n}: loans(first: 200) { edges { node { number terms { rate } } } }`),
      {},
    ],
    [
      'one command under many names',
      `mutation ${many(120, (n) => `a${n}: registerMitra(input: { commandId: "c", name: "x" })`)}`,
      {},
    ],
    ['the schema under many names', many(40, (n) => `a${n}: __schema { types { name } }`), {}],
    ['a document of many words', many(5_000, (n) => `a${n}: whoami`), {}],
    ['fragments that double at each step', `{ loan(number: "1") { ...F0 } } ${doubling(30)}`, {}],
  ] as const)
    it(what, async () => {
      const before = process.hrtime.bigint();
      const reply = await ask(served, query, variables ?? {});
      const took = Number(process.hrtime.bigint() - before) / 1e6;
      if (variables === null) expect(reply.errors).toBeUndefined();
      else expect([reply.status, codes(reply)]).toEqual([400, ['TOO_COMPLEX']]);
      expect(took).toBeLessThan(2_000);
    });

  it('and says so in numbers, or that there are too many to count', async () => {
    const said = async (query: string) => (await ask(served, query)).errors?.[0]?.message;
    expect(await said(many(40, (n) => `a${n}: __schema { types { name } }`))).toMatch(
      /^this asks for too much at once: \d+ points, at most \d+$/,
    );
    expect(await said(`{ loan(number: "1") { ...F0 } } ${doubling(30)}`)).toMatch(
      /^this asks for too much at once: more points than are counted, at most \d+$/,
    );
  });

  it('also where the first question was cheap and the variables are new', async () => {
    const query = `query Again($a: Int!) {
      loans(first: $a) { edges { node { others(first: $a) { edges { cursor } } } } } }`;
    expect((await ask(served, query, { a: 2 })).errors).toBeUndefined();
    expect(codes(await ask(served, query, { a: 200 }))).toEqual(['TOO_COMPLEX']);
    expect((await ask(served, query, { a: 2 })).errors).toBeUndefined();
  });
});

describe('a document that never ends', () => {
  it('is refused where fragments spread each other in a circle', async () => {
    const query =
      '{ loan(number: "1") { ...A } } fragment A on Loan { ...B } fragment B on Loan { ...A }';
    expect(codes(await ask(served, query))).toEqual(['BAD_INPUT']);
  });

  it('is refused where brackets nest a hundred thousand deep', async () => {
    for (const query of ['{a'.repeat(100_000), `{ required(n: ${'['.repeat(100_000)}`])
      expect(codes(await post(served, JSON.stringify({ query })))).toEqual(['TOO_COMPLEX']);
  });
});

describe('a page', () => {
  for (const [args, wrong] of [
    ['first: 201', ['first']],
    ['first: 0', ['first']],
    ['first: -1', ['first']],
    ['first: 1000000', ['first']],
    ['last: 201', ['last']],
    ['first: 1, last: 1', ['first']],
    ['first: 1, before: "x"', ['first']],
    ['last: 1, after: "x"', ['after']],
    ['after: "x"', ['after']],
    ['before: "WzFd"', ['before']],
  ] as const)
    it(`of (${args}) is BAD_INPUT at ${wrong.join()}`, async () => {
      const reply = await ask(served, `{ loans(${args}) { totalCount } }`);
      expect([codes(reply), paths(reply)]).toEqual([['BAD_INPUT'], wrong]);
    });

  it('is refused in a nested list as well', async () => {
    const query = '{ loans(first: 1) { edges { node { history(first: 201) { totalCount } } } } }';
    const reply = await ask(served, query);
    expect([codes(reply), paths(reply)]).toEqual([['BAD_INPUT'], ['first']]);
  });
});
