import { NO_STREAM, type StoredEvent } from './port.js';
import { hashFits, hashOf, NO_HASH, writersPart } from './seal.js';

/** The last event of a stream so far. */
export interface Tip {
  readonly revision: number;
  readonly hash: string;
}

export const NO_TIP: Tip = { revision: NO_STREAM, hash: NO_HASH };

export interface ChainFault {
  readonly what: 'revision' | 'previousHash' | 'hash';
  readonly expected: string;
  readonly found: string;
}

/** What is expected where the hash fits, but the event is stored as some other text. */
export const CANONICAL = 'its canonical JSON';

const digestOf = (event: StoredEvent): string => {
  try {
    return hashOf(writersPart(event));
  } catch (error) {
    return String(error);
  }
};

/** What does not fit in an event that follows `tip` in its stream; its own content first. */
export const chainFaults = (event: StoredEvent, tip: Tip): readonly ChainFault[] => {
  const faults: ChainFault[] = [];
  const compare = (what: ChainFault['what'], expected: unknown, found: unknown): void => {
    if (expected !== found) faults.push({ what, expected: String(expected), found: String(found) });
  };
  if (!hashFits(event)) {
    const digest = digestOf(event);
    if (digest === event.hash) compare('hash', CANONICAL, 'another text that can be read as it');
    else compare('hash', digest, event.hash);
  }
  compare('revision', tip.revision + 1, event.revision);
  compare('previousHash', tip.hash, event.previousHash);
  return faults;
};
