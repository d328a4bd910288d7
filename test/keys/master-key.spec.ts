import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadMasterKey, masterKey } from '../../src/keys/master-key.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const HEX = '0123456789abcdef'.repeat(4);
const never = (): Buffer => {
  throw new Error('no key may be made here');
};

describe('the master key', () => {
  const directory = freshDirectory();
  const file = () => join(directory(), 'keys', 'master.key');
  const wrapped = () => join(directory(), 'keys.db');
  const from = (env?: string, path = file()) => ({
    ...{ env, file: path },
    wrapped: existsSync(wrapped()) ? wrapped() : undefined,
  });

  it('is made once, in a file that only its owner can read', () => {
    const made = masterKey(from(), () => Buffer.alloc(32, 5));
    expect(made).toEqual(Buffer.alloc(32, 5));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(masterKey(from(), never)).toEqual(made);
  });

  it('is that of the process that was first, where several start at once on nothing', () => {
    const first = Buffer.alloc(32, 5);
    const late = masterKey(from(), () => {
      // Another process makes it between our look and our write.
      masterKey(from(), () => first);
      return Buffer.alloc(32, 6);
    });
    expect(late).toEqual(first);
    expect(readdirSync(join(directory(), 'keys'))).toEqual(['master.key']);
    expect(masterKey(from(), never)).toEqual(first);
  });

  it('is taken from the environment where it is given there, and no file is made', () => {
    const key = masterKey(from(HEX), never);
    expect(key.toString('hex')).toBe(HEX);
    expect(existsSync(file())).toBe(false);
  });

  it('from the environment comes before a file, which stays as it is', () => {
    masterKey(from(), () => Buffer.alloc(32, 5));
    expect(masterKey(from(HEX), never).toString('hex')).toBe(HEX);
    expect(readFileSync(file(), 'utf8')).toBe(`${'05'.repeat(32)}\n`);
  });

  it('is not made anew where keys are there that a lost one wrapped', () => {
    writeFileSync(wrapped(), 'wrapped keys');
    expect(() => masterKey(from(), never)).toThrow(/master\.key is missing, and .*keys\.db/);
    expect(existsSync(file())).toBe(false);
    expect(masterKey(from(HEX), never)).toHaveLength(32);
  });

  it.each([
    ['nothing', ''],
    ['too little', HEX.slice(1)],
    ['too much', `${HEX}0`],
    ['capital letters', HEX.toUpperCase()],
    ['another alphabet', Buffer.alloc(48).toString('base64')],
    ['two keys', `${HEX}\n${HEX}`],
  ])('is not read from %s: it is neither guessed nor made anew', (_, text) => {
    expect(() => masterKey(from(text), never)).toThrow(BadMasterKey);
    const bad = join(directory(), 'bad.key');
    writeFileSync(bad, text);
    expect(() => masterKey(from(undefined, bad), never)).toThrow(/bad\.key: expected 64/);
    expect(readFileSync(bad, 'utf8')).toBe(text);
  });

  it('is never repeated by the message that refuses it', () => {
    const bad = HEX.slice(1);
    expect(() => masterKey(from(bad), never)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(bad) as unknown }),
    );
  });
});
