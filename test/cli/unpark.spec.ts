import { readConfig } from '../../src/config.js';
import { NO_STREAM } from '../../src/event-store/port.js';
import { NO_HASH, sealed } from '../../src/event-store/seal.js';
import { newId, systemClock } from '../../src/house/clock.js';
import { openEventStore } from '../../src/house/stores.js';
import { localDate } from '../../src/kernel/local-date.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { asked, endChildren, jejak, settingsIn, startService } from './jejak.js';

const directory = freshDirectory();
afterEach(endChildren);
const settings = () => settingsIn(directory());

/** A fact that no command would record: money on a loan that nobody agreed on. */
const recordPoison = async (loan: string): Promise<void> => {
  const store = await openEventStore({ config: readConfig(settings()), clock: systemClock });
  const streamId = `loan-${loan}`;
  const event = sealed({
    ...{ eventId: newId(), type: 'LoanSettled', schemaVersion: 1, streamId, revision: 0, loan },
    ...{ effectiveOn: localDate('2024-01-15'), actor: { id: 'budi', role: 'OFFICER' } },
    ...{ commandId: newId(), commandDigest: NO_HASH, correlationId: newId() },
    ...{ causationId: newId(), source: 'api', previousHash: NO_HASH, data: {} },
  });
  await store.append(streamId, NO_STREAM, [{ event }]);
  await store.close();
};

describe('jejak unpark', () => {
  it('says that nothing is parked where nothing is, and what read models there are', async () => {
    await jejak(settings(), 'checkpoint');
    expect(await jejak(settings(), 'unpark')).toMatchObject({
      ...{ status: 0, out: 'nothing is parked\n' },
    });
    const wrong = await jejak(settings(), 'unpark', 'loans');
    expect(wrong.status).toBe(2);
    expect(wrong.err).toContain('loan-timelines');
  });

  it('names what waits all the same, alone and inside a service, and ends with 1', async () => {
    await jejak(settings(), 'checkpoint');
    await recordPoison('X-1');
    await recordPoison('X-2');
    const both = await jejak(settings(), 'unpark', 'loan-timelines');
    expect(both.status).toBe(1);
    expect(both.out).toContain('still waits');
    expect(both.out).toContain('loan-timelines X-1, from ');
    expect(both.out).toContain('LoanSettled, loan-X-2 revision 0: ');

    const service = await startService(settings());
    const { data } = await asked(service, '{ system { parked { readModel document } } }');
    expect(data?.['system']).toMatchObject({
      parked: expect.arrayContaining([{ readModel: 'loan-timelines', document: 'X-1' }]),
    });
    const one = await jejak(settings(), 'unpark', '--document', 'X-1', '--json');
    expect(one.status).toBe(1);
    const { tried, left } = JSON.parse(one.out) as Record<string, readonly { document: string }[]>;
    expect(new Set(tried?.map(({ document }) => document))).toEqual(new Set(['X-1']));
    expect(left).toEqual(tried);
    expect((await service.end()).status).toBe(0);
  });
});
