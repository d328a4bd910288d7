import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';
import { serverAudits } from 'graphql-http';
import { ask } from '../graphql/ask.js';
import { get, JAMSOSTEK_TABLE, type Service, start } from './service.js';

let service: Service;
let schema: GraphQLSchema;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  await service.importLoans(JAMSOSTEK_TABLE, 'JAMSOSTEK');
  schema = buildClientSchema(await get<IntrospectionQuery>(service, getIntrospectionQuery()));
});
afterAll(() => service.stop());

const ours = () => Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

describe('the real service', () => {
  it('passes each of the 61 audits of GraphQL over HTTP', async () => {
    const audits = serverAudits({ url: () => `${service.url}/graphql` });
    const results = await Promise.all(audits.map(({ fn }) => fn()));
    const failed = results.flatMap((result) =>
      result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
    );
    expect(failed).toEqual([]);
    expect(results).toHaveLength(61);
    expect(service.reports).toEqual([]);
  });
});

describe('the schema', () => {
  it('describes every type, field and argument', () => {
    const said: [string, string | null | undefined][] = [];
    for (const type of ours()) {
      said.push([type.name, type.description]);
      if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
        for (const { name, description } of Object.values(type.getFields()))
          said.push([`${type.name}.${name}`, description]);
      if (isObjectType(type) || isInterfaceType(type))
        for (const field of Object.values(type.getFields()))
          for (const { name, description } of field.args)
            said.push([`${type.name}.${field.name}(${name})`, description]);
    }
    const silent = said.flatMap(([what, description]) => (description ? [] : [what]));
    expect(said.length).toBeGreaterThan(400);
    expect(silent).toEqual([]);
  });

  it('has enumerations in English upper case', () => {
    const values = ours().flatMap((type) =>
      isEnumType(type) ? type.getValues().map(({ name }) => name) : [],
    );
    expect(values.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
  });

  it('requires no input that it has a default for: compiled execution would miss it', () => {
    const inputs = ours().flatMap((type) =>
      isInputObjectType(type) ? Object.values(type.getFields()) : [],
    );
    const contradicting = inputs.filter(
      (field) => String(field.type).endsWith('!') && !isRequiredInputField(field),
    );
    expect(contradicting.map(({ name }) => name)).toEqual([]);
  });

  it('has one mutation for each command, its input of the type named after it', () => {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['registerMitra', 'correctMitraData', 'changeMitraStatus', 'signAgreement'],
        ...['disburseLoan', 'receivePayment', 'reversePayment', 'recordVisit', 'recordContact'],
        ...['proposePolicy', 'adoptPolicy'],
      ]),
    );
    for (const { name, args } of fields) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
      expect(args.map((arg) => [arg.name, String(arg.type)])).toEqual([['input', type]]);
    }
  });
});

const MONEY = `disbursed principalPaid interestPaid principalOutstanding interestOutstanding
  lateFeesCharged lateFeeOutstanding interestWaived lateFeesWaived capitalised credit
  writtenOff { principal interest fees } claimOutstanding recovered totalOutstanding
  principalArrears interestArrears`;
const LOAN = `id number status mitra { code name }
  terms { principal rate method frequency instalments interestTotal agreedOn maturesOn }
  position { asOf knownAt ${MONEY} daysPastDue collectability policy { id legalBasis } }`;
const SCHEDULE = 'schedule { no dueOn principal interest paidPrincipal paidInterest paidOn }';
const TRAIL = `history(first: 20) { totalCount edges { node { eventId type stream revision position
  effectiveOn recordedAt actor { id role } reason source summary { english indonesian }
  changes { field before after } data hash } } }`;

describe('what honest users ask passes', () => {
  it.each([
    ['100 loans with terms, schedule and position', 'loans', 100, `${LOAN} ${SCHEDULE}`],
    ['50 loans with 20 history entries each', 'loans', 50, `${LOAN} ${TRAIL}`],
    [
      ...(['50 mitra with their loans, visits and history', 'mitras', 50] as const),
      `id code name loans(first: 5) { edges { node { ${LOAN} } } }
       visits(first: 5) { edges { node { effectiveOn outcome } } }
       history(first: 5) { edges { node { type } } }`,
    ],
  ])('%s', async (_, list, first, show) => {
    const query = `query ($first: Int) { list: ${list}(first: $first) { totalCount
      pageInfo { hasNextPage endCursor } edges { cursor node { ${show} } } } }`;
    const { errors, data } = await ask(service, query, { first });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ list: { totalCount: 39, edges: { length: 39 } } });
  });

  it('the fund at nine year-ends, at once', async () => {
    const years = Array.from({ length: 9 }, (_, at) => 1998 + at);
    const query = years.map(
      (year) => `y${year}: portfolio(asOf: "${year}-12-31") { loanCount totalOutstanding
        byCollectability { class loanCount principalOutstanding } }`,
    );
    expect((await ask(service, `{ ${query.join(' ')} }`)).errors).toBeUndefined();
  });
});
