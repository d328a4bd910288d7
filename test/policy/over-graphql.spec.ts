import { getIntrospectionQuery } from 'graphql';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import { POLICY_KINDS } from '../../src/policy/policy-rules.events.js';
import { as, type Done, get, send, type Service, start, tell } from '../e2e/service.js';
import { codes, type Reply } from '../graphql/ask.js';

const COLLATERAL = {
  ...{ policyId: 'collateral-uji', kind: 'COLLATERAL', scope: 'UJI', validFrom: '2025-01-01' },
  ...{ legalBasis: 'SK Direksi 7/2025', certainty: 'STATED' },
  parameters: { bands: [{ upTo: 20_000_000, kind: null }, { kind: 'LAND_CERTIFICATE' }] },
};
const FEE = {
  ...{ policyId: 'fee-uji', kind: 'LATE_FEE', scope: 'UJI', validFrom: '2025-06-01' },
  ...{ legalBasis: 'SK Direksi 8/2025', parameters: { permille: 2, capPercent: 4 } },
};
const FIELD = { headers: as('OFFICER', 'siti') };
const HEAD = { headers: as('HEAD_OFFICE', 'ratna') };

type Shown = Readonly<Record<string, unknown>>;
let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  for (const rule of [COLLATERAL, FEE]) await tell(service, 'proposePolicy', rule, FIELD);
});
afterAll(() => service.stop());

const SHOWN = `policyId kind status scope certainty parameters proposedBy adoptedBy rejectedBy
  proposal revision`;
const policies = async (args: string): Promise<readonly Shown[]> =>
  (await get<{ policies: readonly Shown[] }>(service, `{ policies${args} { ${SHOWN} } }`)).policies;
const named = async (id: string): Promise<Shown> => {
  const found = (await policies('')).find(({ policyId }) => policyId === id);
  if (!found) throw new Error(`no rule ${id}`);
  return found;
};
const ids = async (args: string): Promise<unknown[]> =>
  (await policies(args)).map(({ policyId }) => policyId).toSorted();
const decide = async (command: string, id: string, more: object = {}): Promise<Reply> => {
  const { kind, proposal, revision } = await named(id);
  const reply = await send(service, command, { kind, proposal, revision, ...more }, HEAD);
  const done = reply.data?.['done'] as Done | undefined;
  if (done) service.seen.position = done.position;
  return reply;
};
const said = ({ errors }: Reply) => errors?.[0]?.extensions;

describe('the rules over GraphQL', () => {
  it('show every built-in rule, adopted by the house', async () => {
    const shown = await policies('');
    const builtIn = shown.filter(({ adoptedBy }) => adoptedBy === 'system');
    expect(builtIn.map(({ policyId }) => policyId).toSorted()).toEqual(
      BUILT_IN_POLICIES.map(({ id }) => id).toSorted(),
    );
    expect(await named('late-fee-1-permille')).toMatchObject({ certainty: 'NOT_SETTLED' });
    expect(await named('allocation-interest-first')).toMatchObject({ certainty: null });
  });

  it('keep a gap that is proposed as a gap', async () => {
    expect(await named('collateral-uji')).toMatchObject({
      ...{ status: 'PROPOSED', certainty: 'STATED', proposedBy: 'siti', revision: 1 },
      parameters: COLLATERAL.parameters,
    });
  });

  it('name what is wrong with parameters by their path', async () => {
    const parameters = { bands: [{ upTo: 1.5, kind: 'GOLD' }] };
    const reply = await send(service, 'proposePolicy', { ...COLLATERAL, parameters }, FIELD);
    expect(said(reply)?.['fields']).toEqual([
      {
        path: 'input.parameters',
        message:
          'parameters.bands[0].upTo: expected a whole number, 1–1000000000000000; ' +
          'parameters.bands[0].kind: expected "VEHICLE_BPKB" | "LAND_CERTIFICATE" | "OTHER" | null',
      },
    ]);
  });

  it('are described kind by kind where they are proposed', async () => {
    const { __schema } = await get<{ __schema: { types: readonly Shown[] } }>(
      service,
      getIntrospectionQuery(),
    );
    const input = __schema.types.find(({ name }) => name === 'ProposePolicyInput');
    const fields = (input?.['inputFields'] ?? []) as readonly Shown[];
    const text = String(fields.find(({ name }) => name === 'parameters')?.['description']);
    for (const kind of POLICY_KINDS) expect(text).toContain(`\n${kind}: {`);
  });

  it('are rejected with a reason, by somebody else, who then sees it', async () => {
    const blank = await decide('rejectPolicy', 'collateral-uji', { reason: ' ' });
    expect(said(blank)).toMatchObject({ code: 'REFUSED', refusal: 'REASON_REQUIRED' });
    const own = { headers: as('HEAD_OFFICE', 'siti') };
    const { kind, proposal } = await named('collateral-uji');
    const reply = await send(service, 'rejectPolicy', { kind, proposal, reason: 'no' }, own);
    expect(said(reply)).toMatchObject({ code: 'REFUSED', refusal: 'FOUR_EYES' });
    const officer = await send(service, 'rejectPolicy', { kind, proposal, reason: 'no' }, FIELD);
    expect(codes(officer)).toEqual(['FORBIDDEN']);
    const done = (await decide('rejectPolicy', 'collateral-uji', { reason: 'no gaps' })).data;
    expect(done).toMatchObject({ done: { events: [{ type: 'PolicyRejected' }], revision: 2 } });
    expect(await named('collateral-uji')).toMatchObject({
      ...{ status: 'REJECTED', rejectedBy: 'ratna', adoptedBy: null, revision: 2 },
    });
    expect(said(await decide('adoptPolicy', 'collateral-uji'))).toMatchObject({
      ...{ code: 'REFUSED', refusal: 'PROPOSAL_REJECTED' },
    });
  });

  it('are adopted at the revision that was seen, and not at an older one', async () => {
    const stale = await decide('adoptPolicy', 'fee-uji', { revision: 0 });
    expect(said(stale)).toMatchObject({ code: 'REFUSED', refusal: 'PROPOSAL_CHANGED' });
    expect((await decide('adoptPolicy', 'fee-uji')).data).toMatchObject({
      done: { events: [{ type: 'PolicyAdopted' }] },
    });
    const { history } = await get<{ history: { edges: readonly { node: Shown }[] } }>(
      service,
      '{ history(filter: {stream: "policy-late_fee"}, first: 9) { edges { node { type data } } } }',
    );
    expect(history.edges.at(-1)?.node).toMatchObject({
      ...{ type: 'PolicyAdopted', data: { id: 'fee-uji', seenRevision: 1 } },
    });
  });

  it('of a programme on a day are one of each kind, its own first', async () => {
    const late = (on: string, programme: string) =>
      ids(`(kind: LATE_FEE, on: "${on}", programme: "${programme}")`);
    expect(await late('2025-06-01', 'UJI')).toEqual(['fee-uji']);
    expect(await late('2025-05-31', 'UJI')).toEqual(['late-fee-1-permille']);
    expect(await late('2025-06-01', 'JASINDO')).toEqual(['late-fee-1-permille']);
    expect(await ids('(kind: LATE_FEE, on: "2025-06-01")')).toEqual([
      ...['fee-uji', 'late-fee-1-permille'],
    ]);
    expect(await ids('(kind: LATE_FEE, programme: "UJI")')).toEqual(['fee-uji']);
    expect(await ids('(on: "2003-06-17", programme: "JAMSOSTEK")')).toEqual([
      ...['allocation-interest-first', 'approval-regional-head-office', 'collateral-jamsostek'],
      ...['collectability-jamsostek-months', 'documents-by-legal-form'],
      ...['early-settlement-forgives-nothing', 'eligibility-jamsostek', 'late-fee-1-permille'],
      ...['limits-kep-236-2003', 'problem-loan-from-loss', 'restructuring-24-months'],
      ...['warning-letters-jamsostek-months', 'write-off-minister-or-rups'],
    ]);
  });

  it('of a programme are those that were known', async () => {
    service.setClock('2025-11-02T05:00:00.000Z');
    const known = '(kind: LATE_FEE, programme: "UJI", knownAt: "2025-10-30T00:00:00Z")';
    expect(await ids(known)).toEqual([]);
  });
});
