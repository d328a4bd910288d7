import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { instant } from '../../src/kernel/local-date.js';
import { openNote, signNote } from '../../src/proof/note.js';
import { BadKey, skeyOf } from '../../src/proof/note-key.js';
import {
  loadSigners,
  parsePublicKeys,
  publicFile,
  retireKeys,
  rotateKey,
} from '../../src/proof/signing-keys.js';
import { freshDirectory } from '../event-store/fresh-directory.js';

const makeKey = () => randomBytes(32);
const never = (): Buffer => {
  throw new Error('no key may be made here');
};
const NOW = instant(0);
const ORIGIN = 'jejak.local/log';

describe('the keys that sign checkpoints', () => {
  const directory = freshDirectory();
  const file = () => join(directory(), 'keys', 'signing.key');
  const place = (env?: string) => ({ env, file: file(), origin: ORIGIN });
  const published = () => readFileSync(publicFile(file()), 'utf8');
  const vkeys = (signers: readonly { readonly vkey: string }[]) => signers.map(({ vkey }) => vkey);

  it('are made once, for their owner alone, the public one beside it for all', () => {
    const made = vkeys(loadSigners(place(), makeKey));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(publicFile(file())).mode & 0o777).toBe(0o644);
    expect(published()).toBe(`${made[0]}\n`);
    expect(vkeys(loadSigners(place(), never))).toEqual(made);
    expect(readdirSync(join(directory(), 'keys'))).toEqual(['signing.key', 'signing.key.pub']);
  });

  it('are not used where others may read them', () => {
    loadSigners(place(), makeKey);
    for (const mode of [0o604, 0o640, 0o644, 0o660, 0o777]) {
      chmodSync(file(), mode);
      expect(() => loadSigners(place(), never)).toThrow('others may read it: chmod 600');
    }
    chmodSync(file(), 0o400);
    expect(loadSigners(place(), never)).toHaveLength(1);
  });

  it('are not made by who only reads, nor anew where one was lost', () => {
    expect(() => loadSigners(place(), null)).toThrow('there is no signing key here');
    expect(existsSync(file())).toBe(false);
    loadSigners(place(), makeKey);
    rmSync(file());
    expect(() => loadSigners(place(), never)).toThrow('a key was lost');
  });

  it('are those of the process that was first, where two start at once on nothing', () => {
    let first: readonly string[] = [];
    const late = loadSigners(place(), () => {
      // Another process makes one between our look and our write.
      first = vkeys(loadSigners(place(), makeKey));
      rmSync(publicFile(file()));
      return makeKey();
    });
    expect(vkeys(late)).toEqual(first);
    expect(published()).toBe(`${first[0]}\n`);
  });

  it('come from the environment where they are given there, and no file is made', () => {
    const lines = [skeyOf(ORIGIN, makeKey()), skeyOf(ORIGIN, makeKey())];
    expect(loadSigners(place(lines.join('\n')), never)).toHaveLength(2);
    expect(readdirSync(directory())).toEqual([]);
    for (const change of [rotateKey, retireKeys])
      expect(() => change(place(lines[0]), makeKey as never)).toThrow('in SIGNING_KEY');
  });

  it.each([
    ['no key', ''],
    ['a comment alone', '# nothing\n'],
    ['junk', 'junk'],
    ['the key of another log', skeyOf('other.example/log', Buffer.alloc(32, 1))],
    ['half a key', skeyOf(ORIGIN, Buffer.alloc(32, 1)).slice(0, -4)],
  ])('are refused where there is %s, and what is there is not repeated', (_, text) => {
    const secret = text.slice(-24);
    const said = (work: () => unknown): string => {
      try {
        work();
      } catch (error) {
        expect(error).toBeInstanceOf(BadKey);
        return String(error);
      }
      return '';
    };
    loadSigners(place(), makeKey);
    writeFileSync(file(), text, { mode: 0o600 });
    expect(said(() => loadSigners(place(text), never))).toContain('SIGNING_KEY');
    expect(said(() => loadSigners(place(), never))).toContain(file());
    if (secret.length > 20) expect(said(() => loadSigners(place(), never))).not.toContain(secret);
  });

  it('when rotated all sign, so that who knows only the old one can follow', () => {
    const old = vkeys(loadSigners(place(), makeKey));
    const both = rotateKey(place(), makeKey);
    expect(vkeys(both)).toEqual([expect.not.stringMatching(old[0] ?? ''), old[0]]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(published()).toBe(`${vkeys(both).join('\n')}\n`);
    const note = signNote('a\n', both);
    for (const key of parsePublicKeys(published())) expect(openNote(note, [key]).text).toBe('a\n');
  });

  it('when retired sign no more, but verify what they signed', () => {
    const before = signNote('a\n', loadSigners(place(), makeKey));
    rotateKey(place(), makeKey);
    const left = retireKeys(place(), NOW);
    expect(left).toHaveLength(1);
    const after = signNote('b\n', left);
    const keys = parsePublicKeys(published());
    expect(keys).toHaveLength(2);
    expect(openNote(before, keys).text).toBe('a\n');
    expect(openNote(after, keys).signatures).toHaveLength(1);
    expect(published().split('\n')[1]).toBe(`# retired ${NOW}: signs no checkpoint made since`);
    expect(loadSigners(place(), never)).toMatchObject(vkeys(left).map((vkey) => ({ vkey })));
    expect(() => retireKeys(place(), NOW)).toThrow('rotate before the old one is retired');
  });

  it('are published although a process died between its two files', () => {
    const [old] = vkeys(loadSigners(place(), makeKey));
    const added = skeyOf(ORIGIN, makeKey());
    writeFileSync(file(), `${added}\n${readFileSync(file(), 'utf8')}`);
    const both = vkeys(loadSigners(place(), never));
    expect(both[1]).toBe(old);
    expect(published()).toBe(`${both.join('\n')}\n`);
  });
});
