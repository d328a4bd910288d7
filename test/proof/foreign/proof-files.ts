import { canonicalJson } from '../../../src/kernel/canonical-json.js';
import { parseCheckpoint, type TreeHead } from '../../../src/proof/checkpoint.js';
import { leafHash, verifyConsistency, verifyInclusion } from '../../../src/proof/merkle.js';
import { parseVkey } from '../../../src/proof/note-key.js';
import { openNote } from '../../../src/proof/note.js';
import { proofFile } from '../../../src/proof/package-layout.js';
import { parseTlogProof } from '../../../src/proof/tlog-proof.js';
import { parseAddCheckpoint } from '../../../src/proof/witness-request.js';
import type { Package } from '../packages.js';

/** A file of a package that proves something, and all that is needed to check it. */
export interface Proving {
  readonly Kind: 'checkpoint' | 'inclusion' | 'consistency';
  readonly Keys: readonly string[];
  readonly Text: Buffer;
  readonly Leaf?: Buffer;
  readonly Older?: Buffer;
}

/** Of a package of a mitra or loan: a checkpoint, an inclusion proof, a consistency proof. */
export const provingFiles = (found: Package): readonly Proving[] => {
  const { keys, checkpoints, consistency } = found.manifest;
  const Keys = keys.map(({ vkey }) => vkey);
  const bytes = (name = ''): Buffer => Buffer.from(found.bytes(name));
  const [line = ''] = found.lines('events.jsonl');
  const { eventId, hash, recordedAt } = JSON.parse(line) as Readonly<Record<string, string>>;
  const [older, newer] = checkpoints;
  return [
    { Kind: 'checkpoint', Keys, Text: bytes(newer?.file) },
    {
      ...{ Kind: 'inclusion', Keys, Text: bytes(proofFile(eventId ?? '')) },
      Leaf: Buffer.from(canonicalJson({ hash, recordedAt })),
    },
    {
      ...{ Kind: 'consistency', Keys, Text: bytes(consistency[0]?.file) },
      Older: bytes(older?.file),
    },
  ];
};

const headOf = (note: string, keys: readonly string[]): TreeHead =>
  parseCheckpoint(openNote(note, keys.map(parseVkey)).text);

/** Strictly: bytes that are no UTF-8 are not read as others. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf8', { fatal: true }).decode(bytes);

const checks = {
  checkpoint: ({ Text, Keys }: Proving): boolean => headOf(textOf(Text), Keys).size > 0,
  inclusion: ({ Text, Keys, Leaf = Buffer.of() }: Proving): boolean => {
    const { index, hashes, checkpoint } = parseTlogProof(textOf(Text));
    const { size, root } = headOf(checkpoint, Keys);
    return verifyInclusion({ index, size, root, leaf: leafHash(Leaf), proof: hashes });
  },
  consistency: ({ Text, Keys, Older = Buffer.of() }: Proving): boolean => {
    const older = headOf(textOf(Older), Keys);
    const request = parseAddCheckpoint(textOf(Text));
    if (request?.oldSize !== older.size) return false;
    const newer = headOf(request.note, Keys);
    return verifyConsistency({
      ...{ from: older.size, fromRoot: older.root, to: newer.size, toRoot: newer.root },
      proof: request.proof,
    });
  },
} as const;

/** What this house says of it: what cannot be read is refused, too. */
export const accepted = (proving: Proving): boolean => {
  try {
    return checks[proving.Kind](proving);
  } catch (error) {
    expect((error as Error).name).toMatch(/^(BadNote|BadCheckpoint|BadProof|TypeError)$/);
    return false;
  }
};
