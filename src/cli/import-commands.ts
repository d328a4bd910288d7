import type { Command } from 'commander';
import type { Config } from '../config.js';
import type { ImportFlags, ImportJob } from './import.js';
import { type ExitStatus, TERMINAL } from './outcome.js';

interface Table {
  readonly name: string;
  readonly job: ImportJob;
  readonly description: string;
  /** What `--programme` means here; without it there is none. */
  readonly programme?: string;
}

const PREFIX = 'the prefix of numbers that do not begin with it';

const TABLES: readonly Table[] = [
  {
    name: 'loans',
    job: 'importLoans',
    description:
      'loans agreed before this system, as CSV or XLSX: no, mitra, principal, interest, total, ' +
      'agreement_date, maturity_date; optional: cohort, mitra_code, unit, sector, region, ' +
      'legal_form',
    programme: `the programme: its policies' scope, and ${PREFIX}`,
  },
  {
    name: 'mitra',
    job: 'importMitra',
    description:
      'mitra as CSV or XLSX: code, name; optional: legal_form, sector, unit, region, address, ' +
      'phone, identity_number',
  },
  {
    name: 'balances',
    job: 'importBalances',
    description:
      'loans of which only balances are known, as CSV or XLSX: loan (or no), mitra or ' +
      'mitra_code, balance_date, principal, interest, class (Lancar, Kurang Lancar, ' +
      'Diragukan, Macet); optional: disbursed, interest_paid, fees, oldest_unpaid_due_date, ' +
      'agreement_date, programme, cohort, unit, source, sector, region, legal_form',
    programme: `the programme of rows that name none: the scope of policies, and ${PREFIX}`,
  },
  {
    name: 'payments',
    job: 'importPayments',
    description: 'payments as CSV or XLSX: loan (or no), date, amount, receipt; optional: channel',
    programme: PREFIX,
  },
];

export const addImports = (
  program: Command,
  config: () => Config,
  ended: (status: ExitStatus) => void,
): void => {
  const imports = program.command('import').description('take over what a table holds');
  for (const { name, job, description, programme } of TABLES) {
    const command = imports
      .command(`${name} <file>`)
      .description(description)
      .option('--keep-good', 'write the good rows although others are bad')
      .option('--actor <id>', 'who takes it over', 'import')
      .option('--json', 'print what happened as JSON')
      .action(async (file: string, flags: ImportFlags) => {
        const settings = config();
        const { importFile } = await import('./import.js');
        ended(await importFile(settings, job, file, flags, TERMINAL));
      });
    if (programme) command.option('--programme <name>', programme);
  }
};
