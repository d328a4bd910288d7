import { fsck, type FsckReport } from '../audit/fsck.js';
import type { Config } from '../config.js';
import { EmbeddedEventStore } from '../event-store/embedded.js';
import { StoreDamaged } from '../event-store/port.js';
import { systemClock } from '../house/clock.js';
import { openKeys } from '../house/house.js';
import { EmbeddedReadModelStore } from '../read-model/embedded.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { showProgress } from './progress.js';

const SHOWN = 20;

const tell = ({ events, loans, documents, findings }: FsckReport, { out }: Terminal): void => {
  for (const { invariant, where, expected, found } of findings.slice(0, SHOWN))
    out(`${invariant} ${where}\n  expected ${expected}\n  found    ${found}`);
  if (findings.length > SHOWN) out(`… and ${inThousands(findings.length - SHOWN)} more`);
  const verdict =
    findings.length === 0 ? 'all is as the log says' : `${inThousands(findings.length)} findings`;
  const checked = `${inThousands(loans)} loans, ${inThousands(documents)} documents`;
  out(`${inThousands(events)} events, ${checked} checked: ${verdict}`);
};

/** Closed in the reverse order, whatever could be opened. */
const opened = (config: Config) => {
  const parts: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    parts.push(part);
    return part;
  };
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.close();
  };
  const { eventStoreFile, readModelFile } = config;
  const readOnly = true;
  const log = { file: eventStoreFile, clock: systemClock, readOnly };
  const open = () => ({
    store: keep(EmbeddedEventStore.open(log)),
    kept: keep(EmbeddedReadModelStore.open({ file: readModelFile, readOnly })),
    keys: keep(openKeys(config, readOnly)),
  });
  return { open, close };
};

/** A log so damaged that it cannot even be opened is found so, as any other damage. */
const unopened = ({ eventStoreFile }: Config, error: unknown): FsckReport => {
  if (!(error instanceof StoreDamaged)) throw error;
  const expected = 'a log that can be opened';
  const finding = { invariant: 'I1', where: eventStoreFile, expected, found: error.message };
  return { events: 0, loans: 0, documents: 0, findings: [finding] };
};

/** Reads beside a running service and writes nothing; finds, shows both sides, mends nothing. */
export const check = async (
  config: Config,
  flags: { readonly json?: boolean },
  terminal: Terminal,
): Promise<ExitStatus> => {
  const { open, close } = opened(config);
  const { progress, stop } = showProgress('fsck');
  const examine = async (): Promise<FsckReport> => {
    const parts = open();
    return parts.kept.snapshot(() => fsck(parts, (_, count) => progress(count, null)));
  };
  try {
    const report = await examine().catch((error: unknown) => unopened(config, error));
    stop();
    if (flags.json) terminal.out(asJson(report));
    else tell(report, terminal);
    return report.findings.length > 0 ? 1 : 0;
  } finally {
    stop();
    await close();
  }
};
