import batchCode from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import rpcStatus from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import protobufEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Expected } from './commit-check.js';
import type { Written } from './log.js';
import { identifierOf } from './messages.js';
import { MAX_APPEND_SIZE } from './refusals.js';

const { BatchAppendResp } = streams;
const { Code } = batchCode;

const none = () => new protobufEmpty.Empty();

interface Packable {
  serializeBinary(): Uint8Array;
}

const failure = (code: batchCode.Code, message: string, type: string, details: Packable) => {
  const packed = new any.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${type}`);
  const error = new rpcStatus.Status().setCode(code).setMessage(message).setDetails(packed);
  return new BatchAppendResp().setError(error);
};

const wrong = (expected: Expected, current: number): streams.BatchAppendResp => {
  const details = new shared.WrongExpectedVersion();
  if (current < 0) details.setCurrentNoStream(none());
  else details.setCurrentStreamRevision(String(current));
  if (expected === 'any') details.setExpectedAny(none());
  else if (expected === 'no_stream') details.setExpectedNoStream(none());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(none());
  else details.setExpectedStreamPosition(String(expected));
  const name = 'WrongExpectedVersion';
  return failure(Code.ALREADY_EXISTS, name, name, details);
};

const deleted = (streamId: string): streams.BatchAppendResp => {
  const details = new shared.StreamDeleted().setStreamIdentifier(identifierOf(streamId));
  return failure(Code.NOT_FOUND, 'StreamDeleted', 'StreamDeleted', details);
};

const success = (revision: number, position: number | undefined): streams.BatchAppendResp => {
  const written = new BatchAppendResp.Success();
  if (revision < 0) written.setNoStream(none());
  else written.setCurrentRevision(String(revision));
  if (position === undefined) written.setNoPosition(none());
  else {
    const at = new shared.AllStreamPosition();
    at.setCommitPosition(String(position)).setPreparePosition(String(position));
    written.setPosition(at);
  }
  return new BatchAppendResp().setSuccess(written);
};

export const batchWritten = (
  streamId: string,
  expected: Expected,
  result: Written,
): streams.BatchAppendResp => {
  if (result.outcome === 'wrong') return wrong(expected, result.current);
  if (result.outcome === 'deleted') return deleted(streamId);
  return success(result.revision, result.position);
};

export const batchTimedOut = (): streams.BatchAppendResp =>
  failure(Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new shared.Timeout());

export const batchTooLarge = (): streams.BatchAppendResp => {
  const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_SIZE);
  const name = 'MaximumAppendSizeExceeded';
  return failure(Code.INVALID_ARGUMENT, name, name, details);
};

export const batchBadRequest = (why: string): streams.BatchAppendResp =>
  failure(
    Code.INVALID_ARGUMENT,
    'BadRequest',
    'BadRequest',
    new shared.BadRequest().setMessage(why),
  );

/** What was expected, said again in every answer. */
export const sayExpected = (response: streams.BatchAppendResp, expected: Expected): void => {
  if (expected === 'any') response.setAny(none());
  else if (expected === 'no_stream') response.setNoStream(none());
  else if (expected === 'stream_exists') response.setStreamExists(none());
  else response.setStreamPosition(String(expected));
};
