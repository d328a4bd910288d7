#!/usr/bin/env node
import { Argument, Command, CommanderError } from 'commander';
import 'reflect-metadata';
import { PROJECTORS } from '../projections/all.js';
import type { CloseDayFlags } from './cli/close-day.js';
import type { ImportFlags, ImportJob } from './cli/import.js';
import { asJson, type ExitStatus, inThousands, TERMINAL } from './cli/outcome.js';
import type { TokenFlags } from './cli/token.js';
import { BadConfig, demoConfig, readConfig, SETTINGS } from './config.js';
import { VERSION } from './house/version.js';

// Each command loads its own part of the house: help and wrong usage are answered at once.
let status: ExitStatus = 0;
const config = () => readConfig(process.env);

const SETTINGS_HELP = `
Settings (environment variables):
${SETTINGS.map(
  ({ name, default: value, meaning }) =>
    `  ${name.padEnd(16)} ${meaning}${value ? ` (${value})` : ''}`,
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
    const [{ openHouse }, { systemClock }, { serve }, { stderrLogger }] = await Promise.all([
      import('./house/house.js'),
      import('./house/clock.js'),
      import('./cli/serve.js'),
      import('./cli/run-job.js'),
    ]);
    const log = stderrLogger(settings);
    status = await serve(await openHouse({ config: settings, clock: systemClock, log }), TERMINAL);
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

const imports = program.command('import').description('take over what a table holds');
const importing = (name: string, what: ImportJob, description: string) =>
  imports
    .command(`${name} <file>`)
    .description(description)
    .option('--keep-good', 'write the good rows although others are bad')
    .option('--actor <id>', 'who takes it over', 'import')
    .option('--json', 'print what happened as JSON')
    .action(async (file: string, flags: ImportFlags) => {
      const settings = config();
      const { importFile } = await import('./cli/import.js');
      status = await importFile(settings, what, file, flags, TERMINAL);
    });
const PROGRAMME = '--programme <name>';
const PREFIX = 'the prefix of numbers that do not begin with it';
importing(
  'loans',
  'importLoans',
  'loans agreed before this system, as CSV or XLSX: no, mitra, principal, interest, total, ' +
    'agreement_date, maturity_date; optional: cohort, mitra_code, unit, sector, region, legal_form',
).option(PROGRAMME, `the programme: its policies' scope, and ${PREFIX}`);
importing(
  'mitra',
  'importMitra',
  'mitra as CSV or XLSX: code, name; optional: legal_form, sector, unit, region, address, phone, ' +
    'identity_number',
);
importing(
  'balances',
  'importBalances',
  'loans of which only balances are known, as CSV or XLSX: loan (or no), mitra or mitra_code, ' +
    'balance_date, principal, interest, class (Lancar, Kurang Lancar, Diragukan, Macet); ' +
    'optional: disbursed, interest_paid, fees, oldest_unpaid_due_date, agreement_date, ' +
    'programme, cohort, unit, source, sector, region, legal_form',
).option(PROGRAMME, `the programme of rows that name none: the scope of policies, and ${PREFIX}`);
importing(
  'payments',
  'importPayments',
  'payments as CSV or XLSX: loan (or no), date, amount, receipt; optional: channel',
).option(PROGRAMME, PREFIX);

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
