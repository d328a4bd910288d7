import { instant } from '../../src/kernel/local-date.js';
import { unpackCosignature } from '../../src/proof/cosignature.js';
import {
  BadKey,
  COSIGNATURE_V1,
  cosigner,
  ED25519,
  noteSigner,
  parseSkey,
  parseVkey,
  skeyOf,
  vkeyOf,
} from '../../src/proof/note-key.js';
import { openNote, signNote } from '../../src/proof/note.js';
import { privateKey } from './note-keys.js';
import { bitFlips } from './trees.js';

const SUMDB = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
const PRIVATE = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const SECRET = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);

describe('the line of a key', () => {
  it('is what Go and the checksum database write', () => {
    expect(skeyOf('PeterNeumann', SECRET)).toBe(PRIVATE);
    const key = parseVkey(SUMDB);
    expect(key).toMatchObject({ name: 'sum.golang.org', keyHash: 0x033de0ae, type: ED25519 });
    expect(vkeyOf(key.name, key.type, key.publicKey)).toBe(SUMDB);
  });

  it('with any bit of the key changed is refused: its number says another', () => {
    const [name, number, base64 = ''] = SUMDB.split(/\+(.{8})\+/);
    for (const flipped of bitFlips(Buffer.from(base64, 'base64')))
      expect(() => parseVkey(`${name}+${number}+${flipped.toString('base64')}`)).toThrow(BadKey);
    expect(() => parseVkey(`${name}x+${number}+${base64}`)).toThrow('not the one');
  });

  it.each([
    ...['', 'x', 'a+b+c', SUMDB.toUpperCase(), `${SUMDB}=`, ` ${SUMDB}`, `${SUMDB}\n`],
    ...[SUMDB.slice(1), SUMDB.slice(0, -1), SUMDB.replace('sum', 's m'), SUMDB.replace('+A', '+B')],
  ])('%p is none', (text) => {
    expect(() => parseVkey(text)).toThrow(BadKey);
    expect(() => parseSkey(text)).toThrow(BadKey);
    expect(() => parseSkey(`PRIVATE+KEY+${text}`)).toThrow(BadKey);
  });

  it('of a private key is not repeated by what refuses it', () => {
    const secret = PRIVATE.slice(-20);
    for (const bad of [PRIVATE.replace('c74f', 'c74e'), PRIVATE.slice(1), PRIVATE.slice(0, -1)])
      expect(() => parseSkey(bad)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) as unknown }),
      );
  });

  it('has a name without spaces and without a plus', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u3000b', '\ud800'])
      expect(() => skeyOf(name, SECRET)).toThrow(BadKey);
  });
});

describe('a cosignature', () => {
  const key = privateKey('example.com/witness');
  const at = instant(1_700_000_000_999);
  const witness = cosigner(key, () => at);
  const text = 'example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n';
  const note = signNote(text, [witness]);

  it('is verified by the witness key, which says that it is one', () => {
    expect(parseVkey(witness.vkey).type).toBe(COSIGNATURE_V1);
    expect(openNote(note, [parseVkey(witness.vkey)]).verified).toEqual(['example.com/witness']);
  });

  it('is over the text of cosignature/v1, with whole seconds', () => {
    const { seconds, signature } = unpackCosignature(witness.sign(text)) ?? {};
    expect(seconds).toBe(1_700_000_000n);
    const plain = noteSigner(key);
    expect(signature).toEqual(plain.sign(`cosignature/v1\ntime 1700000000\n${text}`));
  });

  it('is of a time that a POSIX clock can show, whoever signed it', () => {
    const signed = (seconds: bigint): Buffer => {
      const time = Buffer.alloc(8);
      time.writeBigUInt64BE(seconds);
      return Buffer.concat([
        time,
        noteSigner(key).sign(`cosignature/v1\ntime ${seconds}\n${text}`),
      ]);
    };
    const { verify } = parseVkey(witness.vkey);
    expect([0n, 2n ** 63n - 1n].map((at) => verify(text, signed(at)))).toEqual([true, true]);
    expect([2n ** 63n, 2n ** 64n - 1n].map((at) => verify(text, signed(at)))).toEqual([
      false,
      false,
    ]);
  });

  it('is not a signature of the same key, nor the other way round', () => {
    const plain = noteSigner(key);
    expect(plain.keyHash).not.toBe(witness.keyHash);
    const [asWitness, asLog] = [parseVkey(witness.vkey), parseVkey(plain.vkey)];
    expect(asWitness.verify(text, plain.sign(text))).toBe(false);
    expect(asLog.verify(text, witness.sign(text))).toBe(false);
  });

  it('with any bit changed, its time among them, or cut short, is refused', () => {
    const good = Buffer.from(witness.sign(text));
    const { verify } = parseVkey(witness.vkey);
    expect(verify(text, good)).toBe(true);
    for (const flipped of bitFlips(good)) expect(verify(text, flipped)).toBe(false);
    for (let length = 0; length < good.length; length += 1)
      expect(verify(text, good.subarray(0, length))).toBe(false);
    expect(verify(text, Buffer.concat([good, Buffer.of(0)]))).toBe(false);
  });
});
