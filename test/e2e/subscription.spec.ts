import { createRequire } from 'node:module';
import { type Client, createClient } from 'graphql-ws';
import { as, get, type Service, start, tell } from './service.js';

// Node 20 has no web-socket client of its own; this is the server's library.
const WebSocket = createRequire(import.meta.url)('ws') as typeof globalThis.WebSocket;

const FIELD = { headers: as('OFFICER') };
let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  for (const code of ['M-1', 'M-2'])
    await tell(service, 'registerMitra', { code, name: `Toko ${code}`, ...SINCE }, FIELD);
});
afterAll(() => service.stop());

const SINCE = { effectiveOn: '2025-01-01' };
const LOAN = {
  ...{ principal: 1_200_000, method: 'AGREED', frequency: 'MONTHLY', instalments: 12 },
  ...{ interestTotal: 0, agreedOn: '2025-10-01', beforeJejak: true, evidence: 'PKS' },
};
const clientAs = (role: string): Client =>
  createClient({
    url: `${service.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'x-role': role, 'x-actor': 'listener' },
    retryAttempts: 0,
  });

interface Entry {
  readonly type: string;
  readonly mitra: string | null;
  readonly loan: string | null;
  readonly position: string;
  readonly reason: string | null;
}
const ENTRY = 'type mitra loan position reason';

/** Listens as a role does; `seen` is called with each event before the next is asked for. */
const listen = async (
  client: Client,
  args: string,
  count: number,
  seen: (entry: Entry) => Promise<void> = async () => undefined,
): Promise<readonly Entry[]> => {
  const entries: Entry[] = [];
  const declared = args.includes('$which') ? '($which: String)' : '';
  const query = `subscription ${declared} { historyAdded${args} { ${ENTRY} } }`;
  const asked = { query, variables: { which: 'L-2' } };
  for await (const { data, errors } of client.iterate<{ historyAdded: Entry }>(asked)) {
    if (!data) throw new Error(JSON.stringify(errors));
    entries.push(data.historyAdded);
    await seen(data.historyAdded);
    if (entries.length === count) break;
  }
  await client.dispose();
  return entries;
};

/** Until a subscription is heard: what is asked over the same socket after it is answered. */
const heard = async (client: Client): Promise<void> => {
  await new Promise<void>((resolve) => client.on('connected', () => resolve()));
  for await (const { data } of client.iterate({ query: '{ system { uptime } }' }))
    expect(data).toBeDefined();
  await new Promise((resolve) => setTimeout(resolve, 50));
};

const work = async (): Promise<void> => {
  const visit = (mitra: string) => ({ mitra, outcome: 'FOUND', reason: `asked in ${mitra}` });
  await tell(service, 'recordVisit', visit('M-2'), FIELD);
  await tell(service, 'recordVisit', visit('M-1'), FIELD);
  for (const [loan, mitra] of [
    ['L-2', 'M-2'],
    ['L-1', 'M-1'],
  ] as const) {
    await tell(service, 'signAgreement', { ...LOAN, loan, mitra }, FIELD);
    const paidOut = { loan, amount: 1_200_000, reference: loan, effectiveOn: '2025-10-01' };
    await tell(service, 'disburseLoan', paidOut, FIELD);
    await tell(service, 'receivePayment', { loan, amount: 1_200_000, receipt: 'R' }, FIELD);
  }
};

describe('historyAdded', () => {
  it('tells of one mitra, of one loan and of all, in order, and readably', async () => {
    const [one, loan, all, admin] = ['AUDITOR', 'AUDITOR', 'AUDITOR', 'ADMIN'].map(clientAs) as [
      Client,
      Client,
      Client,
      Client,
    ];
    const late: string[] = [];
    const readable = async ({ position, loan: number }: Entry): Promise<void> => {
      const { history } = await get<{ history: { edges: readonly { node: Entry }[] } }>(
        service,
        '{ history(last: 200) { edges { node { position } } } }',
        {},
        { 'x-at-least': '0'.repeat(20) },
      );
      if (!history.edges.some(({ node }) => node.position === position)) late.push(position);
      const query = 'query ($n: String!) { loan(number: $n) { number } }';
      if (number && !(await get(service, query, { n: number }))['loan']) late.push(number);
    };
    const following = Promise.all([
      listen(one, '(mitra: "M-1")', 5, readable),
      listen(loan, '(loan: $which)', 4),
      listen(all, '', 10),
      listen(admin, '(mitra: "M-1")', 5),
    ]);
    await Promise.all([one, loan, all, admin].map(heard));
    await work();
    const [ofMitra, ofLoan, ofAll, ofAdmin] = await following;

    const LIFE = ['AgreementSigned', 'LoanDisbursed', 'PaymentReceived', 'LoanSettled'];
    expect(ofMitra.map(({ type }) => type)).toEqual(['VisitRecorded', ...LIFE]);
    expect(new Set(ofMitra.map(({ mitra }) => mitra))).toEqual(new Set(['M-1']));
    expect(ofLoan.map(({ type, loan: number }) => [type, number])).toEqual(
      LIFE.map((type) => [type, 'L-2']),
    );
    const positions = ofAll.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted());
    expect(ofAll.filter(({ mitra }) => mitra === 'M-1')).toEqual(ofMitra);
    expect(late).toEqual([]);

    expect(ofMitra[0]?.reason).toBe('asked in M-1');
    expect(ofAdmin).toEqual(ofMitra.map((entry) => ({ ...entry, reason: null })));
  }, 15_000);

  it('tells nothing of what is older than the question', async () => {
    const client = clientAs('AUDITOR');
    const following = listen(client, '', 1);
    await heard(client);
    const contact = { mitra: 'M-1', channel: 'TELEPHONE', reached: false };
    await tell(service, 'recordContact', contact, FIELD);
    expect((await following).map(({ type }) => type)).toEqual(['ContactMade']);
  });

  it('of the mitra "" is of nobody, not of everybody', async () => {
    const [nobody, all] = [clientAs('AUDITOR'), clientAs('AUDITOR')];
    const told: Entry[] = [];
    const silent = listen(nobody, '(mitra: "")', 1, async (entry) => void told.push(entry));
    const following = listen(all, '', 1);
    await Promise.all([nobody, all].map(heard));
    const contact = { mitra: 'M-1', channel: 'SMS', reached: true };
    await tell(service, 'recordContact', contact, FIELD);
    await following;
    await nobody.dispose();
    await silent.catch(() => undefined);
    expect(told).toEqual([]);
  });
});
