import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseVkey, type PublicNoteKey } from '../../src/proof/note-key.js';
import type { Witness } from '../../src/proof/witness-client.js';
import { built } from '../built.js';
import { settingsIn } from './jejak.js';

const children = new Set<ChildProcess>();
/** Ends what a failed test left running: by its own handle, nobody else's. */
export const endWitnesses = (): void => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
};

/** What is said to `jejak` to witness a log, on a free port. */
export const witnessWords = (directory: string, log: string): readonly string[] => [
  ...['witness', '--port', '0', '--dir', directory, '--log', log],
];

export interface Started extends Witness {
  readonly child: ChildProcess;
  readonly verifier: PublicNoteKey;
}

/** Starts a witness in a process of its own, and waits until it says where it is and who. */
export const startWitness = async (directory: string, log: string): Promise<Started> => {
  const words = witnessWords(directory, log);
  const child = spawn(process.execPath, [join(built(), 'src/cli.js'), ...words], {
    ...{ env: settingsIn(directory), stdio: ['ignore', 'pipe', 'ignore'] },
  });
  children.add(child);
  const said = await new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
    const found = new Map<string, string>();
    child.once('close', (status) => reject(new Error(`the witness ended with ${status}`)));
    createInterface(child.stdout).on('line', (line) => {
      const [name = '', value = ''] = line.split(/ +/);
      found.set(name, value);
      if (name === 'Log') resolve(found);
    });
  });
  return { child, url: said.get('Witness') ?? '', verifier: parseVkey(said.get('Key') ?? '') };
};
