import { canonicalJson } from '../kernel/canonical-json.js';
import { leafHash } from './merkle.js';

/** What the tree holds of an event: its hash, and the running maximum of `recordedAt`. */
export interface Leaf {
  readonly hash: string;
  readonly recordedAt: string;
}

const PLAIN = /^[\w:.-]*$/;

/** Canonical JSON of exactly these two, whatever else the event has. */
export const leafOf = ({ hash, recordedAt }: Leaf): string =>
  // As they mostly are, there is nothing in them to escape.
  PLAIN.test(hash) && PLAIN.test(recordedAt)
    ? `{"hash":"${hash}","recordedAt":"${recordedAt}"}`
    : canonicalJson({ hash, recordedAt });

export const leafHashOf = (event: Leaf): Buffer => leafHash(leafOf(event));

/** An entry bundle of tlog-tiles: each leaf with its length before it, 16 bits, high byte first. */
export const bundled = (leaves: readonly string[]): Buffer =>
  Buffer.concat(
    leaves.flatMap((leaf) => {
      const entry = Buffer.from(leaf);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
