import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BadConfig, LOG_LEVELS } from '../config.js';
import { makeKey, systemClock } from '../house/clock.js';
import { loggerTo } from '../house/logger.js';
import { cosigner, type PrivateNoteKey, parseSkey, parseVkey, skeyOf } from '../proof/note-key.js';
import { isKeyName } from '../proof/note.js';
import { serveWitness } from '../proof/witness-server.js';
import { WitnessStore } from '../proof/witness-store.js';
import { createOnce, readOwnerOnly } from '../storage/private-file.js';
import type { ExitStatus, Terminal } from './outcome.js';

export interface WitnessFlags {
  readonly port: string;
  readonly host: string;
  readonly dir: string;
  readonly name: string;
  readonly log: readonly string[];
}

const parsed = (flags: WitnessFlags) => {
  const problems: string[] = [];
  const port = /^\d{1,5}$/.test(flags.port) ? Number(flags.port) : -1;
  if (port < 0 || port > 65_535) problems.push('--port: expected a whole number from 0 to 65535');
  if (!isKeyName(flags.name)) problems.push('--name: expected no spaces and no "+"');
  const logs = flags.log.flatMap((text) => {
    try {
      return [parseVkey(text)];
    } catch {
      problems.push(`--log: ${text} is not a public key: jejak keys show prints it`);
      return [];
    }
  });
  if (problems.length > 0) throw new BadConfig(problems);
  return { port, logs };
};

/** The witness' own key, made at its first start. */
const ownKey = (directory: string, name: string): PrivateNoteKey => {
  const file = join(directory, 'witness.key');
  if (!existsSync(file)) createOnce(file, `${skeyOf(name, makeKey())}\n`);
  const key = parseSkey(readOwnerOnly(file).trim());
  if (key.name !== name) throw new Error(`${file} is the key of ${key.name}, not of ${name}`);
  return key;
};

const untilStopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });

/** Witnesses until SIGTERM or Ctrl-C. */
export const witness = async (flags: WitnessFlags, { out }: Terminal): Promise<ExitStatus> => {
  const { port, logs } = parsed(flags);
  const write = (line: string): void => void process.stderr.write(line);
  const log = loggerTo(LOG_LEVELS[3], write, systemClock);
  const stopped = untilStopped();
  const store = WitnessStore.open(flags.dir);
  try {
    const key = ownKey(flags.dir, flags.name);
    const report = (message: string, details: object): void => log.error(message, details);
    const server = serveWitness({ key, store, logs, now: systemClock, report });
    server.listen(port, flags.host);
    await once(server, 'listening');
    const { port: found } = server.address() as AddressInfo;
    out(`Witness  http://${flags.host.includes(':') ? `[${flags.host}]` : flags.host}:${found}`);
    out(`Key      ${cosigner(key, systemClock).vkey}`);
    for (const { vkey } of logs) out(`Log      ${vkey}`);
    await stopped;
    server.close();
    server.closeAllConnections();
    return 0;
  } finally {
    store.close();
  }
};
