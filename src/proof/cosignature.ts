/**
 * C2SP's tlog-cosignature, `cosignature/v1`: a witness says that at a time (POSIX seconds) this
 * was the largest tree it had seen of the log.
 */
export const cosignedText = (seconds: bigint, checkpoint: string): string =>
  `cosignature/v1\ntime ${seconds}\n${checkpoint}`;

const TIME_BYTES = 8;
const LATEST = 2n ** 63n - 1n;

export const packCosignature = (seconds: bigint, signature: Uint8Array): Buffer => {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigInt64BE(seconds);
  return Buffer.concat([time, signature]);
};

/** Its two parts; null where it can be none. */
export const unpackCosignature = (
  bytes: Uint8Array,
): { readonly seconds: bigint; readonly signature: Buffer } | null => {
  if (bytes.length <= TIME_BYTES) return null;
  const buffer = Buffer.from(bytes);
  const seconds = buffer.readBigUInt64BE();
  return seconds > LATEST ? null : { seconds, signature: buffer.subarray(TIME_BYTES) };
};
