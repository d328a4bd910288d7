import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { StoredEvent } from '../../../src/event-store/port.js';
import { parseCheckpoint } from '../../../src/proof/checkpoint.js';
import { leafOf } from '../../../src/proof/leaf.js';
import { splitNote } from '../../../src/proof/note.js';
import { proofFile } from '../../../src/proof/package-layout.js';
import { parseTlogProof } from '../../../src/proof/tlog-proof.js';
import type { Package } from '../packages.js';

/** An entry of a transparency log, as far as the Merkle code of @sigstore/verify looks at it. */
export interface Entry {
  readonly canonicalizedBody: Buffer;
  readonly inclusionProof: {
    readonly logIndex: string;
    readonly treeSize: string;
    readonly rootHash: Buffer;
    readonly hashes: readonly Buffer[];
  };
}

const require = createRequire(import.meta.url);
const sigstore = dirname(require.resolve('@sigstore/verify/package.json'));
const { verifyMerkleInclusion } = require(join(sigstore, 'dist/timestamp/merkle.js')) as {
  readonly verifyMerkleInclusion: (entry: Entry) => void;
};
export const { version: SIGSTORE } = require('@sigstore/verify/package.json') as {
  readonly version: string;
};

/** Every event of a package that a checkpoint covers. */
export const sigstoreEntries = (found: Package): readonly Entry[] => {
  const lines = found.lines('events.jsonl');
  return lines.slice(0, lines.length - found.manifest.uncovered.events).map((line) => {
    const event = JSON.parse(line) as StoredEvent;
    const { index, hashes, checkpoint } = parseTlogProof(found.text(proofFile(event.eventId)));
    const { size, root } = parseCheckpoint(splitNote(checkpoint).text);
    return {
      canonicalizedBody: Buffer.from(leafOf(event)),
      inclusionProof: {
        ...{ logIndex: String(index), treeSize: String(size), rootHash: root },
        hashes: hashes.map((hash) => Buffer.from(hash)),
      },
    };
  });
};

export const sigstoreAccepts = (entry: Entry): boolean => {
  try {
    verifyMerkleInclusion(entry);
    return true;
  } catch (error) {
    expect((error as { readonly code?: string }).code).toBe('TLOG_INCLUSION_PROOF_ERROR');
    return false;
  }
};
