import type { Actor } from '../kernel/envelope.js';
import type { Instant } from '../kernel/local-date.js';

/** Who is asking, and how that is known. */
export interface Who {
  readonly actor: Actor;
  readonly via: 'dev' | 'token';
  /** A token's end: nothing is answered to it from then on. */
  readonly expiresAt?: Instant;
}

/** Nobody we know; `reason` can be shown to whoever asked. */
export interface Unknown {
  readonly unauthenticated: string;
}

/** Request headers, names in lower case. */
export type Credentials = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Authenticate = (credentials: Credentials) => Promise<Who | Unknown>;

export const isWho = (answer: Who | Unknown): answer is Who => 'actor' in answer;

/** The keys that tokens are checked with cannot be fetched: nobody can be recognised just now. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}
