import type { ServerHttp2Stream } from 'node:http2';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, type ServerWritableStream } from '@grpc/grpc-js';
import { carrierOf } from './core.js';
import type { Refusal } from './refusals.js';

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

/** So many bytes make a write of their own; fewer wait for what comes in the same turn. */
const CHUNK = 16_384;

/** A message as gRPC frames it: not compressed, and how long it is. */
const framed = (message: Uint8Array): Buffer => {
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame.writeUInt8(0, 0);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
};

/**
 * Where a read or a subscription writes, at the speed of whoever reads. It writes to the stream
 * itself: grpc-js sends each message alone, which is half as fast.
 */
export class Outlet {
  /** The transport takes no more for now. */
  blocked = false;
  /** Nobody listens any more, or the end has been said. */
  ended = false;
  private readonly stream: ServerHttp2Stream;
  private pending: Buffer[] = [];
  private size = 0;
  private release: (() => void) | undefined;

  constructor(private readonly call: ReadCall) {
    this.stream = carrierOf(call);
    this.stream.on('drain', () => this.unblock()).on('error', () => undefined);
    this.onEnd(() => {
      this.ended = true;
      this.unblock();
    });
  }

  /** When nobody listens any more, or all has been sent. */
  onEnd(listener: () => void): void {
    this.stream.on('close', listener);
  }

  /** What to wait for before the next one, if anything. */
  write(response: streams.ReadResp): Promise<void> | undefined {
    if (this.ended) return undefined;
    const frame = framed(response.serializeBinary());
    if (this.size === 0) queueMicrotask(() => this.flush());
    this.pending.push(frame);
    this.size += frame.length;
    if (this.size >= CHUNK) this.flush();
    return this.blocked ? new Promise((resolve) => (this.release = resolve)) : undefined;
  }

  /** What was written before still arrives. */
  end(): void {
    if (this.ended) return;
    this.flush();
    this.ended = true;
    this.call.end();
  }

  fail(refusal: Refusal): void {
    if (this.ended) return;
    this.flush();
    this.ended = true;
    this.call.emit('error', refusal);
    this.unblock();
  }

  private flush(): void {
    const { pending, stream } = this;
    this.pending = [];
    this.size = 0;
    if (pending.length === 0 || stream.destroyed || stream.writableEnded) return;
    this.call.sendMetadata(new Metadata());
    if (!stream.write(Buffer.concat(pending))) this.blocked = true;
  }

  private unblock(): void {
    this.blocked = false;
    this.release?.();
    this.release = undefined;
  }
}
