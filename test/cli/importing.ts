import { check } from '../../src/cli/check.js';
import { importFile, type ImportFlags, type ImportJob } from '../../src/cli/import.js';
import { readConfig } from '../../src/config.js';
import { EmbeddedEventStore } from '../../src/event-store/embedded.js';
import { START } from '../../src/kernel/envelope.js';
import { instant } from '../../src/kernel/local-date.js';
import { settingsIn } from './jejak.js';

/** Imports into a directory's store, run in this process. */
export const importsIn = (directory: () => string) => {
  const config = () => readConfig(settingsIn(directory()));

  /** What the command prints and how it ends. */
  const imported = async (
    file: string,
    flags: ImportFlags = {},
    what: ImportJob = 'importLoans',
  ) => {
    const [out, err]: [string[], string[]] = [[], []];
    const [say, complain] = [(line: string) => out.push(line), (line: string) => err.push(line)];
    const terminal = { out: say, err: complain };
    const status = await importFile(config(), what, file, flags, terminal);
    return { status, out: out.join('\n'), err };
  };

  const typesInLog = async (): Promise<readonly string[]> => {
    const file = config().eventStore.name;
    const clock = () => instant(0);
    const store = EmbeddedEventStore.open({ file, clock, readOnly: true });
    const events = await store.readAll(START, 1_000);
    await store.close();
    return events.map(({ type }) => type).filter((type) => !type.startsWith('Policy'));
  };

  const fsckStatus = () => check(config(), {}, { out: () => undefined, err: () => undefined });
  return { imported, typesInLog, fsckStatus };
};
