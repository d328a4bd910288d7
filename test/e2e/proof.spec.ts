import request from 'supertest';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { leafHash, verifyConsistency, verifyInclusion } from '../../src/proof/merkle.js';
import { parseTlogProof } from '../../src/proof/tlog-proof.js';
import { ask, codes } from '../graphql/ask.js';
import { bytes, type Checkpoint, holds, prover } from './prover.js';
import { as, get, type Headers } from './service.js';

const { service, happens, proofOf, provenOf, newest, opened } = prover();

describe('a proof that an event is in the log', () => {
  it('is given at once, in a checkpoint made on demand, and holds', async () => {
    const eventId = await happens();
    const proof = await provenOf(eventId);
    expect(holds(proof)).toBe(true);
    expect(proof.leafHash).toBe(leafHash(proof.leaf).toString('base64'));
    const head = parseCheckpoint(opened(proof.checkpoint?.note ?? ''));
    expect(head).toEqual({
      origin: 'jejak.local/log',
      size: proof.size,
      root: bytes(proof.rootHash),
    });
    const wrong = { ...proof, leafIndex: proof.leafIndex - 1 };
    expect(holds(wrong)).toBe(false);
  });

  it('covers what history shows of it', async () => {
    const eventId = await happens();
    const { leaf } = await provenOf(eventId);
    const query = '{ history(last: 1) { edges { node { eventId hash recordedAt } } } }';
    const { history } = await get<{ history: { edges: { node: Record<string, string> }[] } }>(
      service(),
      query,
    );
    const [{ node }] = history.edges as [{ node: Record<string, string> }];
    expect(node['eventId']).toBe(eventId);
    const { hash, recordedAt } = node;
    expect(JSON.parse(leaf)).toEqual({ hash, recordedAt });
  });

  it('is the same in the same checkpoint, after others have followed', async () => {
    const eventId = await happens();
    const before = await provenOf(eventId);
    for (let n = 0; n < 3; n += 1) await happens();
    const later = await provenOf(await happens());
    expect(later.size).toBeGreaterThan(before.size);
    expect(await provenOf(eventId, before.size)).toEqual(before);
    const now = await provenOf(eventId);
    expect([now.size, holds(now)]).toEqual([later.size, true]);
  });

  it('of a size of which no checkpoint was made holds all the same, without one', async () => {
    const eventId = await happens();
    await happens();
    await provenOf(await happens());
    const { leafIndex } = await provenOf(eventId);
    const proof = await provenOf(eventId, leafIndex + 2);
    expect(holds(proof)).toBe(true);
    expect([proof.checkpoint, proof.tlogProof]).toEqual([null, null]);
  });

  it('is refused for a tree too small for it, or larger than the log', async () => {
    const eventId = await happens();
    const { leafIndex, size } = await provenOf(eventId);
    const query =
      'query ($id: ID!, $size: Int) { inclusionProof(eventId: $id, size: $size) { size } }';
    for (const asked of [leafIndex, size + 1, 0]) {
      const reply = await ask(service(), query, { id: eventId, size: asked });
      expect([asked, codes(reply)]).toEqual([asked, ['BAD_INPUT']]);
    }
  });

  it('is null for an event that is none, or that who asks may not read', async () => {
    const eventId = await happens('JKT');
    expect(await proofOf('00000000-0000-4000-8000-000000000000')).toBeNull();
    expect(await proofOf('none')).toBeNull();
    const officer = (unit: string): Headers => ({ ...as('OFFICER'), 'x-unit': unit });
    expect(await proofOf(eventId, undefined, officer('BDG'))).toBeNull();
    expect(await proofOf(eventId, undefined, officer('JKT'))).not.toBeNull();
    const file = `/tlog/proof/${eventId}.tlog-proof`;
    expect((await request(service().url).get(file).set(officer('BDG'))).status).toBe(404);
    expect((await request(service().url).get(file).set(officer('JKT'))).status).toBe(200);
    expect((await request(service().url).get(file).set('x-role', 'KING')).status).toBe(401);
  });

  it('comes as a file, too, that says all of it', async () => {
    const eventId = await happens();
    const { tlogProof, leaf } = await provenOf(eventId);
    const { text, status, headers } = await request(service().url).get(
      `/tlog/proof/${eventId}.tlog-proof`,
    );
    expect([status, text]).toEqual([200, tlogProof]);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const { index, hashes, checkpoint } = parseTlogProof(text);
    const { size, root } = parseCheckpoint(opened(checkpoint));
    const proven = { index, size, leaf: leafHash(leaf), proof: hashes, root };
    expect(verifyInclusion(proven)).toBe(true);
  });
});

describe('a proof that nothing was changed', () => {
  const consistency = (from: number, to: number) =>
    ask(
      service(),
      `query ($from: Int!, $to: Int!) {
        consistencyProof(from: $from, to: $to) { fromRoot toRoot hashes } }`,
      { from, to },
    );

  it('leads from each published checkpoint to each later one', async () => {
    const sizes: Checkpoint[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { checkpoint } = await provenOf(await happens());
      if (checkpoint) sizes.push(checkpoint);
    }
    for (const [at, before] of sizes.entries())
      for (const after of sizes.slice(at)) {
        const { data } = await consistency(before.size, after.size);
        const { hashes, ...roots } = (data?.['consistencyProof'] ?? {}) as Record<string, string[]>;
        expect(roots).toEqual({ fromRoot: before.rootHash, toRoot: after.rootHash });
        const [fromRoot, toRoot] = [bytes(before.rootHash), bytes(after.rootHash)];
        const proof = (hashes ?? []).map(bytes);
        const [from, to] = [before.size, after.size];
        expect(verifyConsistency({ from, to, fromRoot, toRoot, proof })).toBe(true);
      }
  });

  it('is refused for sizes that there are not', async () => {
    const { size } = await newest();
    for (const [from, to] of [
      [0, 1],
      [2, 1],
      [1, size + 1000],
    ] as const)
      expect(codes(await consistency(from, to))).toEqual(['BAD_INPUT']);
  });
});
