import { Injectable } from '@nestjs/common';
import type { HistoryDocument } from '../../projections/history.js';
import type { ApiContext } from '../graphql/context.js';
import { badInput } from '../graphql/errors.js';
import { Questions } from '../house/questions.js';
import type { Position } from '../kernel/envelope.js';
import {
  consistencyProof,
  inclusionProof,
  leafHash as hashOfLeaf,
  rootAt,
  verifyInclusion,
} from './merkle.js';
import type { Published } from './publications.js';
import { formatTlogProof } from './tlog-proof.js';
import { TreeDamaged } from './tree-store.js';

export interface Inclusion {
  readonly eventId: string;
  readonly index: number;
  readonly size: number;
  readonly root: Buffer;
  /** The leaf itself: canonical JSON. */
  readonly leaf: string;
  readonly leafHash: Buffer;
  readonly hashes: readonly Buffer[];
  /** The checkpoint of that size, if one was published. */
  readonly published: Published | null;
  /** C2SP tlog-proof, with that checkpoint. */
  readonly tlogProof: string | null;
}

export interface Consistency {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Buffer;
  readonly toRoot: Buffer;
  readonly hashes: readonly Buffer[];
}

const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);

/** What is asked of the tree: proofs about events, for who may read them, and about sizes. */
@Injectable()
export class ProofService {
  constructor(private readonly questions: Questions) {}

  /** The newest published, or that of a size; null where there is none. */
  checkpoint(size?: number | null): Promise<Published | null> {
    const { checkpointer } = this.proof;
    return size === null || size === undefined ? checkpointer.newest() : checkpointer.at(size);
  }

  /**
   * That an event is in the log: null where who asks may not read it, or there is none. Without a
   * size: in the newest checkpoint, which is made now where the newest does not cover the event.
   */
  async inclusion(
    context: ApiContext,
    eventId: string,
    asked?: number | null,
  ): Promise<Inclusion | null> {
    const found = await this.visible(context, eventId);
    return found && this.proof.told(() => this.included(found.eventId, found.position, asked));
  }

  /** @throws {ApiError} BAD_INPUT for sizes that the tree has not */
  consistency(from: number, to: number): Promise<Consistency> {
    return this.proof.told(async () => {
      const { tree } = this.proof;
      const { size } = await this.proof.whole();
      const bad = (path: string, message: string) => badInput([{ path, message }]);
      if (from < 1) throw bad('from', 'is a number of leaves, from 1');
      if (to < from) throw bad('to', 'is at least `from`');
      if (to > size) throw bad('to', `is more than the ${size} leaves there are`);
      const [fromRoot, toRoot] = [
        await rootAt(from, tree.subtrees),
        await rootAt(to, tree.subtrees),
      ];
      return {
        from,
        to,
        fromRoot,
        toRoot,
        hashes: await consistencyProof(from, to, tree.subtrees),
      };
    });
  }

  private get proof() {
    return this.questions.house.proof;
  }

  private async visible(
    context: ApiContext,
    eventId: string,
  ): Promise<{ eventId: string; position: Position } | null> {
    const scope = this.questions.scope(context);
    if (!isUuid(eventId)) return null;
    const { readModels } = this.questions.house;
    const [entry] = await readModels.store.find<HistoryDocument>(readModels.collection('history'), {
      where: { field: 'eventId', eq: eventId },
      limit: 1,
    });
    if (!entry || !(await scope.seesEntry(entry.body))) return null;
    return { eventId, position: entry.position };
  }

  private async included(
    eventId: string,
    position: Position,
    asked: number | null | undefined,
  ): Promise<Inclusion> {
    const { tree } = this.proof;
    await this.proof.reach(position);
    const index = (await tree.sizeAt(position)) - 1;
    const leaf = await tree.leafAt(index);
    if (leaf?.position !== position) throw new TreeDamaged(`the tree has no leaf of ${position}`);
    await this.proof.keeper.checkLeaf(index);
    const { size, published } = await this.within(index, asked);
    const hashes = await inclusionProof(index, size, tree.subtrees);
    const root = published?.head.root ?? (await rootAt(size, tree.subtrees));
    const leafHash = hashOfLeaf(leaf.entry);
    if (!verifyInclusion({ index, size, leaf: leafHash, proof: hashes, root }))
      throw new TreeDamaged(`the tree does not lead from its leaf ${index} to its root of ${size}`);
    const checkpoint = published?.note;
    return {
      ...{ eventId, index, size, leaf: leaf.entry, leafHash, hashes, root, published },
      tlogProof: checkpoint ? formatTlogProof({ index, hashes, checkpoint }) : null,
    };
  }

  private async within(
    index: number,
    asked: number | null | undefined,
  ): Promise<{ size: number; published: Published | null }> {
    const { checkpointer } = this.proof;
    if (asked === null || asked === undefined) {
      const published = await checkpointer.covering(index + 1);
      return { size: published.head.size, published };
    }
    const { size } = await this.proof.whole();
    const bad = (message: string) => badInput([{ path: 'size', message }]);
    if (asked <= index) throw bad(`is at least ${index + 1}: the event is leaf ${index}`);
    if (asked > size) throw bad(`is more than the ${size} leaves there are`);
    return { size: asked, published: await checkpointer.at(asked) };
  }
}
