import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Expected } from './commit-check.js';
import type { Core } from './core.js';
import type { Written } from './log.js';
import { expectedOf, streamIdOf } from './messages.js';
import { type Refusal, streamDeleted, wrongExpectedVersion } from './refusals.js';

const { DeleteResp, TombstoneResp } = streams;

interface Target {
  readonly streamId: string;
  readonly expected: Expected;
}

const targetOf = (
  options: streams.DeleteReq.Options | streams.TombstoneReq.Options | undefined,
): Target => {
  const revision = options?.hasRevision() ? options.getRevision() : undefined;
  const expected = options ? expectedOf(options, revision) : 'any';
  return { streamId: streamIdOf(options?.getStreamIdentifier()), expected };
};

const refusalOf = (
  operation: string,
  { streamId, expected }: Target,
  result: Written,
): Refusal | undefined => {
  if (result.outcome === 'deleted') return streamDeleted(streamId);
  if (result.outcome === 'wrong')
    return wrongExpectedVersion(operation, streamId, expected, result.current);
  return undefined;
};

const positionOf = (result: Written): string =>
  String(result.outcome === 'written' ? result.position : '');

export const softDelete =
  (core: Core): handleUnaryCall<streams.DeleteReq, streams.DeleteResp> =>
  (call, callback) => {
    core.opened(call);
    if (core.log.closed) return;
    const target = targetOf(call.request.getOptions());
    const result = core.log.delete(target.streamId, target.expected);
    const refusal = refusalOf('Delete', target, result);
    if (refusal) return callback(refusal);
    const position = new DeleteResp.Position().setCommitPosition(positionOf(result));
    position.setPreparePosition(positionOf(result));
    callback(null, new DeleteResp().setPosition(position));
  };

export const tombstone =
  (core: Core): handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> =>
  (call, callback) => {
    core.opened(call);
    if (core.log.closed) return;
    const target = targetOf(call.request.getOptions());
    const result = core.log.tombstone(target.streamId, target.expected);
    const refusal = refusalOf('Tombstone', target, result);
    if (refusal) return callback(refusal);
    const position = new TombstoneResp.Position().setCommitPosition(positionOf(result));
    position.setPreparePosition(positionOf(result));
    callback(null, new TombstoneResp().setPosition(position));
  };
