import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from '../../src/house/clock.js';
import { openPlace, PlaceContradicts, PlaceUnavailable } from '../../src/proof/checkpoint-place.js';
import { checkpointText } from '../../src/proof/checkpoint.js';
import { leafHash } from '../../src/proof/merkle.js';
import { addSignature, signNote } from '../../src/proof/note.js';
import { cosigner, noteSigner, parseSkey, skeyOf } from '../../src/proof/note-key.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { NOW } from './logs.js';

const directory = freshDirectory();
const ORIGIN = 'jejak.test/log';
const signer = noteSigner(parseSkey(skeyOf(ORIGIN, makeKey())));
const signedAs = (size: number, root: string): string =>
  signNote(checkpointText({ origin: ORIGIN, size, root: leafHash(root) }), [signer]);
const noteOf = (size: number): string => signedAs(size, `${size}`);

describe('a directory', () => {
  it('is made when it is first written to, and holds the newest and each', async () => {
    const place = openPlace(join(directory(), 'a', 'b'));
    expect([await place.newest(), await place.all?.()]).toEqual([null, []]);
    for (const size of [5, 1000, 30]) await place.write(noteOf(size));
    expect(await place.newest()).toBe(noteOf(1000));
    expect(await place.all?.()).toEqual([5, 30, 1000].map(noteOf));
    expect(readdirSync(join(directory(), 'a', 'b'))).toEqual([
      '000000000005.checkpoint',
      '000000000030.checkpoint',
      '000000001000.checkpoint',
      'checkpoint',
    ]);
  });

  const file = (name: string): string => join(directory(), 'place', name);
  const opened = async (...sizes: readonly number[]) => {
    const place = openPlace(join(directory(), 'place'));
    for (const size of sizes) await place.write(noteOf(size));
    return place;
  };

  it('knows its newest by the sizes of all, and says so again when told to', async () => {
    const place = await opened(5, 9, 1000);
    for (const lose of [
      () => rmSync(file('checkpoint')),
      () => writeFileSync(file('checkpoint'), noteOf(9)),
    ]) {
      lose();
      expect(await place.newest()).toBe(noteOf(1000));
      expect(await place.settle?.(noteOf(1000))).toBe(true);
      expect(readFileSync(file('checkpoint'), 'utf8')).toBe(noteOf(1000));
      expect(await place.settle?.(noteOf(1000))).toBe(false);
    }
    rmSync(file('000000001000.checkpoint'));
    expect(await place.newest()).toBe(noteOf(1000));
    expect(await place.settle?.(noteOf(1000))).toBe(false);
    expect(await place.all?.()).toEqual([5, 9, 1000].map(noteOf));
  });

  it('never takes another checkpoint of a size, newest or not', async () => {
    const place = await opened(5, 9);
    for (const size of [5, 9]) {
      await expect(place.write(signedAs(size, 'fork'))).rejects.toThrow(PlaceContradicts);
      await expect(place.settle?.(signedAs(size, 'fork'))).rejects.toThrow(PlaceContradicts);
    }
    expect([await place.newest(), await place.all?.()]).toEqual([noteOf(9), [5, 9].map(noteOf)]);
  });

  it('takes the same one with more signatures', async () => {
    const place = await opened(5, 9);
    const witness = cosigner(parseSkey(skeyOf('w.example', makeKey())), () => NOW);
    const more = [5, 9].map((size) => addSignature(noteOf(size), witness));
    for (const note of more) await place.write(note);
    expect([await place.newest(), await place.all?.()]).toEqual([more[1], more]);
  });

  it('passes over what is no checkpoint, or not of the size it is named after', async () => {
    const place = await opened(5);
    writeFileSync(file('000000000007.checkpoint'), 'nonsense');
    writeFileSync(file('000000000008.checkpoint'), noteOf(3));
    writeFileSync(file('99999999999999999999.checkpoint'), noteOf(9));
    mkdirSync(file('000000000006.checkpoint.d'));
    expect([await place.newest(), await place.all?.()]).toEqual([noteOf(5), [noteOf(5)]]);
  });

  it('that cannot be written to is unavailable', async () => {
    await openPlace(join(directory(), 'file')).write(noteOf(1));
    const inside = openPlace(join(directory(), 'file', 'checkpoint'));
    await expect(inside.write(noteOf(2))).rejects.toThrow(PlaceUnavailable);
    await expect(inside.newest()).rejects.toThrow(PlaceUnavailable);
  });
});

describe('an address', () => {
  let server: Server;
  let url: string;
  let kept: string | undefined;
  let seen: IncomingMessage['headers'][];
  beforeEach(async () => {
    kept = undefined;
    seen = [];
    server = createServer(async (asked, answer) => {
      seen.push(asked.headers);
      if (asked.url !== '/log/checkpoint') return answer.writeHead(500).end();
      if (asked.method === 'PUT') {
        kept = Buffer.concat(await asked.toArray()).toString();
        return answer.writeHead(204).end();
      }
      return kept === undefined ? answer.writeHead(404).end() : answer.end(kept);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('is asked with GET and told with PUT', async () => {
    const place = openPlace(`http://${url}/log/checkpoint`);
    expect(await place.newest()).toBeNull();
    await place.write(noteOf(7));
    expect(await place.newest()).toBe(noteOf(7));
  });

  it('gets the credentials of its URL, which no message names', async () => {
    const place = openPlace(`http://jejak:se%2Fcret@${url}/log/checkpoint`);
    await place.newest();
    const basic = `Basic ${Buffer.from('jejak:se/cret').toString('base64')}`;
    expect(seen.map(({ authorization }) => authorization)).toEqual([basic]);
    expect(place.name).toBe(`http://${url}/log/checkpoint`);
  });

  it('that answers with an error, or not at all, is unavailable', async () => {
    const wrong = openPlace(`http://${url}/elsewhere`);
    await expect(wrong.newest()).rejects.toThrow(`http://${url}/elsewhere answers 500`);
    await expect(wrong.write(noteOf(1))).rejects.toThrow(PlaceUnavailable);
    await expect(openPlace('http://127.0.0.1:1/x').newest()).rejects.toThrow('cannot be reached');
  });
});
