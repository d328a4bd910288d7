import type { Position } from '../kernel/envelope.js';
import type { Alarms } from './alarms.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { parseCheckpoint, type TreeHead } from './checkpoint.js';
import { consistencyProof } from './merkle.js';
import { addSignatureLines, type NoteVerifier, openNote, splitNote } from './note.js';
import type { Publications, Published } from './publications.js';
import type { TreeStore } from './tree-store.js';
import { type cosign, type Witness, WitnessRefused } from './witness-client.js';

export interface WitnessesOptions {
  readonly witnesses: readonly Witness[];
  readonly cosign: typeof cosign;
  readonly tree: TreeStore;
  readonly publications: Publications;
  readonly place: CheckpointPlace;
  readonly alarms: Alarms;
  /** The log's own keys, as they are now. @throws {Alarming} they cannot be read */
  readonly verifiers: () => readonly NoteVerifier[];
  readonly warn: (message: string, details: object) => void;
}

interface Asked {
  readonly published: Published;
  readonly position: Position;
}

const inWords = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A line in his name is believed when his key has made it. */
const hasCosigned = ({ verifier }: Witness, note: string): boolean => {
  const { text, signatures } = splitNote(note);
  return signatures.some(
    ({ name, keyHash, signature }) =>
      name === verifier.name && keyHash === verifier.keyHash && verifier.verify(text, signature),
  );
};

/**
 * Others who remember what was published. They are asked behind a checkpoint's back: one that does
 * not answer delays nothing and is asked again with the next one.
 */
export class Witnesses {
  private wanted: Asked | null = null;
  private asking: Promise<void> | null = null;

  constructor(private readonly options: WitnessesOptions) {}

  /** Of several asked for meanwhile the last alone. @param position of the last leaf covered */
  ask(published: Published, position: Position): void {
    if (this.options.witnesses.length === 0) return;
    this.wanted = { published, position };
    this.asking ??= this.askAll();
  }

  async settled(): Promise<void> {
    await this.asking;
  }

  private async askAll(): Promise<void> {
    for (let asked = this.wanted; asked; asked = this.wanted) {
      this.wanted = null;
      await this.gather(asked).catch((error: unknown) =>
        this.options.warn('cosignatures cannot be kept', { error: String(error) }),
      );
    }
    this.asking = null;
  }

  private async gather({ published, position }: Asked): Promise<void> {
    const { witnesses, place, publications } = this.options;
    const found = await Promise.all(witnesses.map((one) => this.one(one, published)));
    const given = found.filter((one) => one !== null);
    if (given.length === 0) return;
    const lines = given.map(({ line }) => line);
    await place.write(addSignatureLines(published.note, lines));
    for (const { witness, line } of given)
      await publications.cosigned(published.head, position, witness, line);
  }

  /** His line, if it is new; an alarm about him stands until he himself has cosigned. */
  private async one(
    witness: Witness,
    { head, note }: Published,
  ): Promise<{ readonly witness: string; readonly line: string } | null> {
    const { cosign, warn, alarms } = this.options;
    const { name, keyHash } = witness.verifier;
    const key = `${name}+${keyHash}`;
    try {
      const has = hasCosigned(witness, note);
      const line = has ? null : await cosign(witness, note, (size) => this.proofFrom(size, head));
      alarms.clear(['WITNESS_REFUSED', key]);
      return line === null ? null : { witness: key, line };
    } catch (error) {
      if (error instanceof WitnessRefused) await this.refused(key, error, head);
      else warn('a witness did not cosign', { name, said: inWords(error) });
      return null;
    }
  }

  /** Told first, excused then: whatever stands in the way of an excuse, the alarm is there. */
  private async refused(key: string, refusal: WitnessRefused, head: TreeHead): Promise<void> {
    const { alarms, warn } = this.options;
    const about = ['WITNESS_REFUSED', key] as const;
    const stood = alarms.stands(about);
    alarms.raise(about, refusal.message);
    if (stood || refusal.seen === null) return;
    try {
      if (await this.hasPublished(refusal.seen, head)) alarms.clear(about);
    } catch (error) {
      warn('whether a later checkpoint was published cannot be told', { said: inWords(error) });
    }
  }

  /** Another instance of the service may have published, and shown him, a later one. */
  private async hasPublished(seen: number, { origin, size }: TreeHead): Promise<boolean> {
    const { place, verifiers } = this.options;
    const note = await place.newest();
    if (note === null) return false;
    const newest = parseCheckpoint(openNote(note, verifiers()).text);
    return newest.origin === origin && newest.size > size && newest.size >= seen;
  }

  private proofFrom(size: number, head: TreeHead): Promise<readonly Buffer[]> {
    return consistencyProof(size, head.size, this.options.tree.subtrees);
  }
}
