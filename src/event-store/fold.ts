import type { JejakEvent, JejakFact } from '../events.js';
import type { Decider } from '../kernel/decider.js';
import type { Recorded } from '../kernel/fact.js';
import { decode, decodeSealed } from './codec.js';
import type { Folded, Last } from './folded-streams.js';
import type { Ledger } from './ledger.js';
import type { StoredEvent } from './port.js';
import { RecordedCommands } from './recorded-commands.js';

/** Where a fold reads. Without `folded` it remembers nothing: so does whoever examines the log. */
export type Source = Pick<Ledger, 'store' | 'keys' | 'folded'>;

/** What is to be folded, and how. */
export interface Folding<S, F extends JejakFact> {
  readonly streamId: string;
  readonly decider: Decider<S, F>;
  /** No personal part is decrypted. */
  readonly withoutPersonal?: boolean | undefined;
}

/** Events folded onto a state, their personal parts decrypted unless nobody asked for them. */
export const foldedOn = async <S, F extends JejakFact>(
  { keys }: Pick<Source, 'keys'>,
  events: readonly StoredEvent[],
  { decider, withoutPersonal = false }: Omit<Folding<S, F>, 'streamId'>,
  before: S = decider.initial,
): Promise<S> => {
  let state = before;
  for (const event of events) {
    const sealed = withoutPersonal || !event.personal;
    const decoded: JejakEvent = sealed ? decodeSealed(event) : await decode(event, keys);
    state = decider.evolve(state, decoded as unknown as Recorded<F>);
  }
  return state;
};

const lastOf = ({ revision, position, hash }: StoredEvent): Last => ({ revision, position, hash });

/** Each event names the hash of the one before: who has the last has all. */
const isThere = ({ revision, position, hash }: Last, event: StoredEvent | undefined): boolean =>
  event?.hash === hash && event.revision === revision && event.position === position;

const foldOn = async <S, F extends JejakFact>(
  source: Source,
  events: readonly StoredEvent[],
  folding: Folding<S, F>,
  before: Folded<S>,
): Promise<Folded<S>> => {
  const state = await foldedOn(source, events, folding, before.state);
  const last = events.at(-1);
  return { state, last: last ? lastOf(last) : before.last, commands: before.commands.with(events) };
};

const nothing = <S, F extends JejakFact>({ decider }: Folding<S, F>): Folded<S> => ({
  ...{ state: decider.initial, last: undefined, commands: new RecordedCommands() },
});

/** From the last fold on, where the log goes on from it; else from the beginning. */
const readOn = async <S, F extends JejakFact>(
  source: Source,
  folding: Folding<S, F>,
): Promise<Folded<S>> => {
  const { store, folded } = source;
  const { streamId, decider } = folding;
  const kept = folded?.find<S>(streamId, decider);
  if (kept) {
    const [same, ...newer] = await store.readStream(streamId, kept.last.revision);
    if (isThere(kept.last, same)) return foldOn(source, newer, folding, kept);
    folded?.forget(streamId);
  }
  return foldOn(source, await store.readStream(streamId), folding, nothing(folding));
};

/**
 * A stream as the log has it now. Folds without personal parts go over many streams once: they
 * neither use what is kept nor push it out.
 */
export const readFolded = async <S, F extends JejakFact>(
  source: Source,
  folding: Folding<S, F>,
): Promise<Folded<S>> => {
  const { streamId, decider, withoutPersonal = false } = folding;
  const { folded, ...unremembered } = source;
  const found = await readOn(withoutPersonal ? unremembered : source, folding);
  if (!withoutPersonal && decider.mayBeKept?.(found.state)) folded?.keep(streamId, decider, found);
  return found;
};
