import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import type { Expected } from './commit-check.js';
import type { Core } from './core.js';
import type { Proposed, Written } from './log.js';
import { empty, expectedOf, proposedOf, streamIdOf } from './messages.js';
import {
  badRequest,
  MAX_APPEND_SIZE,
  maximumAppendSizeExceeded,
  type Refusal,
  streamDeleted,
  timedOut,
} from './refusals.js';
import { sizeOf, store } from './storing.js';

type Call = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

const { AppendResp } = streams;

/** Clients of version 20.6 read fields of their own, where a revision is a number. */
const wrong = (expected: Expected, current: number): streams.AppendResp => {
  const answer = new AppendResp.WrongExpectedVersion();
  if (current < 0) answer.setCurrentNoStream(empty()).setNoStream2060(empty());
  else answer.setCurrentRevision(String(current)).setCurrentRevision2060(current);
  if (expected === 'any') answer.setExpectedAny(empty()).setAny2060(empty());
  else if (expected === 'stream_exists')
    answer.setExpectedStreamExists(empty()).setStreamExists2060(empty());
  // They had no word for it.
  else if (expected === 'no_stream') answer.setExpectedNoStream(empty());
  else answer.setExpectedRevision(String(expected)).setExpectedRevision2060(Number(expected));
  return new AppendResp().setWrongExpectedVersion(answer);
};

const success = (revision: number, position: number | undefined): streams.AppendResp => {
  const answer = new AppendResp.Success();
  if (revision < 0) answer.setNoStream(empty());
  else answer.setCurrentRevision(String(revision));
  if (position === undefined) answer.setNoPosition(empty());
  else {
    const at = new AppendResp.Position();
    at.setCommitPosition(String(position)).setPreparePosition(String(position));
    answer.setPosition(at);
  }
  return new AppendResp().setSuccess(answer);
};

const responseTo = (
  streamId: string,
  expected: Expected,
  result: Written | 'timeout',
): streams.AppendResp | Refusal => {
  if (result === 'timeout') return timedOut();
  if (result.outcome === 'deleted') return streamDeleted(streamId);
  if (result.outcome === 'wrong') return wrong(expected, result.current);
  return success(result.revision, result.position);
};

const refusalOf = (
  streamId: string,
  events: readonly (Proposed | undefined)[],
): Refusal | undefined => {
  if (streamId === '') return badRequest('the stream has no name');
  if (events.includes(undefined)) return badRequest('an event without id or type');
  const size = sizeOf(events.filter((event) => event !== undefined));
  return size > MAX_APPEND_SIZE ? maximumAppendSizeExceeded() : undefined;
};

/** One append for each call: first where to, then the events, then the end. */
export const append =
  (core: Core) =>
  (call: Call, callback: sendUnaryData<streams.AppendResp>): void => {
    core.opened(call);
    let options = new streams.AppendReq.Options();
    const events: (Proposed | undefined)[] = [];
    call.on('data', (request) => {
      const proposed = request.getProposedMessage();
      if (proposed) events.push(proposedOf(proposed));
      else options = request.getOptions() ?? options;
    });
    call.on('end', () => {
      if (call.cancelled) return;
      const streamId = streamIdOf(options.getStreamIdentifier());
      const revision = options.hasRevision() ? options.getRevision() : undefined;
      const expected = expectedOf(options, revision);
      const refusal = refusalOf(streamId, events);
      if (refusal) return callback(refusal);
      const request = {
        ...{ streamId, expected, events: events.filter((event) => event !== undefined) },
        ...{ limitMs: core.options.commitTimeoutMs, peer: call.getPeer() },
      };
      store(core, request, (result) => {
        const response = responseTo(streamId, expected, result);
        if (response instanceof AppendResp) callback(null, response);
        else callback(response);
      });
    });
  };
