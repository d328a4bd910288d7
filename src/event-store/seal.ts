import { hash as digestOf } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import { canonicalJson, NotCanonical } from '../kernel/canonical-json.js';
import type { SealedEvent } from './port.js';

/** What the first event of a stream names as the hash before it. */
export const NO_HASH = '0'.repeat(64);

/**
 * The event's id follows from the command: a repeated write is the same event.
 * @param index the event's number among those of its command, from 0
 */
export const eventIdOf = (
  commandId: string,
  streamId: string,
  digest: string,
  index: number,
): string => uuidv5(`${streamId}\n${digest}\n${index}`, commandId);

/** SHA-256, hexadecimal, over the canonical JSON (RFC 8785) of all that the writer decided. */
export const hashOf = (event: Omit<SealedEvent, 'hash'>): string =>
  digestOf('sha256', canonicalJson({ ...event, hash: undefined }), 'hex');

/** The writer's part of an event as read back: without the store's stamp. */
export const writersPart = (event: SealedEvent): SealedEvent => {
  const {
    position: _,
    recordedAt: __,
    ...sealed
  } = event as SealedEvent & {
    position?: unknown;
    recordedAt?: unknown;
  };
  return sealed;
};

const BODY = Symbol('as it is stored');
type WithBody = SealedEvent & { readonly [BODY]?: string };

/** For who examines many: the text that an event was parsed from. A copy of the event drops it. */
export const rememberBody = (event: SealedEvent, body: string): void =>
  void Object.defineProperty(event, BODY, { value: body });

/** Whether a stored body, where it is at hand, is what the event is written as: nothing beside. */
const bodyFits = (event: SealedEvent): boolean => {
  const { [BODY]: body } = event as WithBody;
  return body === undefined || body === canonicalJson(writersPart(event));
};

/**
 * Whether an event's hash is that of its content. A stored body mostly is the canonical JSON
 * already, but for the hash in it; only where the digest of that is not the one expected, or the
 * body is not at hand, is the canonical JSON made. No other text has the digest; and no text that
 * has it can hold it, so that what is cut out here was the event's own `hash`. Any other body has
 * to be that JSON to the letter: what says a member twice says one thing to us and, perhaps,
 * another to who reads the text.
 */
export const hashFits = (event: SealedEvent): boolean => {
  const { [BODY]: body, hash } = event as WithBody;
  const own = `"hash":"${hash}",`;
  const at = body?.indexOf(own) ?? -1;
  try {
    if (body !== undefined && at >= 0) {
      const part = body.slice(0, at) + body.slice(at + own.length);
      if (digestOf('sha256', part, 'hex') === hash) return true;
    }
    return hashOf(writersPart(event)) === hash && bodyFits(event);
  } catch (error) {
    // A RangeError: nested so deeply that nobody can have written it with this software.
    if (error instanceof NotCanonical || error instanceof RangeError) return false;
    throw error;
  }
};

/** The canonical JSON of events that were sealed here, for who writes them. */
const texts = new WeakMap<SealedEvent, string>();

/** The canonical JSON of an event: of one just sealed as it was made then. A copy is made anew. */
export const textOf = (event: SealedEvent): string => texts.get(event) ?? canonicalJson(event);

const UNKNOWN = `"hash":"${NO_HASH}",`;

/**
 * The hash is over the text without it, so that the text is made once and the hash set into it.
 * Of all that stands after it in the order of names nothing has a member of that name: the last
 * place found is the event's own, whatever its data holds.
 */
export const sealed = (event: Omit<SealedEvent, 'hash'>): SealedEvent => {
  const text = canonicalJson({ ...event, hash: NO_HASH });
  const at = text.lastIndexOf(UNKNOWN);
  const [before, after] = [text.slice(0, at), text.slice(at + UNKNOWN.length)];
  const hash = digestOf('sha256', before + after, 'hex');
  const whole = { ...event, hash };
  texts.set(whole, `${before}"hash":"${hash}",${after}`);
  return whole;
};
