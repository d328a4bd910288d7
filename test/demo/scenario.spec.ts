import { readFileSync } from 'node:fs';
import type { Step } from '../../src/demo/clerk.js';
import { PUBLISHED } from '../../src/demo/jasindo.js';
import { DemoStopped, playDemo } from '../../src/demo/play.js';
import { DEMO_BEGINS, demoScenario, lastCommandId } from '../../src/demo/scenario.js';
import type { StoredEvent } from '../../src/event-store/port.js';
import { daysBetween, jakartaDate } from '../../src/kernel/local-date.js';
import { HEAD, type LoanPosition, positionAt } from '../../src/lending/position.js';
import { isSigned } from '../../src/lending/loan.js';
import { DisburseLoan } from '../../src/lending/loan.commands.js';
import { rupiah } from '../../src/kernel/rupiah.js';
import { logOf, openSmallHouse, type SmallHouse } from '../house/small-house.js';

const TABLE = readFileSync('samples/jamsostek-loans.csv');
const scenario = demoScenario(TABLE);

const openDemo = async () => {
  let now = DEMO_BEGINS;
  const house = await openSmallHouse({ clock: () => now, demo: true });
  return { house, set: (at: string) => void (now = at as typeof now) };
};

type Demo = Awaited<ReturnType<typeof openDemo>>;
const play = (steps: readonly Step[], { house, set }: Demo): Promise<number> =>
  playDemo(steps, { execute: house.execute, setClock: set });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const idsOf = (steps: readonly Step[]) =>
  steps.map(({ recordedAt, command }) => `${recordedAt} ${command.sender.commandId}`);

describe('the scenario', () => {
  it('is the same for one seed, to the last id and moment', () =>
    expect(idsOf(demoScenario(TABLE))).toEqual(idsOf(scenario)));

  it('is another for another seed', () =>
    expect(lastCommandId(demoScenario(TABLE, 1))).not.toBe(lastCommandId(scenario)));

  it('names every command once, in the order of entry, within 1992 to 2025', () => {
    const moments = scenario.map(({ recordedAt }) => recordedAt);
    expect(moments).toEqual(moments.toSorted());
    expect(moments.every((at) => at > DEMO_BEGINS && at < '2025-11-01')).toBe(true);
    const ids = scenario.map(({ command }) => command.sender.commandId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('goes on where it was interrupted, and comes to the same log, hash for hash', async () => {
    const [broken, whole] = [await openDemo(), await openDemo()];
    await play(scenario.slice(0, 150), broken);
    expect(await play(scenario.slice(0, 400), broken)).toBe(250);
    expect(await play(scenario.slice(0, 400), whole)).toBe(400);
    const [one, other] = [await logOf(broken.house), await logOf(whole.house)];
    expect(one).toEqual(other);
    await Promise.all([broken.house.close(), whole.house.close()]);
  });

  it('stops at a command that is refused, and names it', async () => {
    const demo = await openDemo();
    const [first] = scenario;
    if (!first) throw new Error('an empty scenario');
    const input = { loan: 'X-1', amount: rupiah(1), reference: 'R' };
    const step = { ...first, command: new DisburseLoan(input, first.command.sender) };
    await expect(play([step], demo)).rejects.toThrow(DemoStopped);
    await expect(play([step], demo)).rejects.toThrow(/DisburseLoan .*LOAN_NOT_SIGNED/);
    await demo.house.close();
  });
});

describe('the demo, played whole', () => {
  let house: SmallHouse;
  let log: readonly StoredEvent[];
  let added: number;
  const positions = new Map<string, { programme?: string | undefined; at: LoanPosition }>();

  beforeAll(async () => {
    const demo = await openDemo();
    ({ house } = demo);
    added = await play(scenario, demo);
    log = await logOf(house);
    for (const { data, type } of log) {
      if (type !== 'AgreementSigned') continue;
      const number = textOf(data['loan']);
      const loan = await house.loan(number);
      if (!isSigned(loan)) throw new Error(`${number} is not there`);
      const at = positionAt(loan.timeline, HEAD, []);
      if (at) positions.set(number, { programme: loan.timeline.programme, at });
    }
  }, 120_000);
  afterAll(() => house.close());

  const sums = (programme: string, figure: (at: LoanPosition) => number): number =>
    [...positions.values()]
      .filter((loan) => loan.programme === programme)
      .reduce((sum, { at }) => sum + figure(at), 0);
  const ofType = (type: string) => log.filter((event) => event.type === type);
  const jasindoMitra = () =>
    ofType('MitraRegistered').filter(({ streamId }) => streamId.startsWith('mitra-JASINDO-'));

  it('adds something with every command, and marks every event as the demo’s', () => {
    expect(added).toBe(scenario.length);
    expect(log.length).toBeGreaterThan(8_000);
    expect(log.length).toBeLessThan(12_000);
    expect(log.every(({ source }) => source === 'demo')).toBe(true);
    expect(log.at(-1)?.commandId).toBe(lastCommandId(scenario));
  });

  it('gives the published figures of JASINDO to the rupiah', () => {
    expect(jasindoMitra()).toHaveLength(PUBLISHED.mitra);
    expect(sums('JASINDO', (at) => at.disbursed)).toBe(11_996_625_000);
    expect(sums('JASINDO', (at) => at.principalPaid)).toBe(4_094_382_389);
    expect(sums('JASINDO', (at) => at.principalOutstanding)).toBe(7_902_242_611);
  });

  it('gives the totals of the real table, on which nothing was paid', () => {
    expect(sums('JAMSOSTEK', () => 1)).toBe(39);
    expect(sums('JAMSOSTEK', (at) => at.disbursed)).toBe(689_500_000);
    expect(sums('JAMSOSTEK', (at) => at.interestAgreed)).toBe(73_135_950);
    expect(sums('JAMSOSTEK', (at) => at.principalPaid + at.interestPaid)).toBe(0);
  });

  it('has a loan for each mitra, some settled and some overpaid', () => {
    const borrowers = new Set(ofType('AgreementSigned').map(({ mitra }) => mitra));
    expect(jasindoMitra().every(({ mitra }) => borrowers.has(mitra))).toBe(true);
    expect(sums('JASINDO', (at) => Number(at.status === 'SETTLED'))).toBe(100);
    expect(sums('JASINDO', (at) => Number(at.credit > 0))).toBeGreaterThan(3);
  });

  it('has 190 mitra found, 369 not found and 98 not yet monitored, by the last visit', () => {
    const last = new Map(jasindoMitra().map(({ mitra }) => [mitra, 'NONE']));
    const visits = ofType('VisitRecorded').toSorted((a, b) =>
      daysBetween(b.effectiveOn, a.effectiveOn),
    );
    for (const { mitra, data } of visits) last.set(mitra, textOf(data['outcome']));
    const count = (outcome: string) => [...last.values()].filter((one) => one === outcome).length;
    expect(['FOUND', 'NOT_FOUND', 'NONE'].map(count)).toEqual([190, 369, 98]);
  });

  it('has 611 findings, the largest three in their published shares', () => {
    const found = new Map<string, number>();
    for (const { data } of ofType('VisitRecorded'))
      found.set(textOf(data['finding']), (found.get(textOf(data['finding'])) ?? 0) + 1);
    const largest = [...found].toSorted(([, a], [, b]) => b - a);
    expect([...found.values()].reduce((sum, count) => sum + count)).toBe(611);
    expect(largest.slice(0, 3)).toEqual([
      ['UNKNOWN_LOCALLY', 150],
      ['MOVED', 135],
      ['DIED', 80],
    ]);
  });

  it('has 108 follow-ups: 85 contacts, and 23 visits where one was asked for before', () => {
    const asked = new Set<string | undefined>();
    let revisits = 0;
    for (const { mitra, data } of ofType('VisitRecorded')) {
      if (asked.delete(mitra)) revisits += 1;
      if (data['outcome'] === 'FOLLOW_UP') asked.add(mitra);
    }
    const channels = new Set(ofType('ContactMade').map(({ data }) => data['channel']));
    expect(channels).toEqual(new Set(['WHATSAPP', 'TELEPHONE']));
    expect([ofType('ContactMade').length, revisits, asked.size]).toEqual([85, 23, 0]);
  });

  it('was told of payments days, sometimes months or years after, and of mistakes', () => {
    const late = ofType('PaymentReceived').map(({ effectiveOn, recordedAt }) =>
      daysBetween(effectiveOn, jakartaDate(recordedAt)),
    );
    expect(late.every((days) => days >= 0)).toBe(true);
    expect(late.filter((days) => days > 60).length).toBeGreaterThan(100);
    expect(late.filter((days) => days > 3_000).length).toBeGreaterThan(10);
    const kinds = ofType('PaymentReversed').map(({ data }) => data['kind']);
    expect(kinds.filter((kind) => kind === 'ERROR').length).toBeGreaterThan(100);
    expect(kinds.filter((kind) => kind === 'RETURNED').length).toBeGreaterThan(3);
    for (const type of ['PaymentsReallocated', 'MitraDataCorrected', 'MitraStatusChanged'])
      expect(ofType(type).length).toBeGreaterThan(100);
  });

  it('records no fact before its day', () =>
    expect(
      log.every(
        ({ type, effectiveOn, recordedAt }) =>
          type === 'PolicyAdopted' || effectiveOn <= jakartaDate(recordedAt),
      ),
    ).toBe(true));
});
