import { instant } from '../../src/kernel/local-date.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { consistencyProof } from '../../src/proof/merkle.js';
import { signNote } from '../../src/proof/note.js';
import { cosigner, parseVkey } from '../../src/proof/note-key.js';
import type { WitnessParts } from '../../src/proof/witness-server.js';
import type { WitnessStore } from '../../src/proof/witness-store.js';
import { formatAddCheckpoint } from '../../src/proof/witness-request.js';
import { privateKey, signer, verifier } from './note-keys.js';
import { hashes, naiveRoot, subtreesOf } from './trees.js';

export const ORIGIN = 'example.com/log';
export const WITNESS = privateKey('example.com/witness');
export const NOW = instant(1_700_000_000_000);
export const WITNESS_KEY = parseVkey(cosigner(WITNESS, () => NOW).vkey);

/** A log that can show itself at every size; another `salt`, and it is a fork from a leaf on. */
export const logOf = (origin = ORIGIN, forkedAt = Number.POSITIVE_INFINITY) => {
  const leaves = hashes(40).map((leaf, at) =>
    at < forkedAt ? leaf : (hashes(40, 'fork')[at] ?? leaf),
  );
  const tree = subtreesOf(leaves);
  const note = (size: number, signers = [signer(origin)]): string =>
    signNote(checkpointText({ origin, size, root: naiveRoot(leaves.slice(0, size)) }), signers);
  const proof = (from: number, to: number): Promise<Buffer[]> =>
    from <= to ? consistencyProof(from, to, tree) : Promise.resolve([]);
  /** The body of a request. */
  const asks = async (oldSize: number, size: number, text = note(size)): Promise<string> =>
    formatAddCheckpoint({ oldSize, proof: await proof(oldSize, size), note: text });
  return { note, proof, asks };
};

export interface Reported {
  readonly message: string;
  readonly details: object;
}

export const partsOf = (store: WitnessStore, reports: Reported[] = []): WitnessParts => ({
  ...{ key: WITNESS, store, logs: [verifier(ORIGIN)], now: () => NOW },
  report: (message, details) => void reports.push({ message, details }),
});
