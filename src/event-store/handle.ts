import type { JejakFact } from '../events.js';
import type { Asked, Decider, Outcome } from '../kernel/decider.js';
import { NEXT, type Position, START } from '../kernel/envelope.js';
import type { Recorded } from '../kernel/fact.js';
import { type Instant, jakartaDate } from '../kernel/local-date.js';
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.js';
import { DIGEST_KEY } from '../keys/port.js';
import { keyedHash } from '../keys/cipher.js';
import { foldedOn, type Folding, readFolded, type Source } from './fold.js';
import type { Folded } from './folded-streams.js';
import { appendForSure, type Command, type Ledger } from './ledger.js';
import { NO_STREAM } from './port.js';
import { type Claim, type Claimant, claim, release } from './reservation.js';
import { sealAll, type Subject } from './sealing.js';

/** One stream, how it folds, and what to decide on it. */
export interface Intent<S, F extends JejakFact> extends Folding<S, F> {
  readonly decide: (state: S, asked: Asked) => Outcome<F>;
  /** Whom the facts are about: for their envelope, and for the key of their personal part. */
  readonly subject: (state: S) => Subject;
  /** What no other stream may hold too, by the state: taken before the append, let go after. */
  readonly holds?: (state: S) => readonly Claim[];
}

export interface Done {
  readonly outcome: 'done';
  readonly commandId: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  /** It had been recorded before: nothing was added. */
  readonly duplicate: boolean;
}
export type Handled =
  Done | { readonly outcome: 'conflict'; readonly currentRevision: number } | Refusal;

type Digested = Command & { readonly digest: string };

const ATTEMPTS = 100;

/** Nothing new happened: the stream stands as it did. */
const unchanged = ({ commandId }: Command, streamId: string, { last }: Folded<unknown>): Done => ({
  ...{ outcome: 'done', commandId, streamId, events: [], duplicate: true },
  ...{ revision: last?.revision ?? NO_STREAM, position: last?.position ?? START },
});

/** The outcome of the first time, if the stream holds this command already. */
const recordedBefore = (
  { commandId, digest }: Digested,
  streamId: string,
  { commands, last }: Folded<unknown>,
): Handled | null => {
  const revision = last?.revision ?? NO_STREAM;
  const found = commands.find(commandId, revision);
  if (!found)
    return commands.wasAbandoned(commandId, revision)
      ? refuse('COMMAND_ABANDONED', { commandId })
      : null;
  const { digest: recorded, events, ...at } = found;
  if (recorded !== digest)
    return refuse('COMMAND_ID_REUSED', { commandId, recorded: events[0]?.type });
  return { outcome: 'done', commandId, streamId, ...at, events, duplicate: true };
};

/** What a command found and what was decided on it. */
interface Decided<S, F> {
  readonly found: Folded<S>;
  readonly facts: readonly F[];
  readonly now: Instant;
}

const write = async <S, F extends JejakFact>(
  ledger: Ledger,
  command: Digested,
  { streamId, subject }: Intent<S, F>,
  { found: { state, last }, facts, now }: Decided<S, F>,
): Promise<Handled> => {
  const stream = { streamId, last };
  const sealed = await sealAll(ledger.keys, subject(state), { facts, command, stream });
  const recordedAt = ledger.stampsStandIn ? now : undefined;
  const result = await appendForSure(
    ledger,
    streamId,
    last?.revision ?? NO_STREAM,
    sealed.map((event) => ({ event, recordedAt })),
  );
  if (result.outcome === 'conflict') return result;
  const events = sealed.map(({ eventId, type }) => ({ id: eventId, type }));
  const { commandId } = command;
  const { revision, position } = result;
  return {
    ...{ outcome: 'done', commandId, streamId },
    revision,
    position,
    events,
    duplicate: false,
  };
};

const without = (claims: readonly Claim[], others: readonly Claim[]): readonly Claim[] =>
  claims.filter(({ kind, value }) => !others.some((o) => o.kind === kind && o.value === value));

/** What the facts give the stream is claimed before they are written, the rest let go after. */
const writeHolding = async <S, F extends JejakFact>(
  ledger: Ledger,
  command: Digested,
  intent: Intent<S, F>,
  decided: Decided<S, F>,
): Promise<Handled> => {
  const { streamId, decider, holds } = intent;
  const { state } = decided.found;
  if (!holds) return write(ledger, command, intent, decided);
  const claimant: Claimant = {
    stream: streamId,
    mitra: intent.subject(state).mitra,
    command,
    holds: async (history, wanted) =>
      without([wanted], holds(await foldedOn(ledger, history, { decider }))).length === 0,
  };
  const recorded = decided.facts.map((fact) => ({ ...fact, position: NEXT }));
  const after = holds((recorded as unknown as Recorded<F>[]).reduce(decider.evolve, state));
  const before = holds(state);
  for (const wanted of without(after, before)) {
    const refusal = await claim(ledger, wanted, claimant);
    if (refusal) return refusal;
  }
  const handled = await write(ledger, command, intent, decided);
  if ('outcome' in handled && handled.outcome === 'done')
    for (const given of without(before, after)) await release(ledger, given, claimant);
  return handled;
};

const attempt = async <S, F extends JejakFact>(
  ledger: Ledger,
  command: Digested,
  intent: Intent<S, F>,
): Promise<Handled> => {
  const { streamId } = intent;
  const found = await readFolded(ledger, intent);
  const before = recordedBefore(command, streamId, found);
  if (before) return before;
  const currentRevision = found.last?.revision ?? NO_STREAM;
  if ((command.expectedRevision ?? currentRevision) !== currentRevision)
    return { outcome: 'conflict', currentRevision };

  const now = ledger.clock();
  const { actor, source } = command;
  const facts = intent.decide(found.state, { actor, source, now, today: jakartaDate(now) });
  if (isRefusal(facts)) return facts;
  if (facts.length === 0) return unchanged(command, streamId, found);
  return writeHolding(ledger, command, intent, { found, facts, now });
};

/** Read, fold, decide, append: the same for every command. */
export const handle = async <S, F extends JejakFact>(
  ledger: Ledger,
  command: Command,
  intent: Intent<S, F>,
): Promise<Handled> => {
  const { name, input, reason } = command;
  const digest = keyedHash(await ledger.keys.findOrCreate(DIGEST_KEY), { name, input, reason });
  let handled = await attempt(ledger, { ...command, digest }, intent);
  for (let tries = 1; tries < ATTEMPTS && lostRace(handled, command); tries++)
    handled = await attempt(ledger, { ...command, digest }, intent);
  return handled;
};

const lostRace = (handled: Handled, command: Command): boolean =>
  'outcome' in handled && handled.outcome === 'conflict' && command.expectedRevision === undefined;

/** A stream folded as it stands: for what a decision takes as an argument. */
export const foldStream = async <S, F extends JejakFact>(
  source: Source,
  streamId: string,
  decider: Decider<S, F>,
): Promise<S> => (await readFolded(source, { streamId, decider })).state;
