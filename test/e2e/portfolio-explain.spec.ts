import { AMOUNTS } from '../../src/lending/steps.js';
import { ask } from '../graphql/ask.js';
import { furnish } from './furnished.js';
import { as, freshId, get, type Service, tell } from './service.js';

interface Parts {
  readonly total: number;
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly {
    readonly node: {
      readonly number: string;
      readonly amount: number;
      readonly collectability: string | null;
      readonly loan: { readonly position: Readonly<Record<string, number>> } | null;
    };
  }[];
}
type Fund = Readonly<Record<string, number>> & { readonly explain: Parts };

const PARTS = `total totalCount pageInfo { hasNextPage endCursor }
  edges { node { number amount collectability } }`;
const FIGURES = [...AMOUNTS, 'loanCount', 'openCount'];
const constantOf = (name: string): string => name.replace(/[A-Z]/g, '_$&').toUpperCase();
const sum = ({ edges }: Parts): number => edges.reduce((all, { node }) => all + node.amount, 0);

let service: Service;
beforeAll(async () => {
  ({ service } = await furnish());
  // A fee, credit and a reversal, so that no figure is nothing on every loan.
  const finance = { headers: as('FINANCE_HEAD', 'ani') };
  const close = `mutation { closeDay(input: { commandId: "${freshId()}", date: "2025-09-30" })
    { position } }`;
  await get(service, close, {}, finance.headers);
  const paid = { loan: 'L-03', receipt: 'R-2' };
  await tell(service, 'receivePayment', { ...paid, amount: 5_000 }, finance);
  await tell(service, 'reversePayment', { ...paid, kind: 'ERROR' }, finance);
}, 60_000);
afterAll(() => service.stop());

const asked = (fields: string, args = 'asOf: "2025-08-31"', headers = as('AUDITOR')) =>
  get<{ portfolio: Fund }>(service, `{ portfolio(${args}) { ${fields} } }`, {}, headers);

describe('a figure of the fund', () => {
  it.each(FIGURES)('%s is what its loans add up to, one by one', async (figure) => {
    const parts = `explain(figure: ${constantOf(figure)}, first: 200) { ${PARTS} }`;
    const { portfolio } = await asked(`${figure} ${parts}`);
    expect(portfolio.explain.total).toBe(portfolio[figure]);
    expect(sum(portfolio.explain)).toBe(portfolio[figure]);
    expect(portfolio.explain.totalCount).toBe(portfolio.explain.edges.length);
  });

  it('is opened further: each loan says the same amount of itself, on the same day', async () => {
    const { portfolio } = await asked(
      `explain(figure: PRINCIPAL_OUTSTANDING, first: 30) { total totalCount
        pageInfo { hasNextPage endCursor } edges { node { number amount collectability
        loan { position { principalOutstanding explain(figure: PRINCIPAL_OUTSTANDING) { amount } } }
      } } }`,
    );
    expect(portfolio.explain.edges.length).toBeGreaterThan(10);
    for (const { node } of portfolio.explain.edges) {
      expect(node.loan?.position['principalOutstanding']).toBe(node.amount);
      const parts = node.loan?.position['explain'] as unknown as readonly { amount: number }[];
      expect(parts.reduce((all, { amount }) => all + amount, 0)).toBe(node.amount);
    }
  });

  it('comes in pages, by number, and the pages together are all of it', async () => {
    const found: string[] = [];
    let [after, total] = ['', 0];
    for (;;) {
      const page = `explain(figure: DISBURSED, first: 7${after}) { ${PARTS} }`;
      const { portfolio } = await asked(`disbursed ${page}`);
      expect(portfolio.explain.total).toBe(portfolio['disbursed']);
      total += sum(portfolio.explain);
      found.push(...portfolio.explain.edges.map(({ node }) => node.number));
      if (!portfolio.explain.pageInfo.hasNextPage) {
        expect(total).toBe(portfolio['disbursed']);
        break;
      }
      after = `, after: "${portfolio.explain.pageInfo.endCursor}"`;
    }
    expect(found).toEqual(found.toSorted());
    expect(new Set(found).size).toBe(found.length);
  });

  it.each(['UNIT', 'REGION', 'SECTOR', 'PROGRAMME', 'COLLECTABILITY', 'AGREEMENT_YEAR', 'COHORT'])(
    'of each group by %s is what the loans of that group add up to',
    async (groupBy) => {
      const group = `key loanCount principalOutstanding
        explain(figure: PRINCIPAL_OUTSTANDING, first: 50) { ${PARTS} }`;
      const { portfolio } = await asked(
        `principalOutstanding groups { ${group} }`,
        `asOf: "2025-08-31", groupBy: ${groupBy}`,
      );
      const groups = portfolio['groups'] as unknown as readonly Fund[];
      for (const one of groups) expect(sum(one.explain)).toBe(one['principalOutstanding']);
      const all = groups.reduce((so, one) => so + sum(one.explain), 0);
      expect(all).toBe(portfolio['principalOutstanding']);
    },
  );

  it('of each class is made up of loans of that class', async () => {
    const { portfolio } = await asked(
      `byCollectability { class loanCount explain(figure: LOAN_COUNT, first: 200) { ${PARTS} } }`,
    );
    const classes = portfolio['byCollectability'] as unknown as readonly (Fund & {
      class: string;
    })[];
    expect(classes.filter(({ loanCount }) => (loanCount ?? 0) > 0).length).toBeGreaterThan(1);
    for (const one of classes) {
      expect(one.explain.total).toBe(one['loanCount']);
      for (const { node } of one.explain.edges) expect(node.collectability).toBe(one.class);
    }
  });

  it('is opened as far as who asks may read: a unit sees its own loans', async () => {
    const headers = { ...as('OFFICER'), 'x-unit': 'JKT' };
    const fields = `disbursed explain(figure: DISBURSED, first: 200) { ${PARTS} }`;
    const [own, all] = [await asked(fields, 'asOf: "2025-08-31"', headers), await asked(fields)];
    expect(own.portfolio.explain.total).toBe(own.portfolio['disbursed']);
    expect(own.portfolio.explain.totalCount).toBeLessThan(all.portfolio.explain.totalCount);
  });

  it('that nothing is part of opens to nothing', async () => {
    const { portfolio } = await asked(`explain(figure: WRITTEN_OFF) { ${PARTS} }`);
    expect(portfolio.explain).toMatchObject({ total: 0, totalCount: 0, edges: [] });
  });

  it.each([
    ['a page of nothing', 'first: 0', 'first'],
    ['a cursor of somebody else', 'after: "nonsense"', 'after'],
  ])('is not opened for %s', async (_, args, path) => {
    const query = `{ portfolio { explain(figure: DISBURSED, ${args}) { total } } }`;
    const { errors } = await ask(service, query, {}, as('AUDITOR'));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_INPUT', fields: [{ path }] });
  });
});
