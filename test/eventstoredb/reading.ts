import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Core } from './core.js';
import type { Recorded } from './log.js';
import { eventResponse, notFoundResponse, streamIdOf } from './messages.js';
import { Outlet, type ReadCall } from './outlet.js';
import { badRequest, invalidPosition, type Refusal, streamDeleted } from './refusals.js';
import { Subscription } from './subscription.js';
import { filterOf } from './filter.js';

const { ReadDirection } = streams.ReadReq.Options;

type Options = streams.ReadReq.Options;

/** Records to go through, from an index up or, where `step` is -1, down. */
interface Walk {
  readonly records: readonly Recorded[];
  readonly from: number;
  readonly step: 1 | -1;
  readonly wanted: (record: Recorded) => boolean;
}

const walk = async (outlet: Outlet, options: Options, way: Walk): Promise<void> => {
  const { records, from, step, wanted } = way;
  const asText = options.getUuidOption()?.hasString() ?? false;
  const end = step === 1 ? records.length : -1;
  let left = Number(options.getCount());
  for (let at = from; at * step < end * step && left > 0 && !outlet.ended; at += step) {
    const record = records[at];
    if (!record || !wanted(record)) continue;
    left -= 1;
    const blocked = outlet.write(eventResponse(record, asText));
    if (blocked) await blocked;
  }
  outlet.end();
};

const stepOf = (options: Options): 1 | -1 =>
  options.getReadDirection() === ReadDirection.BACKWARDS ? -1 : 1;

/** The index that an $all read or subscription goes by; the event at `position` is at it. */
const indexIn = (core: Core, all: streams.ReadReq.Options.AllOptions): number | undefined => {
  if (all.hasEnd()) return core.log.records.length;
  const position = all.getPosition();
  if (!position) return -1;
  const commit = Number(position.getCommitPosition());
  const same = position.getPreparePosition() === position.getCommitPosition();
  return same ? core.log.indexOf(commit) : undefined;
};

type Read = (core: Core, outlet: Outlet, options: Options) => Promise<void> | void;

/** Forwards from a position includes its event, backwards excludes it. */
const readAll: Read = (core, outlet, options) => {
  const all = options.getAll() ?? new streams.ReadReq.Options.AllOptions();
  const index = indexIn(core, all);
  if (index === undefined) return outlet.fail(invalidPosition());
  const step = stepOf(options);
  const from = step === 1 ? Math.max(index, 0) : index - 1;
  const wanted = filterOf(options.getFilter()).matches;
  return walk(outlet, options, { records: core.log.records, from, step, wanted });
};

const readStream: Read = (core, outlet, options) => {
  const from = options.getStream() ?? new streams.ReadReq.Options.StreamOptions();
  const streamId = streamIdOf(from.getStreamIdentifier());
  const stream = core.log.stream(streamId);
  if (stream.tombstoned) return outlet.fail(streamDeleted(streamId));
  if (stream.missing) {
    void outlet.write(notFoundResponse(streamId));
    return outlet.end();
  }
  const step = stepOf(options);
  const { records, first, tip } = stream;
  const revision = from.hasEnd() ? Number.POSITIVE_INFINITY : Number(from.getRevision() || 0);
  const start = step === 1 ? Math.max(revision, first) : Math.min(revision, tip);
  const wanted = ({ revision: own }: Recorded): boolean => Number(own) >= first;
  return walk(outlet, options, { records, from: start, step, wanted });
};

/** What stands at the given position has been seen. */
const subscribeToAll: Read = (core, outlet, options) => {
  const all = options.getAll() ?? new streams.ReadReq.Options.AllOptions();
  const index = indexIn(core, all);
  if (index === undefined) return outlet.fail(invalidPosition());
  const { matches, checkpointEvery } = filterOf(options.getFilter());
  const { records } = core.log;
  const from = Math.min(index + 1, records.length);
  const uuidAsText = options.getUuidOption()?.hasString() ?? false;
  const refusal = (): Refusal | undefined => undefined;
  const followed = { records, from, wanted: matches, refusal, checkpointEvery, uuidAsText };
  return new Subscription(core, outlet, followed).run();
};

/** A missing stream may come to be. */
const subscribeToStream: Read = (core, outlet, options) => {
  const start = options.getStream() ?? new streams.ReadReq.Options.StreamOptions();
  const streamId = streamIdOf(start.getStreamIdentifier());
  const stream = core.log.stream(streamId);
  const { records } = stream;
  const after = start.hasRevision() ? Number(start.getRevision()) : -1;
  const from = start.hasEnd() ? records.length : after + 1;
  const followed = {
    ...{ records, from, checkpointEvery: 0 },
    wanted: ({ revision }: Recorded) => Number(revision) >= stream.first,
    refusal: () => (stream.tombstoned ? streamDeleted(streamId) : undefined),
    uuidAsText: options.getUuidOption()?.hasString() ?? false,
  };
  return new Subscription(core, outlet, followed).run();
};

const readOf = (options: Options): Read => {
  const ofAll = options.hasAll();
  if (options.hasSubscription()) return ofAll ? subscribeToAll : subscribeToStream;
  return ofAll ? readAll : readStream;
};

export const read =
  (core: Core) =>
  (call: ReadCall): void => {
    core.opened(call);
    const outlet = new Outlet(call);
    const options = call.request.getOptions() ?? new streams.ReadReq.Options();
    const failed = (error: unknown): void => outlet.fail(badRequest(String(error)));
    Promise.resolve(options)
      .then((asked) => readOf(asked)(core, outlet, asked))
      .catch(failed);
  };
