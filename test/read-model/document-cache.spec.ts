import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { position } from '../../src/kernel/envelope.js';
import { DocumentCache } from '../../src/read-model/document-cache.js';
import { EmbeddedReadModelStore } from '../../src/read-model/embedded.js';

const at = (id: string, number: number) => ({ id, position: position(number), body: { id } });

describe('documents that are remembered', () => {
  it('are given at the position they were read at, and at no other', () => {
    const cache = new DocumentCache();
    cache.keep('loans', at('L1', 7), 10);
    expect(cache.find('loans', 'L1', position(7))).toEqual(at('L1', 7));
    expect(cache.find('loans', 'L1', position(8))).toBeUndefined();
    expect(cache.find('loans', 'L2', position(7))).toBeUndefined();
    expect(cache.find('mitra', 'L1', position(7))).toBeUndefined();
  });

  it('take no more than they may: what was used longest ago goes first', () => {
    const cache = new DocumentCache(100);
    for (const id of ['L1', 'L2', 'L3']) cache.keep('loans', at(id, 1), 30);
    cache.find('loans', 'L1', position(1));
    cache.keep('loans', at('L4', 1), 30);
    const kept = ['L1', 'L2', 'L3', 'L4'].filter((id) => cache.find('loans', id, position(1)));
    expect(kept).toEqual(['L1', 'L3', 'L4']);
    cache.keep('loans', at('L5', 1), 101);
    expect(cache.find('loans', 'L5', position(1))).toBeUndefined();
  });

  it('of a document count once, as it was read last', () => {
    const cache = new DocumentCache(100);
    cache.keep('loans', at('L2', 1), 40);
    for (const number of [1, 2, 3, 4]) cache.keep('loans', at('L1', number), 50);
    expect(cache.find('loans', 'L2', position(1))).toBeDefined();
    expect(cache.find('loans', 'L1', position(3))).toBeUndefined();
    expect(cache.find('loans', 'L1', position(4))).toBeDefined();
  });
});

describe('an embedded store that remembers what it parsed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-documents-'));
  const store = EmbeddedReadModelStore.open({ file: join(directory, 'jejak.db') });
  const LOANS = { name: 'loans_v1_1', indexes: [['unit']] };
  const saved = (id: string, number: number, unit: string) =>
    store.save(
      [
        {
          collection: 'loans_v1_1',
          documents: [{ id, position: position(number), body: { unit } }],
        },
      ],
      new Map(),
    );
  const units = async () =>
    (await store.find<{ unit: string }>('loans_v1_1', { limit: 9 })).map(({ body }) => body.unit);

  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it('shows each document as it was saved last, in the order asked for', async () => {
    await store.ensure(LOANS);
    await saved('L2', 2, 'RIAU');
    await saved('L1', 1, 'DURI');
    expect(await units()).toEqual(['DURI', 'RIAU']);
    await saved('L1', 3, 'JAMBI');
    expect(await units()).toEqual(['JAMBI', 'RIAU']);
    const [first] = await store.find('loans_v1_1', { limit: 1 });
    expect((await store.load('loans_v1_1', ['L1'])).get('L1')).toBe(first);
  });

  it('knows nothing any more of a collection that was made anew', async () => {
    await store.drop('loans_v1_1');
    await store.ensure(LOANS);
    expect(await units()).toEqual([]);
    await saved('L1', 3, 'MEDAN');
    expect(await units()).toEqual(['MEDAN']);
  });
});
