import { importFile } from '../../src/cli/import.js';
import { readConfig } from '../../src/config.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { asked, endChildren, type Service, settingsIn, startService } from './jejak.js';
import { row, tableIn } from './tables.js';

const directory = freshDirectory();
afterEach(endChildren);

/** What tells who somebody is, and what was said of her: none of it is ever in a log. */
const SECRETS = [
  ...['Zubaidah Qomariyah', 'Zubaida Komariah', 'Jalan Kemuning 77', '+62 812 7654 3210'],
  ...['3374016512800009', 'her-uncle-asked', 'on-her-marriage-book', 'she-was-weeping'],
  ...['her-daughter-answered', 'moved-to-her-sister', 'folder-of-the-hospital', '106.854321'],
  ...['UD. Melati', 'brought-by-the-neighbour', 'widow-of-a-clerk'],
];
const [NAME, OLD_NAME, ADDRESS, PHONE, NUMBER, ASKED, BOOK, NOTES] = SECRETS;
const [CALL, STATUS, FOLDER, LONGITUDE, IMPORTED, PAID, HEIR] = SECRETS.slice(8);

const OFFICER = { 'x-role': 'OFFICER' };
let ids = 0;
const freshId = (): string => `10000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`;

const post = async (service: Service, body: string, type = 'application/json'): Promise<string> => {
  const headers = { 'content-type': type, ...OFFICER };
  const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
  return answer.text();
};

const send = (service: Service, command: string, input: object): Promise<string> => {
  const type = `${command.charAt(0).toUpperCase()}${command.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${command}(input: $input) { revision } }`;
  const variables = { input: { commandId: freshId(), ...input } };
  return post(service, JSON.stringify({ query, variables }));
};

/** Everything that is said of her, rightly. */
const tellAll = async (service: Service): Promise<readonly string[]> => {
  const [code, mitra] = ['M-1', 'M-1'];
  const who = { code, name: OLD_NAME, unit: 'JKT', address: ADDRESS, phone: PHONE };
  const effectiveOn = '2025-01-01';
  const born = { identityNumber: NUMBER, reason: ASKED, effectiveOn };
  const name = { mitra, kind: 'ERROR', field: 'NAME', to: NAME, evidence: BOOK };
  const location = { latitude: -6.2, longitude: Number(LONGITUDE) };
  const terms = { principal: 1_200_000, method: 'AGREED', frequency: 'MONTHLY', instalments: 12 };
  const loan = { loan: 'L-1', mitra, ...terms, agreedOn: '2025-10-01', interestTotal: 0 };
  const out = { loan: 'L-1', amount: 1_200_000, reference: 'T-1', effectiveOn: '2025-10-01' };
  return [
    await send(service, 'registerMitra', { ...who, ...born }),
    await send(service, 'correctMitraData', name),
    await send(service, 'recordVisit', { mitra, outcome: 'FOUND', notes: NOTES, location }),
    await send(service, 'recordContact', { mitra, channel: 'LETTER', reached: true, notes: CALL }),
    await send(service, 'changeMitraStatus', { mitra, status: 'MOVED', evidence: STATUS }),
    await send(service, 'signAgreement', { ...loan, beforeJejak: true, evidence: FOLDER }),
    await send(service, 'disburseLoan', out),
    await send(service, 'receivePayment', { loan: 'L-1', amount: 5, receipt: 'R', reason: PAID }),
  ];
};

/** And wrongly: where it does not belong, in what cannot be read, in what is refused. */
const tellWrongly = async (service: Service): Promise<readonly string[]> => [
  await send(service, 'registerMitra', {
    code: 'M-2',
    name: NAME,
    unit: 'J',
    identityNumber: NUMBER,
  }),
  await send(service, 'registerMitra', { code: NAME, name: HEIR, unit: PHONE, [`${HEIR}`]: 1 }),
  await send(service, 'recordVisit', { mitra: NUMBER, outcome: NAME, notes: { NOTES } }),
  await post(service, `{"query": "${NAME}`),
  await post(service, JSON.stringify({ query: `mutation { ${NAME} "${NUMBER}` })),
  await post(
    service,
    JSON.stringify({ query: `{ mitra(code: "${NAME}", ${NUMBER}: 1) { name } }` }),
  ),
  await post(service, NAME ?? '', 'text/plain'),
];

const linesOf = (err: string): readonly Readonly<Record<string, unknown>>[] =>
  err
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('what a service logs, down to the last detail', () => {
  it('is a line for each command, and nothing personal in any of them', async () => {
    const settings = settingsIn(directory(), { LOG_LEVEL: 'debug' });
    const service = await startService(settings);
    for (const answer of await tellAll(service)) expect(answer).not.toContain('errors');
    const table = tableIn(directory(), [row('1', { mitra: `${IMPORTED} 1` }), row('2')]);
    const quiet = { out: () => undefined, err: () => undefined };
    expect(await importFile(readConfig(settings), 'importLoans', table, {}, quiet)).toBe(0);
    for (const answer of await tellWrongly(service)) expect(answer).toContain('errors');
    await asked(service, `{ mitras(filter: { text: "${NAME}" }) { edges { node { name } } } }`);
    const { status, err, out } = await service.end();
    expect(status).toBe(0);
    expect(SECRETS.filter((secret) => secret && `${err}${out}`.includes(secret))).toEqual([]);

    const lines = linesOf(err).filter(({ msg }) => msg === 'command');
    const ours = lines.filter(({ level }) => level === 'info');
    expect(ours.map(({ command }) => command)).toEqual([
      ...['registerMitra', 'correctMitraData', 'recordVisit', 'recordContact'],
      ...['changeMitraStatus', 'signAgreement', 'disburseLoan', 'receivePayment'],
      'registerMitra',
    ]);
    expect(ours[0]).toEqual({
      ...{ level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string },
      ...{ msg: 'command', command: 'registerMitra', outcome: 'done', streamId: 'mitra-M-1' },
      commandId: '10000000-0000-4000-8000-000000000001',
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      position: expect.stringMatching(/^\d{20}$/) as string,
      ...{ events: 1, ms: expect.any(Number) as number },
    });
    expect(ours.at(-1)).toMatchObject({ outcome: 'refused', refusal: 'IDENTITY_NUMBER_TAKEN' });
    // Those of an import are there, too, for who looks for them.
    const imported = lines.filter(({ level }) => level === 'debug');
    expect(imported.map(({ command }) => command)).toContain('signAgreement');
  });
});
