import { checkReports } from '../../src/audit/fsck-reports.js';
import type { EventStore, StoredEvent } from '../../src/event-store/port.js';
import type { PublishedReport } from '../../src/report/report.js';
import { reportDigest } from '../../src/report/report.js';
import { pay, published, reportingOffice } from '../e2e/reporting.js';
import type { Service } from '../e2e/service.js';

const STREAM = 'report-TW1-2023';
let service: Service;
let streams: readonly string[];

beforeAll(async () => {
  service = await reportingOffice();
  await published(service, { groupBy: 'REGION' });
  await published(service, { report: 'JKT', filter: { unit: 'JKT' }, asOf: '2023-02-28' });
  // What is learned later changes no report.
  await pay(service, 'L-1', 'R-2', 1_060_000, '2023-03-10');
  const all = await service.house.ledger.store.readAll('0'.repeat(20) as never, 1_000);
  streams = [...new Set(all.map(({ streamId }) => streamId))];
});
afterAll(() => service.stop());

/** What is found where the event of the report is another one than was written. */
const found = async (change: (data: PublishedReport) => object, resealed = false) => {
  const { store, keys } = service.house.ledger;
  const changed = (event: StoredEvent): StoredEvent => {
    const { digest, ...report } = {
      ...(event.data as unknown as PublishedReport),
      ...change(event.data as unknown as PublishedReport),
    };
    const data = { ...report, digest: resealed ? reportDigest(report) : digest };
    return { ...event, data: data as unknown as StoredEvent['data'] };
  };
  const forged: EventStore = Object.assign(Object.create(store) as EventStore, {
    readStream: async (stream: string, from?: number) => {
      const events = await store.readStream(stream, from);
      return stream === STREAM ? events.map(changed) : events;
    },
    readAll: store.readAll.bind(store),
  });
  const findings = await checkReports({ store: forged, keys }, streams);
  return findings.map(({ invariant, where }) => `${invariant} ${where}`);
};

const cheated = ({ figures }: PublishedReport) => ({
  figures: figures.map((one) =>
    one.path === 'principalPaid' ? { path: one.path, amount: 5_000_000 } : one,
  ),
});

describe('I10: fsck works out every published report again', () => {
  it('and finds nothing wrong with one that stands as it was published', async () => {
    expect(await found(() => ({}))).toEqual([]);
  });

  it('and finds a figure that was changed, by the digest and by the log', async () => {
    expect(await found(cheated)).toEqual([`I10 ${STREAM}: digest`, `I10 ${STREAM}: principalPaid`]);
  });

  it('and finds it where the digest was made to fit', async () => {
    expect(await found(cheated, true)).toEqual([`I10 ${STREAM}: principalPaid`]);
  });

  it('and finds a figure that was left out or added', async () => {
    const without = ({ figures }: PublishedReport) => ({ figures: figures.slice(1) });
    expect(await found(without, true)).toEqual([`I10 ${STREAM}: mitraCount`]);
  });

  it('and finds that it rests on another knowledge than it says', async () => {
    const fewer = ({ known }: PublishedReport) => ({ known: { ...known, size: 3 } });
    expect(await found(fewer, true)).toEqual([`I10 ${STREAM}: events known`]);
    const other = ({ known }: PublishedReport) => ({ known: { ...known, rootHash: 'AAAA' } });
    expect(await found(other, true)).toEqual([`I10 ${STREAM}: root of the tree`]);
    const none = ({ known }: PublishedReport) => ({ known: { ...known, lastEvent: 'none' } });
    expect(await found(none, true)).toEqual([`I10 ${STREAM}: basis`]);
  });
});
