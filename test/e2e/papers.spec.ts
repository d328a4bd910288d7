import { codes, type Reply } from '../graphql/ask.js';
import { as, get, send, type Service, start, tell } from './service.js';

const SHA256 = 'ab'.repeat(32);
/** What tells who the heir is, and what stands on the papers. */
const WHO = {
  ...{ name: 'Nunung Suryani', identityNumber: '3271014202720008' },
  ...{ phone: '+62 812 0000 0008', address: 'Jalan Kenanga 3' },
};
const CARD = '3271-KTP-0007';
const CERTIFICATE = 'AK-88/2025';
const REASON = 'came-with-her-son';
const SECRETS = [...Object.values(WHO), CARD, CERTIFICATE, REASON];
const secretsIn = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

const FIELD = { headers: as('OFFICER') };
const HEIR = {
  ...{ mitra: 'M-1', ...WHO, relationship: 'SPOUSE', effectiveOn: '2025-09-20' },
  documents: ['DEATH_CERTIFICATE', 'FAMILY_CARD'],
};

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
  const mitra = 'M-1';
  const who = { code: mitra, name: 'Asep Sunarya', effectiveOn: '2025-01-10' };
  await tell(service, 'registerMitra', who, FIELD);
  const papers = { mitra, kind: 'IDENTITY_CARD', sha256: SHA256, number: CARD };
  await tell(service, 'receiveDocument', { ...papers, effectiveOn: '2025-01-05' }, FIELD);
});
afterAll(() => service.stop());

const PAPERS = `documents { kind kindName receivedOn sha256 number eventId }
  heirs { name relationship relationshipName recordedOn identityNumber phone address documents
    documentNames }`;
interface Papers {
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  readonly heirs: readonly Readonly<Record<string, unknown>>[];
}
const papersOf = async (args = '', role: Parameters<typeof as>[0] = 'OFFICER'): Promise<Papers> =>
  (
    await get<{ mitra: Papers }>(
      service,
      `{ mitra(code: "M-1"${args}) { ${PAPERS} } }`,
      {},
      as(role),
    )
  ).mitra;
const refusalOf = ({ errors }: Reply): readonly unknown[] => {
  const told = errors?.[0]?.extensions;
  return [told?.['refusal'], told?.['details']];
};

describe('a document that came in', () => {
  it('is shown with its Indonesian name, its day and its digest', async () => {
    expect(await papersOf()).toMatchObject({
      documents: [
        {
          ...{ kind: 'IDENTITY_CARD', kindName: 'KTP', receivedOn: '2025-01-05' },
          ...{ sha256: SHA256, number: CARD, eventId: expect.any(String) as string },
        },
      ],
      heirs: [],
    });
  });

  it('is recorded once, however often the office enters it', async () => {
    const same = { mitra: 'M-1', kind: 'IDENTITY_CARD', sha256: SHA256, number: CARD };
    const again = { ...same, effectiveOn: '2025-01-05' };
    expect(await tell(service, 'receiveDocument', again, FIELD)).toMatchObject({ events: [] });
    expect((await papersOf()).documents).toHaveLength(1);
  });

  it('is refused tomorrow, of nobody, with a digest that is none, and to who may not', async () => {
    const paper = { mitra: 'M-1', kind: 'LEASE' };
    const future = { ...paper, effectiveOn: '2025-11-01' };
    expect(refusalOf(await send(service, 'receiveDocument', future, FIELD))).toEqual([
      'EFFECTIVE_IN_FUTURE',
      { effectiveOn: '2025-11-01', today: '2025-10-31' },
    ]);
    const nobody = await send(service, 'receiveDocument', { ...paper, mitra: 'M-0' }, FIELD);
    expect(refusalOf(nobody)).toEqual(['MITRA_NOT_REGISTERED', { mitra: 'M-0' }]);
    const bad = await send(service, 'receiveDocument', { ...paper, sha256: 'xyz' }, FIELD);
    expect(codes(bad)).toEqual(['BAD_INPUT']);
    const finance = { headers: as('FINANCE_OFFICER') };
    expect(codes(await send(service, 'receiveDocument', paper, finance))).toEqual(['FORBIDDEN']);
  });
});

describe('an heir', () => {
  it('is refused while the mitra lives', async () =>
    expect(refusalOf(await send(service, 'recordHeir', HEIR, FIELD))).toEqual([
      'MITRA_NOT_DECEASED',
      { effectiveOn: '2025-09-20', status: 'ACTIVE' },
    ]));

  it('is recorded once the mitra died, with the papers that show it', async () => {
    const died = { mitra: 'M-1', status: 'DECEASED', effectiveOn: '2025-09-14' };
    await tell(service, 'changeMitraStatus', died, FIELD);
    const paper = { mitra: 'M-1', kind: 'DEATH_CERTIFICATE', number: CERTIFICATE };
    await tell(service, 'receiveDocument', { ...paper, effectiveOn: '2025-09-20' }, FIELD);
    const done = await tell(service, 'recordHeir', { ...HEIR, reason: REASON }, FIELD);
    expect(done.events).toMatchObject([{ type: 'HeirRecorded' }]);
    const { heirs, documents } = await papersOf();
    expect(documents.map(({ kindName }) => kindName)).toEqual(['KTP', 'akta kematian']);
    expect(heirs).toEqual([
      {
        ...{ ...WHO, relationship: 'SPOUSE', relationshipName: 'suami/istri' },
        ...{ recordedOn: '2025-09-20', documents: HEIR.documents },
        documentNames: ['akta kematian', 'kartu keluarga (KK)'],
      },
    ]);
  });

  it('is recorded once, and with an input that can be true', async () => {
    expect(await tell(service, 'recordHeir', HEIR, FIELD)).toMatchObject({ events: [] });
    for (const wish of [{ name: ' ' }, { phone: 'none' }, { documents: ['LEASE', 'LEASE'] }])
      expect(codes(await send(service, 'recordHeir', { ...HEIR, ...wish }, FIELD))).toEqual([
        'BAD_INPUT',
      ]);
  });

  it('was none before that day, nor before it was known', async () => {
    expect(await papersOf(', asOf: "2025-09-19"')).toMatchObject({
      ...{ documents: [{ kind: 'IDENTITY_CARD' }], heirs: [] },
    });
    for (const args of ['asOf: "2025-01-09"', 'knownAt: "2025-10-30T00:00:00Z"'])
      expect(
        await get(service, `{ mitra(code: "M-1", ${args}) { ${PAPERS} } }`, {}, as('OFFICER')),
      ).toEqual({ mitra: null });
  });
});

describe('what tells who an heir is', () => {
  const TRAIL = `history(filter: { mitra: "M-1" }) { edges { node { type data personal reason
    summary { english indonesian } changes { field before after } } } }`;

  it('is seen by who may see it, in the trail as well', async () => {
    const answer = await get(service, `{ ${TRAIL} }`, {}, as('AUDITOR'));
    expect(secretsIn(JSON.stringify(answer)).toSorted()).toEqual(SECRETS.toSorted());
  });

  it('is null for the ADMIN, and so is the number of a paper', async () => {
    const { documents, heirs } = await papersOf('', 'ADMIN');
    expect(documents.map(({ number }) => number)).toEqual([null, null]);
    expect(heirs).toMatchObject([
      { name: null, identityNumber: null, phone: null, address: null, relationship: 'SPOUSE' },
    ]);
    const trail = await get(service, `{ ${TRAIL} }`, {}, as('ADMIN'));
    expect(secretsIn(JSON.stringify([documents, heirs, trail]))).toEqual([]);
  });

  it('is told in the trail in both languages', async () => {
    const trail = await get<{ history: { edges: readonly { node: { summary: object } }[] } }>(
      service,
      `{ ${TRAIL} }`,
      {},
      as('AUDITOR'),
    );
    expect(trail.history.edges.map(({ node: { summary } }) => summary)).toEqual(
      expect.arrayContaining([
        { english: 'Heir recorded: spouse', indonesian: 'Ahli waris dicatat: suami/istri' },
        {
          english: 'Document received: death certificate',
          indonesian: 'Dokumen diterima: akta kematian',
        },
      ]),
    );
  });

  it('is nowhere on the disk in clear', () => {
    const bytes = service.stores.kept().toString('latin1');
    expect(bytes).toContain('HeirRecorded');
    expect(secretsIn(bytes)).toEqual([]);
  });
});
