#!/usr/bin/env node
import { Argument, Command, CommanderError } from 'commander';
import 'reflect-metadata';
import { PROJECTORS } from '../projections/all.js';
import type { BenchFlags } from './cli/bench.js';
import type { CheckpointFlags } from './cli/checkpoint.js';
import type { CloseDayFlags } from './cli/close-day.js';
import { addImports } from './cli/import-commands.js';
import { asJson, type ExitStatus, inThousands, TERMINAL } from './cli/outcome.js';
import { addExportAudit, addKeys, addWitness } from './cli/proof-commands.js';
import type { TokenFlags } from './cli/token.js';
import type { UnparkFlags } from './cli/unpark.js';
import type { VerifyFlags } from './cli/verify.js';
import { BadConfig, demoConfig, readConfig, SETTINGS } from './config.js';
import { VERSION } from './house/version.js';

// Each command loads its own part of the house: help and wrong usage are answered at once.
let status: ExitStatus = 0;
const config = () => readConfig(process.env);
const ended = (found: ExitStatus): void => {
  status = found;
};

const SETTINGS_HELP = `
Settings (environment variables):
${SETTINGS.map(
  ({ name, default: value, meaning }) =>
    `  ${name.padEnd(18)} ${meaning}${value ? ` (${value})` : ''}`,
).join('\n')}`;

const program = new Command('jejak')
  .description('The audit trail of a revolving micro-loan fund: events, two times, proof.')
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(jejak help COMMAND shows how it is used)')
  .addHelpText('afterAll', SETTINGS_HELP);

program
  .command('serve')
  .description('serve GraphQL, and follow the log')
  .option('--make-token-key', 'make the key of `jejak token` where TOKEN_KEYS is not there yet')
  .action(async (flags: { makeTokenKey?: boolean }) => {
    const settings = config();
    if (flags.makeTokenKey) await (await import('./cli/token.js')).makeTokenKey(settings);
    const { openService } = await import('./cli/serve.js');
    status = await openService(settings, TERMINAL);
  });

program
  .command('demo')
  .description('load a demo (the real table and an invented portfolio), print it and serve it')
  .option('--no-serve', 'load and print, then end')
  .option('--fresh', 'begin anew, whatever the demo file holds')
  .option('--json', 'print the portfolio as JSON')
  .action(async (flags: { serve: boolean; fresh?: boolean; json?: boolean }) => {
    const settings = config();
    const { demo } = await import('./cli/demo.js');
    status = await demo(settings, flags, TERMINAL);
  });

addImports(program, config, ended);

program
  .command('close-day <date>')
  .description(
    'charge the fees due and record the classes that changed, for any day up to today; exit 1 ' +
      'where a loan could not be closed',
  )
  .option('--actor <id>', 'who closes it', 'close-day')
  .option('--json', 'print what happened as JSON')
  .action(async (date: string, flags: CloseDayFlags) => {
    const settings = config();
    const { closeDay } = await import('./cli/close-day.js');
    status = await closeDay(settings, date, flags, TERMINAL);
  });

program
  .command('rebuild')
  .addArgument(
    new Argument('[projections...]', 'all where none is named').choices(
      PROJECTORS.map(({ name }) => name),
    ),
  )
  .description('build read models anew beside those that serve, then switch to them')
  .option('--json', 'print what happened as JSON')
  .action(async (readModels: string[], flags: { json?: boolean }) => {
    const settings = config();
    const { runJob } = await import('./cli/run-job.js');
    const report = await runJob(settings, 'rebuild', 'rebuild', { readModels });
    TERMINAL.out(
      flags.json
        ? asJson(report)
        : `rebuilt from ${inThousands(report.events)} events: ${report.readModels.join(', ')}`,
    );
  });

program
  .command('unpark')
  .addArgument(
    new Argument('[read-model]', 'all where none is named').choices(
      PROJECTORS.map(({ name }) => name),
    ),
  )
  .description(
    'replay what waits behind an event that could not be folded; exit 1 if it still does',
  )
  .option('--document <key>', 'only this document')
  .option('--json', 'print what happened as JSON')
  .action(async (readModel: string | undefined, flags: UnparkFlags) => {
    const settings = config();
    const { unparkAll } = await import('./cli/unpark.js');
    status = await unparkAll(settings, readModel, flags, TERMINAL);
  });

program
  .command('checkpoint')
  .description('print the newest signed checkpoint: keep it where nobody can change it')
  .option('--new', 'sign one of all that the log holds now')
  .option('--demo', 'of the demo instead')
  .option('--json', 'print it as JSON')
  .action(async (flags: CheckpointFlags) => {
    const settings = config();
    const { printCheckpoint } = await import('./cli/checkpoint.js');
    status = await printCheckpoint(settings, flags, TERMINAL);
  });

addKeys(program, config, ended);
addWitness(program, ended);

program
  .command('fsck')
  .description(
    're-derive every document and digest from the log and compare; exit 1 on a difference',
  )
  .option('--demo', 'check the demo instead')
  .option('--json', 'print what was found as JSON')
  .action(async (flags: { demo?: boolean; json?: boolean }) => {
    const settings = config();
    const { check } = await import('./cli/check.js');
    status = await check(flags.demo ? demoConfig(settings) : settings, flags, TERMINAL);
  });

program
  .command('verify <what>')
  .description(
    'hold a log, or an audit package, against signed checkpoints; exit 1 on a difference',
  )
  .option('--key <key...>', 'public keys: files, or the keys themselves')
  .option('--checkpoint <file...>', 'checkpoints kept elsewhere: files, or directories of them')
  .option('--read-models <place>', 'where the tree is kept, if not in the file of the log')
  .option('--json', 'print what was found as JSON')
  .addHelpText(
    'after',
    `
WHAT: a file of a log, file:PATH, esdb://HOST:PORT, or the ZIP of jejak export-audit. Nothing but
the public key is needed, nothing is written, and a service may be running. Several checkpoints
tell more closely where damage is.`,
  )
  .action(async (what: string, flags: VerifyFlags) => {
    const { verify } = await import('./cli/verify.js');
    status = await verify(what, flags, TERMINAL);
  });

program
  .command('copy-log <from> <to>')
  .description('copy a log, hashes and times unchanged, and verify it on arrival')
  .addHelpText(
    'after',
    `
FROM and TO: file:PATH or esdb://HOST:PORT. Nobody else may write to TO, nor to FROM where it is
to be given up. The keys stay where they are. What an earlier run has copied is kept and compared,
so this also keeps a copy up to date.`,
  )
  .option('--json', 'print what happened as JSON')
  .action(async (from: string, to: string, flags: { json?: boolean }) => {
    const { copyLogs } = await import('./cli/copy-log.js');
    status = await copyLogs(from, to, flags, TERMINAL);
  });

addExportAudit(program, config, ended);

program
  .command('token')
  .description('sign a token with the local key (made when first used), for AUTH=token')
  .requiredOption('--actor <id>', 'who')
  .requiredOption('--role <role>', 'OFFICER, SECTION_HEAD, BRANCH_HEAD, …')
  .option('--unit <unit>', 'whose mitra and loans are read; of a REGIONAL, his region')
  .option('--on-behalf-of <id>', 'whom the actor stands in for')
  .option('--hours <n>', 'how long it lasts', '12')
  .action(async (flags: TokenFlags) => {
    const settings = config();
    const { printToken } = await import('./cli/token.js');
    status = await printToken(settings, flags, TERMINAL);
  });

program
  .command('bench')
  .description('measure, each figure as a ratio to its limit in the same run; exit 1 below one')
  .option('--sizes <n,n>', 'the sizes of the logs, in events', '10000,100000')
  .option('--seed <n>', 'which loan has which life, and who pays when', '7')
  .option(
    '--only <parts>',
    'commands,long-loan,rebuild,questions,proof,lag,list,memory,start,emmett',
  )
  .option('--quick', 'little of each: whether it runs, not how fast')
  .option('--plots <directory>', 'draw cost against the size of the log, with the figures as JSON')
  .option('--page <file>', 'put the figures into a page, between its marks')
  .option('--json', 'print the figures as JSON')
  .action(async (flags: BenchFlags) => {
    const { bench } = await import('./cli/bench.js');
    status = await bench(flags, TERMINAL);
  });

const failed = (error: unknown): ExitStatus => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  TERMINAL.err(`jejak: ${message}`);
  return error instanceof BadConfig ? 2 : 1;
};

// `jejak … | head` has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(status);
});

await program.parseAsync().catch((error: unknown) => {
  status = failed(error);
});
process.exitCode = status;
