import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseCheckpoint } from '../../src/proof/checkpoint.js';
import { parseVkey } from '../../src/proof/note-key.js';
import { openNote, splitNote } from '../../src/proof/note.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { endChildren, jejak, settingsIn, startService } from './jejak.js';
import { endWitnesses, startWitness } from './witnesses.js';

const directory = freshDirectory();
afterEach(endChildren);
afterEach(endWitnesses);

type Settings = Readonly<Record<string, string>>;
const newest = ({ CHECKPOINT_PLACE = '' }: Settings): string => {
  const file = join(CHECKPOINT_PLACE, 'checkpoint');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** The newest checkpoint in the second place, once `is` holds of its signatures. */
const published = async (settings: Settings, is: (signatures: number) => boolean) => {
  for (;;) {
    const note = newest(settings);
    if (note !== '' && is(splitNote(note).signatures.length)) return note;
    await pause(50);
  }
};

describe('a service whose checkpoints are witnessed', () => {
  it('has them cosigned, and does not get its cosignature for another past (I14)', async () => {
    const SIGNING_KEY_FILE = join(directory(), 'signing.key');
    const made = await jejak(settingsIn(directory()), 'keys', 'make');
    const log = parseVkey(made.out.trim());
    const { url, verifier } = await startWitness(join(directory(), 'witness'), log.vkey);
    const WITNESSES = `${verifier.vkey}@${url}`;

    const settings = settingsIn(directory(), { WITNESSES });
    const service = await startService(settings);
    expect(await jejak(settings, 'checkpoint', '--new')).toMatchObject({ status: 0 });
    const opened = openNote(await published(settings, (count) => count === 2), [log, verifier]);
    expect(opened.verified).toEqual([log.name, verifier.name]);
    const { size } = parseCheckpoint(opened.text);
    expect(size).toBeGreaterThan(0);
    await service.end();

    // The same key over another log, as somebody would have it who wrote the books anew.
    const anew = settingsIn(join(directory(), 'anew'), { WITNESSES, SIGNING_KEY_FILE });
    const forger = await startService(anew);
    await jejak(anew, 'checkpoint', '--new');
    await published(anew, (count) => count === 1);
    const { err } = await forger.end();
    expect(err).toMatch(/has seen (another tree of )?\d+ leaves|not proven to go on/);
    expect(splitNote(newest(anew)).signatures.map(({ name }) => name)).toEqual([log.name]);
  }, 90_000);
});
