import type { JejakFact } from '../events.js';
import type { Asked, Decider, Outcome } from '../kernel/decider.js';
import { NEXT, type Position, START } from '../kernel/envelope.js';
import type { Fact, Recorded } from '../kernel/fact.js';
import { type Instant, jakartaDate } from '../kernel/local-date.js';
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.js';
import { DIGEST_KEY } from '../keys/port.js';
import { keyedHash } from '../keys/cipher.js';
import { decode, decodeSealed } from './codec.js';
import { appendForSure, type Command, type Ledger } from './ledger.js';
import { NO_STREAM, type StoredEvent } from './port.js';
import { type Claim, type Claimant, claim, release } from './reservation.js';
import { sealAll, type Subject } from './sealing.js';

/** One stream, how it folds, and what to decide on it. */
export interface Intent<S, F extends Fact> {
  readonly streamId: string;
  readonly decider: Decider<S, F>;
  readonly decide: (state: S, asked: Asked) => Outcome<F>;
  /** What is decided does not depend on any personal part: none is decrypted. */
  readonly withoutPersonal?: boolean;
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

const ATTEMPTS = 100;

const done = (
  command: Command,
  streamId: string,
  written: readonly StoredEvent[],
  duplicate: boolean,
): Done => ({
  outcome: 'done',
  commandId: command.commandId,
  streamId,
  revision: written.at(-1)?.revision ?? NO_STREAM,
  position: written.at(-1)?.position ?? START,
  events: duplicate ? [] : written.map(({ eventId, type }) => ({ id: eventId, type })),
  duplicate,
});

/** The outcome of the first time, if the stream holds this command already. */
const recordedBefore = (
  command: Command & { readonly digest: string },
  history: readonly StoredEvent[],
): Handled | null => {
  const own = history.filter((event) => event.commandId === command.commandId);
  const [first] = own;
  if (!first) {
    const abandoned = history.some(
      (event) => event.type === 'CommandAbandoned' && event.data['command'] === command.commandId,
    );
    return abandoned ? refuse('COMMAND_ABANDONED', { commandId: command.commandId }) : null;
  }
  if (first.commandDigest !== command.digest)
    return refuse('COMMAND_ID_REUSED', { commandId: command.commandId, recorded: first.type });
  const outcome = done(command, first.streamId, own, false);
  return { ...outcome, duplicate: true };
};

const folded = async <S, F extends JejakFact>(
  { keys }: Pick<Ledger, 'keys'>,
  history: readonly StoredEvent[],
  decider: Decider<S, F>,
  withoutPersonal = false,
): Promise<S> => {
  const events = withoutPersonal
    ? history.map(decodeSealed)
    : await Promise.all(history.map((event) => decode(event, keys)));
  return (events as unknown as Recorded<F>[]).reduce(decider.evolve, decider.initial);
};

/** What a command found and what was decided on it. */
interface Decided<S, F> {
  readonly history: readonly StoredEvent[];
  readonly state: S;
  readonly facts: readonly F[];
  readonly now: Instant;
}

const write = async <S, F extends JejakFact>(
  ledger: Ledger,
  command: Command & { readonly digest: string },
  { streamId, subject }: Intent<S, F>,
  { history, state, facts, now }: Decided<S, F>,
): Promise<Handled> => {
  const last = history.at(-1);
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
  return { ...done(command, streamId, [], false), ...result, outcome: 'done', events };
};

const without = (claims: readonly Claim[], others: readonly Claim[]): readonly Claim[] =>
  claims.filter(({ kind, value }) => !others.some((o) => o.kind === kind && o.value === value));

/** What the facts give the stream is claimed before they are written, the rest let go after. */
const writeHolding = async <S, F extends JejakFact>(
  ledger: Ledger,
  command: Command & { readonly digest: string },
  intent: Intent<S, F>,
  decided: Decided<S, F>,
): Promise<Handled> => {
  const { streamId, decider, holds } = intent;
  if (!holds) return write(ledger, command, intent, decided);
  const claimant: Claimant = {
    stream: streamId,
    mitra: intent.subject(decided.state).mitra,
    command,
    holds: async (history, wanted) =>
      without([wanted], holds(await folded(ledger, history, decider))).length === 0,
  };
  const recorded = decided.facts.map((fact) => ({ ...fact, position: NEXT }));
  const after = holds((recorded as unknown as Recorded<F>[]).reduce(decider.evolve, decided.state));
  const before = holds(decided.state);
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
  command: Command & { readonly digest: string },
  intent: Intent<S, F>,
): Promise<Handled> => {
  const history = await ledger.store.readStream(intent.streamId);
  const before = recordedBefore(command, history);
  if (before) return before;
  const currentRevision = history.at(-1)?.revision ?? NO_STREAM;
  if ((command.expectedRevision ?? currentRevision) !== currentRevision)
    return { outcome: 'conflict', currentRevision };

  const state = await folded(ledger, history, intent.decider, intent.withoutPersonal);
  const now = ledger.clock();
  const { actor, source } = command;
  const facts = intent.decide(state, { actor, source, now, today: jakartaDate(now) });
  if (isRefusal(facts)) return facts;
  if (facts.length === 0) return done(command, intent.streamId, history.slice(-1), true);
  return writeHolding(ledger, command, intent, { history, state, facts, now });
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
  ledger: Pick<Ledger, 'store' | 'keys'>,
  streamId: string,
  decider: Decider<S, F>,
): Promise<S> => folded(ledger, await ledger.store.readStream(streamId), decider);
