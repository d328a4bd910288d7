import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafHash, verifyInclusion } from '../../src/proof/merkle.js';
import { openNote } from '../../src/proof/note.js';
import { parsePublicKeys } from '../../src/proof/signing-keys.js';
import { type Stores, storesFor } from '../stores/places.js';
import { get, type Headers, type Service, start, tell } from './service.js';

const AT = '2025-10-31T05:00:00.000Z';

export interface Checkpoint {
  readonly size: number;
  readonly rootHash: string;
  readonly note: string;
}

export interface Proof {
  readonly leafIndex: number;
  readonly size: number;
  readonly rootHash: string;
  readonly leaf: string;
  readonly leafHash: string;
  readonly hashes: readonly string[];
  readonly checkpoint: Checkpoint | null;
  readonly tlogProof: string | null;
}

const CHECKPOINT = 'size rootHash origin note signedAt';
const PROOF = `eventId leafIndex size rootHash leaf leafHash hashes tlogProof
  checkpoint { ${CHECKPOINT} }`;

export const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

export const holds = ({ leafIndex: index, size, leaf, hashes, rootHash }: Proof): boolean =>
  verifyInclusion({
    ...{ index, size, leaf: leafHash(leaf), proof: hashes.map(bytes), root: bytes(rootHash) },
  });

/** A service for the tests of a file, over stores that outlive it. */
export const prover = () => {
  const directory = mkdtempSync(join(tmpdir(), 'jejak-proof-'));
  let stores: Stores;
  let service: Service;
  let mitra = 0;
  beforeAll(async () => {
    stores = await storesFor(directory, () => Date.parse(AT));
    service = await start(AT, { directory, stores });
  }, 30_000);
  afterAll(async () => {
    await service.stop();
    await stores.stop();
    rmSync(directory, { recursive: true });
  });
  const proofOf = async (eventId: string, size?: number, headers: Headers = {}) => {
    const query = `query ($id: ID!, $size: Int) {
      proof: inclusionProof(eventId: $id, size: $size) { ${PROOF} } }`;
    const variables = { id: eventId, size };
    return (await get<{ proof: Proof | null }>(service, query, variables, headers)).proof;
  };
  return {
    directory,
    service: () => service,
    restart: async (): Promise<void> => {
      await service.stop();
      service = await start(AT, { directory, stores });
    },
    /** The id of a new event, of a mitra of its own. */
    happens: async (unit = 'JKT'): Promise<string> => {
      const code = `P-${(mitra += 1)}`;
      const done = await tell(service, 'registerMitra', { code, name: 'Toko', unit });
      return done.events[0]?.id ?? '';
    },
    proofOf,
    provenOf: async (...asked: Parameters<typeof proofOf>): Promise<Proof> => {
      const proof = await proofOf(...asked);
      if (!proof) throw new Error('no proof');
      return proof;
    },
    newest: async (): Promise<Checkpoint> => {
      const query = `{ checkpoint { ${CHECKPOINT} } }`;
      return (await get<{ checkpoint: Checkpoint }>(service, query)).checkpoint;
    },
    /** The text of a note, whose signature the public file verifies. */
    opened: (note: string): string => {
      const keys = parsePublicKeys(readFileSync(join(directory, 'signing.key.pub'), 'utf8'));
      const { text, verified } = openNote(note, keys);
      expect(verified).toEqual(['jejak.local/log']);
      return text;
    },
  };
};
