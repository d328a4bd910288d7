import fc from 'fast-check';
import { noteSigner, parseSkey, parseVkey } from '../../src/proof/note-key.js';
import {
  addSignature,
  addSignatureLines,
  BadNote,
  openNote,
  signNote,
  splitNote,
} from '../../src/proof/note.js';
import { signer, verifier } from './note-keys.js';

/** The examples of Go's golang.org/x/mod/sumdb/note. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_PRIVATE =
  'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n";
const BY_PETER =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUg' +
  'YN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const BY_ENOCH =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiO' +
  'Hp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const NOTE = `${TEXT}\n${BY_PETER}`;

const peter = parseVkey(PETER);
const enoch = parseVkey(ENOCH);

describe("the examples of Go's note package", () => {
  it('are signed to the byte', () => {
    expect(signNote(TEXT, [noteSigner(parseSkey(PETER_PRIVATE))])).toBe(NOTE);
    expect(noteSigner(parseSkey(PETER_PRIVATE)).vkey).toBe(PETER);
  });

  it('are opened, by one key and by both', () => {
    expect(openNote(NOTE, [peter])).toMatchObject({
      ...{ text: TEXT, verified: ['PeterNeumann'], unknown: [] },
    });
    const both = `${NOTE}${BY_ENOCH}`;
    expect(openNote(both, [peter, enoch]).verified).toEqual(['PeterNeumann', 'EnochRoot']);
    expect(openNote(both, [enoch])).toMatchObject({
      ...{ verified: ['EnochRoot'], unknown: ['PeterNeumann'] },
    });
  });
});

describe('a note', () => {
  const [ours, theirs] = [signer('example.com/log'), signer('example.com/witness')];
  const note = signNote('a\n\nb\n', [ours]);

  it('keeps empty lines in its text, and takes further signatures', () => {
    const more = addSignature(note, theirs);
    const opened = openNote(more, [verifier('example.com/log'), verifier('example.com/witness')]);
    expect(opened.text).toBe('a\n\nb\n');
    expect(opened.verified).toEqual(['example.com/log', 'example.com/witness']);
  });

  it('has one signature by each key, the last one added', () => {
    const twice = addSignature(addSignature(note, theirs), theirs);
    expect(splitNote(twice).signatures).toHaveLength(2);
    const lines = splitNote(twice).signatures.map(({ line }) => line);
    expect(addSignatureLines(note, lines.toReversed())).toBe(
      `a\n\nb\n\n${lines[1]}\n${lines[0]}\n`,
    );
  });

  it('tells two keys of one name apart', () => {
    const [old, young] = [verifier('example.com/log'), verifier('example.com/log', 'new')];
    const both = addSignature(note, signer('example.com/log', 'new'));
    expect(openNote(both, [old]).signatures).toHaveLength(1);
    expect(openNote(both, [old, young]).signatures).toHaveLength(2);
    expect(openNote(both, [old, young]).verified).toEqual(['example.com/log']);
    expect(() => openNote(note, [young])).toThrow('no key that is known');
  });

  it('is refused whole where a known key has not signed this, whoever else has', () => {
    const forged = addSignatureLines(note, [
      splitNote(signNote('other\n', [theirs])).signatures[0]?.line ?? '',
    ]);
    expect(openNote(forged, [verifier('example.com/log')]).unknown).toHaveLength(1);
    const keys = [verifier('example.com/log'), verifier('example.com/witness')];
    expect(() => openNote(forged, keys)).toThrow('example.com/witness does not fit');
  });

  it('with any byte changed, left out or put in is not what was signed', () => {
    const bytes = Buffer.from(note);
    const key = verifier('example.com/log');
    const opened = (changed: Uint8Array): string | null => {
      try {
        return openNote(Buffer.from(changed).toString('utf8'), [key]).text;
      } catch (error) {
        expect(error).toBeInstanceOf(BadNote);
        return null;
      }
    };
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1)
        expect(opened(bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit)))).toBeNull();
      expect(opened(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))).toBeNull();
      const more = [bytes.subarray(0, at), Buffer.from('A'), bytes.subarray(at)];
      expect(opened(Buffer.concat(more))).toBeNull();
    }
    expect(opened(bytes)).toBe('a\n\nb\n');
  });

  const LINE = '— example.com/x AAAAAAAA\n';
  it.each([
    ['nothing', ''],
    ['no signature', 'text\n'],
    ['no signature after the empty line', 'text\n\n'],
    ['no end of the last line', `text\n\n${LINE.trim()}`],
    ['no empty line', `text\n${LINE}`],
    ['a control character in its text', `te\u0000xt\n\n${LINE}`],
    ['a tab', `te\txt\n\n${LINE}`],
    ['carriage returns', `text\r\n\r\n${LINE}`],
    ['half of a surrogate pair', `te\ud800xt\n\n${LINE}`],
    ['a line that is none', `text\n\n${LINE}hello\n`],
    ['a hyphen for a dash', `text\n\n- example.com/x AAAAAAAA\n`],
    ['no name', `text\n\n—  AAAAAAAA\n`],
    ['a plus in a name', `text\n\n— a+b AAAAAAAA\n`],
    ['a no-break space in a name', `text\n\n— a\u00a0b AAAAAAAA\n`],
    ['a signature of no bytes', `text\n\n— a AAAAAA==\n`],
    ['base64 that is not standard', `text\n\n— a AAAAAA_-\n`],
    ['base64 with bits left over', `text\n\n— a AAAAAAB=\n`],
    ['base64 without its padding', `text\n\n— a AAAAAAA\n`],
    ['a space behind a line', `text\n\n— a AAAAAAAA \n`],
    ['101 signatures', `text\n\n${LINE.repeat(101)}`],
    ['a megabyte', `${'x'.repeat(1_000_000)}\n\n${LINE}`],
  ])('is not what has %s', (_, text) => {
    expect(() => openNote(text, [verifier('example.com/x')])).toThrow(BadNote);
  });

  it('may have 100 signatures', () => {
    expect(splitNote(`text\n\n${LINE.repeat(100)}`).signatures).toHaveLength(100);
  });

  it('is nothing that anybody could write by accident', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => openNote(text, [peter])).toThrow(BadNote);
        expect(() => openNote(`${text}\n\n${BY_PETER}`, [peter])).toThrow(BadNote);
      }),
    );
  });

  it('is not made of a text that could not be read again, nor signed by nobody', () => {
    for (const text of ['', 'a', 'a\tb\n', '\ud800\n'])
      expect(() => signNote(text, [ours])).toThrow(BadNote);
    expect(() => signNote('a\n', [])).toThrow('nobody signs');
    expect(() => signNote('a\n', [{ ...ours, name: 'a b' }])).toThrow('not a name');
  });
});
