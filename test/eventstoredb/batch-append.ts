import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  batchBadRequest,
  batchTimedOut,
  batchTooLarge,
  batchWritten,
  sayExpected,
} from './batch-responses.js';
import type { Expected } from './commit-check.js';
import type { Core } from './core.js';
import type { Proposed } from './log.js';
import { expectedOf, identifierOf, proposedOf, streamIdOf, uuidOf } from './messages.js';
import { MAX_APPEND_SIZE } from './refusals.js';
import { sizeOf, store } from './storing.js';

type Call = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;

/** One append of the shared stream, whose events may come in several messages. */
class Pending {
  readonly streamId: string;
  readonly expected: Expected;
  readonly events: Proposed[] = [];
  private readonly deadline: number;
  private unreadable = false;

  constructor(options: streams.BatchAppendReq.Options) {
    this.streamId = streamIdOf(options.getStreamIdentifier());
    const revision = options.hasStreamPosition() ? options.getStreamPosition() : undefined;
    this.expected = expectedOf(options, revision);
    this.deadline = options.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY;
  }

  add(messages: readonly streams.BatchAppendReq.ProposedMessage[]): void {
    const events = messages.map(proposedOf);
    this.unreadable ||= events.includes(undefined);
    this.events.push(...events.filter((event) => event !== undefined));
  }

  refusal(): streams.BatchAppendResp | undefined {
    if (this.streamId === '') return batchBadRequest('the stream has no name');
    if (this.unreadable) return batchBadRequest('an event without id or type');
    return sizeOf(this.events) > MAX_APPEND_SIZE ? batchTooLarge() : undefined;
  }

  limitMs({ options: { commitTimeoutMs, now } }: Core): number {
    return Math.min(commitTimeoutMs, this.deadline - now());
  }
}

const handle = (core: Core, call: Call, pending: Pending, id: streams.BatchAppendReq): void => {
  const { streamId, expected, events } = pending;
  const answer = (response: streams.BatchAppendResp): void => {
    if (call.cancelled) return;
    response.setCorrelationId(id.getCorrelationId());
    response.setStreamIdentifier(identifierOf(streamId));
    sayExpected(response, expected);
    call.write(response);
  };
  const refusal = pending.refusal();
  if (refusal) return answer(refusal);
  const limitMs = pending.limitMs(core);
  store(core, { streamId, expected, events, limitMs, peer: call.getPeer() }, (result) =>
    answer(result === 'timeout' ? batchTimedOut() : batchWritten(streamId, expected, result)),
  );
};

/** Many appends on one stream; each is answered by its correlation id when it is final. */
export const batchAppend =
  (core: Core) =>
  (call: Call): void => {
    core.opened(call);
    const unfinished = new Map<string, Pending>();
    call.on('data', (request) => {
      const id = uuidOf(request.getCorrelationId()) ?? '';
      const options = request.getOptions();
      const pending = options ? new Pending(options) : unfinished.get(id);
      if (!pending) return;
      pending.add(request.getProposedMessagesList());
      unfinished.set(id, pending);
      if (!request.getIsFinal()) return;
      unfinished.delete(id);
      handle(core, call, pending, request);
    });
    call.on('end', () => call.end());
  };
