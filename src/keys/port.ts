/**
 * Keys live outside the log and outside its backups: destroying a mitra's key erases what was
 * written about the person, and leaves every hash as it was. 32 bytes each.
 */
export interface KeyStore {
  /** The key, or null where it was erased on purpose, or undefined where there never was one. */
  find(id: string): Promise<Buffer | null | undefined>;
  /** The key, made on first use and durable before it is returned. An erased key stays erased. */
  findOrCreate(id: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** The key was destroyed on purpose; what it sealed can no longer be read, nor added to. */
export class KeyErased extends Error {
  override readonly name = 'KeyErased';
}

/**
 * The log holds what a key sealed, and the key store has never known that key: it is lost, or is
 * an older copy. Nothing may be written then, or a second key would take its place.
 */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
}

/** A key is there but the master key does not open it. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
}

export const mitraKey = (code: string): string => `mitra:${code}`;
/** Of money that nobody has identified: there is no mitra whose key could seal who it may be. */
export const receiptKey = (programme: string, receipt: string): string =>
  `receipt:${programme}:${receipt}`;
export const DIGEST_KEY = 'secret:command-digest';
export const RESERVATION_KEY = 'secret:reservation';
