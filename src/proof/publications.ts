import type { Position } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';
import type { Filter, ReadModelStore, Sort, Stored } from '../read-model/port.js';
import type { TreeHead } from './checkpoint.js';
import { addSignatureLines } from './note.js';

/** A checkpoint as it was published. */
export interface Published {
  readonly head: TreeHead;
  /** The signed note, with the cosignatures that have come so far. */
  readonly note: string;
  /** Null where the service found it in the second place and does not know any more. */
  readonly signedAt: Instant | null;
}

interface CheckpointDocument {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly rootHash: string;
  readonly note: string;
  readonly signedAt: Instant | null;
}

interface CosignatureDocument {
  /** The key of the checkpoint's document. */
  readonly checkpoint: string;
  readonly line: string;
}

export const CHECKPOINTS = 'checkpoints';
export const COSIGNATURES = 'cosignatures';

const idOf = ({ origin, size }: Pick<TreeHead, 'origin' | 'size'>): string =>
  `${origin}/${String(size).padStart(12, '0')}`;

/**
 * What one log has published, beside its tree. The second place decides what was published; this
 * answers for it fast, and can be lost.
 */
export class Publications {
  constructor(
    private readonly documents: ReadModelStore,
    private readonly origin: string,
  ) {}

  async ensure(): Promise<void> {
    await this.documents.ensure({ name: CHECKPOINTS, indexes: [['origin', 'size']] });
    await this.documents.ensure({ name: COSIGNATURES, indexes: [['checkpoint']] });
  }

  newest(): Promise<Published | null> {
    return this.first([], { field: 'size', descending: true });
  }

  at(size: number): Promise<Published | null> {
    return this.first([{ field: 'size', eq: size }]);
  }

  /** The smallest of at least so many leaves. */
  covering(size: number): Promise<Published | null> {
    return this.first([{ field: 'size', gte: size }], { field: 'size' });
  }

  /** @param position of the last leaf it covers */
  async keep({ head, note, signedAt }: Published, position: Position): Promise<void> {
    const { origin, size, root } = head;
    const body = { origin, size, rootHash: root.toString('base64'), note, signedAt };
    const document: Stored<CheckpointDocument> = { id: idOf(head), position, body };
    await this.documents.save([{ collection: CHECKPOINTS, documents: [document] }], new Map());
  }

  /** @param witness the name of who cosigned, and his key's number */
  async cosigned(head: TreeHead, position: Position, witness: string, line: string): Promise<void> {
    const [checkpoint, id] = [idOf(head), `${idOf(head)} ${witness}`];
    const document: Stored<CosignatureDocument> = { id, position, body: { checkpoint, line } };
    await this.documents.save([{ collection: COSIGNATURES, documents: [document] }], new Map());
  }

  private async first(where: readonly Filter[], sort?: Sort): Promise<Published | null> {
    const [found] = await this.documents.find<CheckpointDocument>(CHECKPOINTS, {
      where: { and: [{ field: 'origin', eq: this.origin }, ...where] },
      ...(sort && { sort }),
      limit: 1,
    });
    if (!found) return null;
    const { origin, size, rootHash, note, signedAt } = found.body;
    const cosignatures = await this.documents.find<CosignatureDocument>(COSIGNATURES, {
      where: { field: 'checkpoint', eq: found.id },
      limit: 100,
    });
    const lines = cosignatures.map(({ body }) => body.line);
    return {
      head: { origin, size, root: Buffer.from(rootHash, 'base64') },
      note: lines.length > 0 ? addSignatureLines(note, lines) : note,
      signedAt,
    };
  }
}
