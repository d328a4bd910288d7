import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { JOBS } from '../../src/house/jobs.js';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { EMPTY_ROOT, leafHash, nodeHash } from '../../src/proof/merkle.js';
import { tilePath } from '../../src/proof/tile-path.js';
import { ask, codes } from '../graphql/ask.js';
import { prover } from './prover.js';
import { get } from './service.js';

const { directory, service, restart, happens, provenOf, newest, opened } = prover();

describe('the public face of the log', () => {
  const path = (text: string) =>
    request(service().url)
      .get(`/tlog/${text}`)
      .buffer(true)
      .parse((answer, done) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => done(null, Buffer.concat(parts)));
      });

  /** The leaves of a bundle: each with its length, 16 bits, before it. */
  const unbundled = (bundle: Buffer): string[] => {
    const entries: string[] = [];
    for (let at = 0; at < bundle.length;) {
      const length = bundle.readUInt16BE(at);
      entries.push(bundle.subarray(at + 2, at + 2 + length).toString());
      at += 2 + length;
    }
    return entries;
  };

  const rootOf = (leaves: readonly Buffer[]): Buffer => {
    if (leaves.length < 2) return leaves[0] ?? EMPTY_ROOT;
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
  };

  it('serves tiles that hash to the root that its checkpoint signs', async () => {
    for (let n = 0; n < 260; n += 1) await happens();
    await provenOf(await happens());
    const note = String((await path('checkpoint')).body);
    expect(note).toBe((await newest()).note);
    const { size, root } = parseCheckpoint(opened(note));
    expect(size).toBeGreaterThan(256);
    const hashes: Buffer[] = [];
    const entries: string[] = [];
    for (let index = 0; index * 256 < size; index += 1) {
      const width = Math.min(256, size - index * 256);
      const tile = await path(tilePath(0, index, width));
      expect(tile.headers['content-type']).toBe('application/octet-stream');
      expect(/immutable/.test(tile.headers['cache-control'] ?? '')).toBe(width === 256);
      for (let at = 0; at < width; at += 1) hashes.push(tile.body.subarray(at * 32, at * 32 + 32));
      entries.push(...unbundled((await path(tilePath('entries', index, width))).body as Buffer));
    }
    expect(rootOf(hashes)).toEqual(root);
    expect(entries.map((entry) => leafHash(entry))).toEqual(hashes);
    const above = await path(tilePath(1, 0, Math.floor(size / 256)));
    expect(above.body.subarray(0, 32)).toEqual(rootOf(hashes.slice(0, 256)));
  });

  it('has no tile that is not there, and answers no other path', async () => {
    for (const text of [
      'tile/0/999',
      'tile/0/000.p/257',
      'tile/9/000',
      'tile/0/0',
      'tile/entries/999',
      'proof/x',
      'proof/%00.tlog-proof',
      'tile/0/../checkpoint2',
    ])
      expect([text, (await path(text)).status]).toEqual([text, 404]);
  });

  it('says nothing about people', async () => {
    const all = String((await path('tile/entries/000')).body);
    expect(all).not.toMatch(/Toko|P-1|mitra/);
  });
});

describe('what was proven', () => {
  it('is proven the same after a restart and a rebuild', async () => {
    const eventId = await happens();
    const before = await provenOf(eventId);
    const quiet = (): void => undefined;
    await restart();
    await service().house.readModels.rebuild(service().house.readModels.names());
    expect(await provenOf(eventId, before.size)).toEqual(before);
    const place = { house: service().house, bus: { execute: async () => undefined as never } };
    const printed = await JOBS.checkpoint(place, { fresh: true }, quiet);
    expect(printed?.note).toBe((await newest()).note);
    expect(printed?.size).toBeGreaterThanOrEqual(before.size);
  });

  it('leaves no alarm', async () => {
    expect(await get(service(), '{ system { alarms { code message since } } }')).toEqual({
      system: { alarms: [] },
    });
    expect(service().reports).toEqual([]);
  });

  it('is a root at each position, too', async () => {
    const { proof, ledger } = service().house;
    const head = await ledger.store.head();
    const { size, root } = await proof.rootAtPosition(head);
    const checkpoint = await proof.checkpointer.publish();
    expect(checkpoint?.head).toEqual({ origin: 'jejak.local/log', size, root });
  });
});

describe('an alarm', () => {
  it('is told, and meanwhile what is covered is proven, and nothing is signed', async () => {
    const covered = await happens();
    const before = await provenOf(covered);
    const later = await happens();
    writeFileSync(join(directory, 'checkpoints', 'checkpoint'), 'nonsense');
    const query = `{ inclusionProof(eventId: "${later}") { size } }`;
    const seen = { 'x-at-least': service().seen.position ?? '' };
    const reply = await ask(service(), query, {}, seen);
    expect(codes(reply)).toEqual(['UNAVAILABLE']);
    expect(reply.errors?.[0]?.message).toContain('see system { alarms }');
    const { system } = await get<{ system: { alarms: object[] } }>(
      service(),
      '{ system { alarms { code since } } }',
    );
    expect(system.alarms).toEqual([
      { code: 'CHECKPOINT_NOT_OURS', since: '2025-10-31T05:00:00.000Z' },
    ]);
    expect(await provenOf(covered)).toEqual(before);
    expect((await newest()).size).toBe(before.size);
    const file = `/tlog/proof/${later}.tlog-proof`;
    const { status } = await request(service().url).get(file).set(seen);
    expect(status).toBe(503);
    writeFileSync(join(directory, 'checkpoints', 'checkpoint'), before.checkpoint?.note ?? '');
    expect((await provenOf(later)).size).toBeGreaterThan(before.size);
    expect(await get(service(), '{ system { alarms { code } } }')).toEqual({
      system: { alarms: [] },
    });
  });
});

describe('an event that was changed in the log since', () => {
  it('gets no proof, and is an alarm until it is right again', async () => {
    const eventId = await happens();
    const before = await provenOf(eventId);
    const { store } = service().house.ledger;
    const readAll = store.readAll.bind(store);
    store.readAll = async (...asked) =>
      (await readAll(...asked)).map((event) =>
        event.eventId === eventId ? { ...event, data: { ...event.data, name: 'Warung' } } : event,
      );
    try {
      const query = `{ inclusionProof(eventId: "${eventId}") { size } }`;
      expect(codes(await ask(service(), query))).toEqual(['UNAVAILABLE']);
      const { status } = await request(service().url).get(`/tlog/proof/${eventId}.tlog-proof`);
      expect(status).toBe(503);
      const leaf = `leaf ${before.leafIndex} of the tree`;
      const message = `the log does not hold what ${leaf} was made from`;
      expect(await get(service(), '{ system { alarms { code message } } }')).toEqual({
        system: { alarms: [{ code: 'LOG_CONTRADICTS_TREE', message }] },
      });
    } finally {
      store.readAll = readAll;
    }
    expect(await provenOf(eventId)).toEqual(before);
    expect(await get(service(), '{ system { alarms { code } } }')).toEqual({
      system: { alarms: [] },
    });
  });
});

describe('a tree that was damaged where a proof leads through it', () => {
  it('gives no proof, and is an alarm that no later checkpoint takes away', async () => {
    const eventId = await happens();
    await provenOf(await happens());
    const { proof } = service().house;
    const { subtrees } = proof.tree;
    Object.assign(proof.tree, { subtrees: async () => Buffer.alloc(32, 1) });
    const query = `{ inclusionProof(eventId: "${eventId}") { size } }`;
    expect(codes(await ask(service(), query))).toEqual(['UNAVAILABLE']);
    Object.assign(proof.tree, { subtrees });
    await provenOf(await happens());
    expect(await get(service(), '{ system { alarms { code } } }')).toEqual({
      system: { alarms: [{ code: 'TREE_DAMAGED' }] },
    });
  });
});
