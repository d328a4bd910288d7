import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Expected } from './commit-check.js';
import type { Proposed, Recorded } from './log.js';

const { Empty, StreamIdentifier, UUID } = shared;
const { ReadResp } = streams;

export const empty = (): shared.Empty => new Empty();

export const streamIdOf = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export const identifierOf = (streamId: string): shared.StreamIdentifier =>
  new StreamIdentifier().setStreamName(Buffer.from(streamId));

const UUID_FORM = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

const DASHES = /(.{8})(.{4})(.{4})(.{4})/;

const fromHalves = (halves: shared.UUID.Structured): string => {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(BigInt(halves.getMostSignificantBits()), 0);
  bytes.writeBigInt64BE(BigInt(halves.getLeastSignificantBits()), 8);
  return bytes.toString('hex').replace(DASHES, '$1-$2-$3-$4-');
};

/** In small letters; undefined where it is none. */
export const uuidOf = (uuid: shared.UUID | undefined): string | undefined => {
  const halves = uuid?.getStructured();
  if (halves) return fromHalves(halves);
  const text = uuid?.getString() ?? '';
  return UUID_FORM.test(text) ? text.toLowerCase() : undefined;
};

const uuidMessage = (id: string, asText: boolean): shared.UUID => {
  if (asText) return new UUID().setString(id);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const halves = new UUID.Structured();
  halves.setMostSignificantBits(bytes.readBigInt64BE(0).toString());
  halves.setLeastSignificantBits(bytes.readBigInt64BE(8).toString());
  return new UUID().setStructured(halves);
};

/** The four ways of saying what revision is expected, as all requests have them. */
export interface SaysExpected {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

export const expectedOf = (options: SaysExpected, revision: string | undefined): Expected => {
  if (revision !== undefined) return BigInt(revision);
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : 'any';
};

type ProposedMessage = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

/** Undefined where the server could make nothing of it. */
export const proposedOf = (message: ProposedMessage): Proposed | undefined => {
  const id = uuidOf(message.getId());
  const type = message.getMetadataMap().get('type');
  if (id === undefined || !type) return undefined;
  return {
    ...{ id, type },
    contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
    // Copied: as it is, it would keep the whole frame it came in.
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
};

const recordedMessage = (record: Recorded, asText: boolean) => {
  const message = new ReadResp.ReadEvent.RecordedEvent();
  const position = String(record.position);
  message.setId(uuidMessage(record.id, asText));
  message.setStreamIdentifier(identifierOf(record.streamId));
  message.setStreamRevision(record.revision);
  message.setCommitPosition(position);
  message.setPreparePosition(position);
  const system = message.getMetadataMap();
  system.set('type', record.type);
  system.set('created', record.created);
  system.set('content-type', record.contentType);
  message.setCustomMetadata(record.metadata);
  message.setData(record.data);
  return message;
};

export const eventResponse = (record: Recorded, asText: boolean): streams.ReadResp => {
  const event = new ReadResp.ReadEvent().setEvent(recordedMessage(record, asText));
  return new ReadResp().setEvent(event.setCommitPosition(String(record.position)));
};

export const notFoundResponse = (streamId: string): streams.ReadResp => {
  const missing = new ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(streamId));
  return new ReadResp().setStreamNotFound(missing);
};

export const confirmationResponse = (subscriptionId: string): streams.ReadResp => {
  const confirmation = new ReadResp.SubscriptionConfirmation();
  return new ReadResp().setConfirmation(confirmation.setSubscriptionId(subscriptionId));
};

export const caughtUpResponse = (): streams.ReadResp =>
  new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

export const checkpointResponse = (commit: number, prepare: number): streams.ReadResp => {
  const checkpoint = new ReadResp.Checkpoint().setCommitPosition(String(commit));
  return new ReadResp().setCheckpoint(checkpoint.setPreparePosition(String(prepare)));
};
