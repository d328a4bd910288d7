import type { Command } from 'commander';
import type { Config } from '../config.js';
import type { ExportFlags } from './export-audit.js';
import type { KeysCommand, KeysFlags } from './keys.js';
import { type ExitStatus, TERMINAL } from './outcome.js';
import type { WitnessFlags } from './witness.js';

type Ended = (status: ExitStatus) => void;

const KEYS: readonly (readonly [KeysCommand, string])[] = [
  ['make', 'make the signing key, where there is none yet, and print its public key'],
  ['show', 'print the public keys that sign now, the newest first'],
  ['rotate', 'make a new signing key; the old one signs beside it until it is retired'],
  ['retire', 'let the newest key sign alone; FILE.pub keeps the others, for what they signed'],
];

export const addKeys = (program: Command, config: () => Config, ended: Ended): void => {
  const keys = program
    .command('keys')
    .description('the keys that sign checkpoints, and what others verify them with');
  for (const [name, description] of KEYS)
    keys
      .command(name)
      .description(description)
      .option('--demo', 'of the demo instead')
      .option('--json', 'print them as JSON')
      .action(async (flags: KeysFlags) => {
        const settings = config();
        ended((await import('./keys.js')).keys(settings, name, flags, TERMINAL));
      });
};

export const addWitness = (program: Command, ended: Ended): void => {
  program
    .command('witness')
    .description(
      'cosign the checkpoints of logs, each only where it goes on from the last one seen; ' +
        'somebody else should run it, on another machine',
    )
    .requiredOption('--log <vkey...>', 'the public keys of the logs: `jejak keys show` prints them')
    .option('--port <n>', 'the port to listen on', '3100')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--dir <directory>', 'its key, made once, and what it has seen', './data/witness')
    .option('--name <name>', 'what the witness is called in its signatures', 'jejak.local/witness')
    .action(async (flags: WitnessFlags) => {
      const { witness } = await import('./witness.js');
      ended(await witness(flags, TERMINAL));
    });
};

export const addExportAudit = (program: Command, config: () => Config, ended: Ended): void => {
  program
    .command('export-audit')
    .description(
      'write an audit package (ZIP): events, their proofs, and how to check them; ' +
        'personal data is in it in clear: keep it safe',
    )
    .option('--mitra <code>', 'all that names this mitra')
    .option('--loan <number>', 'all that names this loan')
    .option('--all', 'the whole log')
    .option('--out <file>', 'where to write it (./jejak-….zip)')
    .option('--force', 'over a file that is there')
    .option(
      '--no-personal',
      'leave sealed what is personal: else names, addresses, visits … are in clear',
    )
    .option('--demo', 'of the demo instead')
    .option('--json', 'print the manifest as JSON')
    .action(async (flags: ExportFlags) => {
      const settings = config();
      const { exportAudit } = await import('./export-audit.js');
      ended(await exportAudit(settings, flags, TERMINAL));
    });
};
