import type { Position } from '../kernel/envelope.js';
import type { Stored } from './port.js';

interface Kept {
  readonly document: Stored;
  /** How long its JSON is: what is kept of it in memory is some four times that. */
  readonly characters: number;
}

/** About 16 MB. */
const MOST_CHARACTERS = 4_000_000;

/**
 * Documents as they were last parsed, so that a list that is read again does not parse them again.
 * A memory and never an authority: a document is taken from here only at the position that its
 * table says. Bounded by the text they were parsed from; what was used longest ago goes first.
 */
export class DocumentCache {
  /** In the order of their last use. */
  private readonly kept = new Map<string, Kept>();
  private held = 0;

  constructor(private readonly most = MOST_CHARACTERS) {}

  find(collection: string, id: string, position: Position): Stored | undefined {
    const key = keyOf(collection, id);
    const found = this.kept.get(key);
    if (found?.document.position !== position) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.document;
  }

  keep(collection: string, document: Stored, characters: number): void {
    const key = keyOf(collection, document.id);
    this.forget(key);
    this.kept.set(key, { document, characters });
    this.held += characters;
    for (const oldest of this.kept.keys()) {
      if (this.held <= this.most) return;
      this.forget(oldest);
    }
  }

  /** A collection of that name may be made anew, with other documents at the same positions. */
  forgetAll(collection: string): void {
    for (const key of this.kept.keys()) if (key.startsWith(keyOf(collection, ''))) this.forget(key);
  }

  private forget(key: string): void {
    const found = this.kept.get(key);
    if (!found) return;
    this.kept.delete(key);
    this.held -= found.characters;
  }
}

const keyOf = (collection: string, id: string): string => `${collection}\n${id}`;
