import { join } from 'node:path';
import type { EventStore } from '../../src/event-store/port.js';
import { START } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import { rootAt } from '../../src/proof/merkle.js';
import { LEAVES, TILES, TreeStore } from '../../src/proof/tree-store.js';
import { tableOf } from '../../src/read-model/embedded-query.js';
import { harm } from '../audit/harm.js';
import { checkpointOffice } from './checkpoint-office.js';
import { codesOf, signedBy } from './checkpointing.js';
import { grow } from './logs.js';
import { naiveRoot } from './trees.js';

const { directory, log, documents, begin, anew, sizes } = checkpointOffice();

type Body = Record<string, unknown>;

/** As damage in the file would be: a document changed, at the position where it is. */
const damage = async (collection: string, id: string, change: (body: Body) => Body) => {
  const found = (await documents().load<Body>(collection, [id])).get(id);
  if (!found) throw new Error(`there is no ${id}`);
  const to = JSON.stringify(change(found.body));
  expect(to).not.toBe(JSON.stringify(found.body));
  harm(join(directory(), 'documents.db'), (db) =>
    db.run(`UPDATE ${tableOf(collection)} SET body = ? WHERE id = ?`, to, id),
  );
  expect((await documents().load<Body>(collection, [id])).get(id)?.body).toEqual(
    change(found.body),
  );
};

const padded = (number: number): string => String(number).padStart(12, '0');
const flipped =
  (offset: number) =>
  (body: Body): Body => {
    const bytes = Buffer.from(String(body['hashes']), 'base64');
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
    return { ...body, hashes: bytes.toString('base64') };
  };

/** A checkpoint, then more events, which the tree has already. */
const signedThenGrown = async (signed: number, size: number): Promise<void> => {
  const one = await begin();
  await grow(log(), signed);
  if (signed > 0) await one.checkpointer.publish();
  await grow(log(), size - signed);
  await one.keeper.upTo(await log().head());
};

const refusesToSign = async (code: string): Promise<string> => {
  const [one, before] = [await begin(), await sizes().catch(() => [])];
  await expect(one.checkpointer.publish()).rejects.toMatchObject({ code });
  await one.due(0);
  expect([codesOf(one), await sizes().catch(() => [])]).toEqual([[code], before]);
  return one.alarms.all()[0]?.message ?? '';
};

describe('I15: what came since the last checkpoint is signed as the log has it', () => {
  it.each([
    [20, 30, 0, 25],
    [0, 30, 0, 3],
    [250, 255, 0, 254],
    [256, 300, 0, 7],
    [300, 500, 0, 200],
    [300, 700, 1, 1],
  ])(
    'signed at %d, now %d: a bit of a tile (level %d, hash %d) is damaged',
    async (signed, size, level, hash) => {
      await signedThenGrown(signed, size);
      const tile = level === 0 && signed >= 256 ? 1 : 0;
      await damage(TILES, `${level}/${padded(tile)}`, flipped(hash * 32));
      await refusesToSign('TREE_DAMAGED');
      // The tree made anew from the log is the log's, and goes on from what was published.
      const one = await begin({ documents: anew('anew.db') });
      const all = await log().readAll(START, 1_000);
      const { head } = await signedBy(one);
      expect(head.root).toEqual(naiveRoot(all.map(leafHashOf)));
    },
  );

  it.each([
    [255, 257, 255],
    [300, 700, 456],
  ])(
    'signed at %d, now %d: a hash (%d) is damaged that no root is made of any more',
    async (signed, size, leaf) => {
      await signedThenGrown(signed, size);
      await damage(TILES, `0/${padded(Math.floor(leaf / 256))}`, flipped((leaf % 256) * 32));
      const all = await log().readAll(START, 1_000);
      const { head } = await signedBy(await begin());
      expect(head.root).toEqual(naiveRoot(all.map(leafHashOf)));
    },
  );

  it('a leaf was left out of the tree, and the tree is whole without it', async () => {
    await signedThenGrown(20, 20);
    const events = await log().readAll(START, 100);
    await grow(log(), 10);
    const [, , ...rest] = await log().readAll(events.at(-1)?.position ?? START, 100);
    const tree = new TreeStore(documents());
    await tree.extend(await tree.head(), rest);
    expect(await refusesToSign('TREE_DAMAGED')).toBe(
      'the tree after its leaf 20 is not that of the log',
    );
  });

  it.each([
    [
      'the time in the last leaf that was signed',
      (body: Body) => ({
        ...body,
        entries: (body['entries'] as string[]).map((entry, at) =>
          at === 19 ? entry.replace('2025-', '2024-') : entry,
        ),
      }),
      'leaf 19 is not the one of the published checkpoint',
    ],
    [
      'the place of the last leaf that was signed',
      (body: Body) => {
        const positions = body['positions'] as string[];
        return { ...body, positions: positions.with(19, positions[20] ?? '') };
      },
      'the log does not hold leaf 19 of the tree where the tree says',
    ],
  ])('%s was changed', async (_, change, message) => {
    await signedThenGrown(20, 30);
    await damage(LEAVES, padded(0), change);
    expect(await refusesToSign('TREE_DAMAGED')).toBe(message);
  });

  it('an event was changed in the log after the tree had it', async () => {
    await signedThenGrown(20, 30);
    const [event] = (await log().readAll(START, 26)).slice(-1);
    const changed = (store: EventStore): EventStore =>
      Object.create(store, {
        readAll: {
          value: async (...asked: Parameters<EventStore['readAll']>) =>
            (await store.readAll(...asked)).map((one) =>
              one.position === event?.position ? { ...one, hash: 'f'.repeat(64) } : one,
            ),
        },
      }) as EventStore;
    const one = await begin({ log: changed(log()) });
    await expect(one.checkpointer.publish()).rejects.toMatchObject({ code: 'TREE_DAMAGED' });
    expect(await sizes()).toEqual([20]);
  });

  it('and nothing but that is read again', async () => {
    await signedThenGrown(900, 950);
    let read = 0;
    const counted = Object.create(log(), {
      readAll: {
        value: async (...asked: Parameters<EventStore['readAll']>) => {
          const events = await log().readAll(...asked);
          read += events.length;
          return events;
        },
      },
    }) as EventStore;
    const { checkpointer, tree } = await begin({ log: counted });
    const { head } = await signedBy({ checkpointer });
    expect(head.root).toEqual(await rootAt(950, tree.subtrees));
    expect(read).toBeLessThan(60);
  });

  it('the running maximum of the times goes on from what was signed', async () => {
    const late = '2025-12-01T00:00:00.000Z' as Instant;
    const seen = Object.create(log(), {
      readAll: {
        value: async (...asked: Parameters<EventStore['readAll']>) =>
          (await log().readAll(...asked)).map((one) =>
            one.revision === 4 ? { ...one, recordedAt: late } : one,
          ),
      },
    }) as EventStore;
    await grow(log(), 10);
    const one = await begin({ log: seen });
    await one.checkpointer.publish();
    await grow(log(), 10);
    const { head } = await signedBy(await begin({ log: seen }));
    const all = (await log().readAll(START, 100)).map((event, at) =>
      leafHashOf(at < 4 ? event : { ...event, recordedAt: late }),
    );
    expect(head.root).toEqual(naiveRoot(all));
  });
});
