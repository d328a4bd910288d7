import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { join } from 'node:path';
import { NO_STREAM } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import { fileAt, type Place } from '../../src/place.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { rootAt } from '../../src/proof/merkle.js';
import { signNote } from '../../src/proof/note.js';
import { TreeStore } from '../../src/proof/tree-store.js';
import { verifyStore } from '../../src/proof/verify-store.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';
import { freshStream } from '../event-store/events.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { onDouble } from '../event-store/on-double.js';
import { checkpointsOf, ORIGIN, SIGNER } from './tampered-store.js';

const { double, store, begin, add } = onDouble();
const directory = freshDirectory();
const place = (): Place => ({ kind: 'esdb', url: double().url, name: 'esdb://double' });

/** The tree of all that the server holds, kept in a file, and its root signed. */
const signed = async (limit = 10_000) => {
  const file = join(directory(), 'tree.db');
  const documents = EmbeddedReadModelStore.open({ file });
  const tree = new TreeStore(documents);
  await tree.ensure();
  const { size } = await tree.extend(await tree.head(), await store().readAll(START, limit));
  const root = await rootAt(size, tree.subtrees);
  const note = signNote(checkpointText({ origin: ORIGIN, size, root }), [SIGNER]);
  await documents.close();
  return { file: fileAt(file), checkpoints: checkpointsOf([note]) };
};

describe('a log in EventStoreDB', () => {
  beforeEach(async () => {
    await begin({ statisticsEvery: 0 });
    for (let count = 0; count < 4; count += 1) {
      await add(freshStream(), NO_STREAM, 3);
      double().faults.writeSystemEvent();
    }
  });

  it('is proven as any other, without the server’s own events (I15)', async () => {
    const { checkpoints } = await signed();
    await add(freshStream(), NO_STREAM, 2);
    const verdict = await verifyStore(place(), checkpoints);
    expect(verdict).toMatchObject({ ok: true, events: 14, proven: { size: 12 } });
    expect(verdict.uncovered).toMatchObject({ events: 2 });
  });

  it('that is shorter than what was signed is told so (I15)', async () => {
    const { checkpoints, file } = await signed();
    await double().kill();
    await begin({ statisticsEvery: 0 });
    const verdict = await verifyStore(place(), checkpoints, file);
    expect(verdict).toMatchObject({ ok: false, damage: { kind: 'CUT_OFF', from: { leaf: 0 } } });
    const without = await verifyStore(place(), checkpoints);
    expect(without).toMatchObject({ ok: false, damage: { kind: 'OLD_BACKUP' } });
  });

  it('into which somebody else wrote is still proven (I15)', async () => {
    const client = EventStoreDBClient.connectionString(double().url);
    await client.appendToStream('orders', jsonEvent({ type: 'OrderPlaced', data: { no: 1 } }));
    await client.dispose();
    await add(freshStream(), NO_STREAM);
    const { checkpoints } = await signed(12);
    const verdict = await verifyStore(place(), checkpoints);
    expect(verdict.checkpoints).toMatchObject([{ verdict: 'FITS' }]);
    expect(verdict).toMatchObject({ ok: false, damage: { kind: 'ADDED', covered: false } });
  });
});
