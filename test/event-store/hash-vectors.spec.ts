import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { eventIdOf, hashOf } from '../../src/event-store/seal.js';
import type { SealedEvent } from '../../src/event-store/port.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { keyedHash, seal } from '../../src/keys/cipher.js';

interface Vector {
  readonly command: object;
  readonly digested: string;
  readonly commandDigest: string;
  readonly eventIdName: string;
  readonly eventIdNamespace: string;
  readonly eventId: string;
  readonly personal?: { key: string; plaintext: string; nonce: string; ciphertext: string };
  readonly canonical: string;
  readonly hash: string;
}

const { keys, vectors } = JSON.parse(readFileSync('docs/hash-vectors.json', 'utf8')) as {
  readonly keys: Readonly<Record<string, string>>;
  readonly vectors: readonly Vector[];
};
const keyOf = (id: string): Buffer => Buffer.from(keys[id] ?? '', 'hex');
const DIGEST = keyOf('secret:command-digest');

// The next four know nothing of the house: what it publishes is all that a verifier needs.
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
};

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const uuid5 = (name: string, space: string): string => {
  const bytes = createHash('sha1')
    .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
};

const opened = (key: Buffer, eventId: string, nonce: Buffer, sealed: Buffer): string => {
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(eventId)).setAuthTag(sealed.subarray(-16));
  return cipher.update(sealed.subarray(0, -16)).toString('utf8') + cipher.final('utf8');
};

describe('the published vectors', () => {
  it('follow one another: each stream begins with 64 zeros, then names the hash before', () => {
    const last = new Map<string, string>();
    for (const vector of vectors) {
      const { streamId, previousHash } = JSON.parse(vector.canonical) as SealedEvent;
      expect(previousHash).toBe(last.get(streamId) ?? '0'.repeat(64));
      last.set(streamId, vector.hash);
    }
    expect([...last.keys()]).toEqual(['mitra-M-1', 'policy-allocation']);
  });

  describe.each(vectors.map((vector) => [vector.eventId, vector] as const))('%s', (_, vector) => {
    const event = JSON.parse(vector.canonical) as Omit<SealedEvent, 'hash'>;

    it('are recomputed with node:crypto alone', () => {
      expect(canonical(vector.command)).toBe(vector.digested);
      expect(hmac(DIGEST, vector.digested).toString('hex')).toBe(vector.commandDigest);
      expect(vector.eventIdName).toBe(`${event.streamId}\n${vector.commandDigest}\n0`);
      expect(uuid5(vector.eventIdName, vector.eventIdNamespace)).toBe(vector.eventId);
      expect(canonical(event)).toBe(vector.canonical);
      expect(createHash('sha256').update(vector.canonical).digest('hex')).toBe(vector.hash);
      expect([event.eventId, event.commandId, event.commandDigest]).toEqual([
        vector.eventId,
        vector.eventIdNamespace,
        vector.commandDigest,
      ]);
    });

    it('have the personal part that the event holds, sealed and opened with node:crypto', () => {
      const { personal, eventId } = vector;
      expect(event.personal?.ciphertext).toBe(personal?.ciphertext);
      if (!personal) return;
      const key = keyOf(personal.key);
      const text = hmac(hmac(key, 'jejak nonce v1'), `${eventId}\n${personal.plaintext}`);
      const nonce = text.subarray(0, 12);
      expect(nonce.toString('base64')).toBe(personal.nonce);
      const sealed = Buffer.from(personal.ciphertext, 'base64');
      expect(opened(key, eventId, nonce, sealed)).toBe(personal.plaintext);
    });

    it('are what this house writes', () => {
      const { personal, eventId, commandDigest, eventIdNamespace } = vector;
      expect(keyedHash(DIGEST, vector.command)).toBe(commandDigest);
      expect(eventIdOf(eventIdNamespace, event.streamId, commandDigest, 0)).toBe(eventId);
      expect(canonicalJson(event)).toBe(vector.canonical);
      expect(hashOf(event)).toBe(vector.hash);
      if (!personal) return;
      const { nonce, ciphertext } = personal;
      const value = JSON.parse(personal.plaintext) as object;
      expect(seal(keyOf(personal.key), eventId, value)).toEqual({ nonce, ciphertext });
    });
  });
});
