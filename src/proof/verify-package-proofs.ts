import type { StoredEvent } from '../event-store/port.js';
import { leafHashOf } from './leaf.js';
import { verifyInclusion } from './merkle.js';
import { EVENTS, type Manifest, MANIFEST, proofFile } from './package-layout.js';
import { parseTlogProof } from './tlog-proof.js';
import type { Notes } from './verify-package-checkpoints.js';
import type { PackagedEvents } from './verify-package-events.js';
import type { Problems } from './verify-package-files.js';
import { MOST_NOTE, type ZipReader } from './zip-reader.js';

/** Each covered event of a package of one mitra or loan has a proof of its own. */
export class EventProofs {
  proven = 0;
  /** Without a proof, and after all that have one. */
  uncovered = 0;
  private last = { leaf: -1, position: 0n };
  private readonly used = new Set<string>();
  private readonly covered: number;

  /** @param newest what every proof leads to; null where nothing is covered */
  constructor(
    private readonly zip: ZipReader,
    private readonly events: PackagedEvents,
    private readonly newest: Notes['newest'],
    private readonly manifest: Manifest,
    private readonly problems: Problems,
  ) {
    this.covered = newest ? manifest.events - manifest.uncovered.events : 0;
  }

  async take(event: StoredEvent): Promise<void> {
    const file = proofFile(event.eventId);
    if (this.events.lines > this.covered && !this.zip.has(file)) return this.takeUncovered(event);
    this.used.add(file);
    const wrong = await this.wrongWith(event, file);
    if (wrong === null) this.proven += 1;
    else this.events.report(event, 'UNPROVEN', wrong);
  }

  finish(): void {
    const why = `the event that it proves is not in ${EVENTS}`;
    for (const file of this.zip.paths)
      if (file.startsWith('proofs/') && !this.used.has(file))
        this.problems.add({ file, kind: 'MISSING', why });
  }

  /** Nobody has signed it: it has to stand where no checkpoint reaches. */
  private takeUncovered(event: StoredEvent): void {
    const size = this.newest?.one.head.size ?? 0;
    const { first } = this.manifest.uncovered;
    this.uncovered += 1;
    const isTold = first !== null && first.position === event.position && first.leafIndex >= size;
    if (this.uncovered === 1 && !isTold) {
      const why = `${MANIFEST} says something else of the first event that is not covered`;
      this.events.report(event, 'UNPROVEN', why);
    }
    if (this.isTooEarly(event, size))
      this.events.report(
        event,
        'UNPROVEN',
        'it has no proof, and its position is within what the newest checkpoint covers',
      );
  }

  /** Each leaf has a position of its own, and they rise: between two are at least as many. */
  private isTooEarly({ position }: StoredEvent, leaf: number): boolean {
    return BigInt(position) - this.last.position < BigInt(leaf - this.last.leaf);
  }

  private async wrongWith(event: StoredEvent, file: string): Promise<string | null> {
    if (this.uncovered > 0) return `${file}: it stands after an event that has no proof`;
    try {
      const { index, hashes, checkpoint } = parseTlogProof(await this.zip.text(file, MOST_NOTE));
      if (!this.newest || checkpoint !== this.newest.note)
        return `${file} does not lead to the newest checkpoint`;
      if (index <= this.last.leaf) return `${file}: its leaf stands before that of the line before`;
      if (this.isTooEarly(event, index)) return `its position cannot be that of leaf ${index}`;
      this.last = { leaf: index, position: BigInt(event.position) };
      const { size, root } = this.newest.one.head;
      const leaf = leafHashOf(event);
      return verifyInclusion({ index, size, leaf, proof: hashes, root })
        ? null
        : `${file} does not prove it: it is not what was signed`;
    } catch (error) {
      return `${file}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
