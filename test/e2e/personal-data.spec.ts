import { START } from '../../src/kernel/envelope.js';
import { ask, codes } from '../graphql/ask.js';
import { as, get, send, type Service, start, tell } from './service.js';

/** What tells who somebody is, and what was written about her; each is found nowhere else. */
const WHO = {
  name: 'Zubaidah Qomariyah',
  address: 'Jalan Kemuning 77',
  phone: '+62 812 7654 3210',
  identityNumber: '3374016512800009',
};
const SAID = {
  register: 'recommended-by-her-uncle',
  correct: 'seen-on-her-marriage-book',
  evidence: 'book-number-5567',
  sign: 'folder-of-the-hospital',
  notes: 'she-was-weeping',
  call: 'her-daughter-answered',
  status: 'moved-to-her-sister',
  pay: 'brought-by-the-neighbour',
};
const PLACE = { latitude: -6.214321, longitude: 106.854321 };
const OLD_NAME = 'Zubaida Komariah';
const SECRETS = [...Object.values(WHO), ...Object.values(SAID), OLD_NAME, '6214321', '6.214321'];
const secretsIn = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

const FIELD = { headers: as('OFFICER') };
let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  const mitra = 'M-1';
  const who = { ...WHO, name: OLD_NAME, code: mitra, effectiveOn: '2025-01-01' };
  await tell(service, 'registerMitra', { ...who, reason: SAID.register }, FIELD);
  const name = { mitra, kind: 'ERROR', field: 'NAME', to: WHO.name, evidence: SAID.evidence };
  await tell(service, 'correctMitraData', { ...name, reason: SAID.correct }, FIELD);
  const visit = { mitra, outcome: 'FOUND', notes: SAID.notes, location: PLACE };
  await tell(service, 'recordVisit', visit, FIELD);
  const call = { mitra, channel: 'TELEPHONE', reached: true, notes: SAID.call };
  await tell(service, 'recordContact', call, FIELD);
  const status = { mitra, status: 'MOVED', evidence: SAID.status };
  await tell(service, 'changeMitraStatus', status, FIELD);
  const terms = { principal: 1_200_000, method: 'AGREED', frequency: 'MONTHLY', instalments: 12 };
  const loan = { loan: 'L-1', mitra, ...terms, agreedOn: '2025-10-01', interestTotal: 0 };
  await tell(service, 'signAgreement', { ...loan, beforeJejak: true, evidence: SAID.sign }, FIELD);
  const paidOut = { loan: 'L-1', amount: 1_200_000, reference: 'T-1', effectiveOn: '2025-10-01' };
  await tell(service, 'disburseLoan', paidOut, FIELD);
  const paid = { loan: 'L-1', amount: 100_000, receipt: 'R-1', reason: SAID.pay };
  await tell(service, 'receivePayment', paid, FIELD);
});
afterAll(() => service.stop());

const TRAIL = `edges { node { type effectiveOn reason data personal summary { english indonesian }
  changes { field before after } hash actor { id } } }`;
const PERSON = `name address phone identityNumber visits(first: 5) { edges { node { notes
  location { latitude longitude } } } } contacts(first: 5) { edges { node { notes } } }
  history(first: 20) { ${TRAIL} }`;
const EVERYTHING = `{
  mitra(code: "M-1") { ${PERSON} }
  past: mitra(code: "M-1", asOf: "2025-10-31", knownAt: "2040-01-01T00:00:00Z") { ${PERSON} }
  mitras(first: 5) { edges { cursor node { name address phone identityNumber } } }
  loans(first: 5) { edges { cursor node { mitra { name } payments(first: 5) { edges { node {
    receipt } } }
    history(first: 20) { ${TRAIL} } } } }
  history { ${TRAIL} }
}`;

describe('what tells who somebody is', () => {
  it.each(['OFFICER', 'BRANCH_HEAD', 'FINANCE_HEAD', 'AUDITOR'] as const)(
    'and all that was said of her is seen by the %s',
    async (role) => {
      const answer = await get<{ mitra: object }>(service, EVERYTHING, {}, as(role));
      const found = secretsIn(JSON.stringify(answer));
      expect(found.toSorted()).toEqual(SECRETS.toSorted());
      expect(answer.mitra).toMatchObject({
        ...WHO,
        visits: { edges: [{ node: { notes: SAID.notes, location: PLACE } }] },
        contacts: { edges: [{ node: { notes: SAID.call } }] },
      });
    },
  );

  it('is null for the ADMIN, every bit of it', async () => {
    const answer = await get<{ mitra: object }>(service, EVERYTHING, {}, as('ADMIN'));
    expect(secretsIn(JSON.stringify(answer))).toEqual([]);
    expect(answer).toMatchObject({
      mitra: {
        ...{ name: null, address: null, phone: null, identityNumber: null },
        visits: { edges: [{ node: { notes: null, location: null } }] },
        contacts: { edges: [{ node: { notes: null } }] },
      },
    });
  });

  it('cannot be found out by the ADMIN by searching or sorting either', async () => {
    for (const args of ['filter: { text: "zubaidah" }', 'orderBy: { field: NAME }']) {
      const query = `{ mitras(${args}) { totalCount edges { cursor } } }`;
      expect(codes(await ask(service, query, {}, as('ADMIN')))).toEqual(['FORBIDDEN']);
      expect(await get(service, query, {}, as('AUDITOR'))).toMatchObject({
        mitras: { totalCount: 1 },
      });
    }
  });

  it('is shown by the trail with old and new value, to who may see it', async () => {
    const query = `{ history(filter: { types: ["MitraDataCorrected"] }) { ${TRAIL} } }`;
    const shown = async (role: 'AUDITOR' | 'ADMIN') =>
      (await get<{ history: { edges: [{ node: object }] } }>(service, query, {}, as(role))).history
        .edges[0].node;
    expect(await shown('AUDITOR')).toMatchObject({
      reason: SAID.correct,
      changes: [{ field: 'name', before: OLD_NAME, after: WHO.name }],
      personal: { evidence: SAID.evidence },
    });
    expect(await shown('ADMIN')).toMatchObject({
      ...{ reason: null, personal: null },
      changes: [{ field: 'name', before: null, after: null }],
    });
  });

  it('is not repeated by a refusal or by an error', async () => {
    const again = { ...WHO, code: 'M-2' };
    const taken = await send(service, 'registerMitra', again, FIELD);
    expect(taken.errors?.[0]?.extensions).toMatchObject({ refusal: 'IDENTITY_NUMBER_TAKEN' });
    const wrong = await send(service, 'registerMitra', { ...again, code: WHO.name }, FIELD);
    const known = await send(service, 'registerMitra', { ...WHO, code: 'M-1' }, FIELD);
    const literal = await ask(service, `{ mitra(code: "M-1", asOf: "${WHO.name}") { name } }`);
    for (const reply of [taken, wrong, known, literal]) {
      expect(codes(reply)).toHaveLength(1);
      expect(secretsIn(reply.text)).toEqual([]);
    }
    expect(service.reports).toEqual([]);
  });
});

describe('on the disk', () => {
  it('no event of the log holds any of it in clear', async () => {
    const events = await service.house.ledger.store.readAll(START, 1_000);
    expect(events.length).toBeGreaterThan(8);
    expect(secretsIn(JSON.stringify(events))).toEqual([]);
  });

  it('no document does but those of the mitra register, which search by name needs', async () => {
    const { readModels } = service.house;
    const holding: string[] = [];
    for (const name of readModels.names())
      for await (const document of readModels.store.scan(readModels.collection(name)))
        if (secretsIn(JSON.stringify(document)).length > 0) holding.push(name);
    expect([...new Set(holding)]).toEqual(['mitra-register']);
  });

  it('no byte kept is a reason, a note, evidence or a place', () => {
    const bytes = service.stores.kept().toString('latin1');
    expect(bytes).toContain('MitraRegistered');
    const said = [...Object.values(SAID), '6214321'];
    expect(said.filter((text) => bytes.includes(text))).toEqual([]);
  });
});
