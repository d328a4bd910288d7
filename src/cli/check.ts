import { fsck, type FsckReport } from '../audit/fsck.js';
import { publishingOf } from '../audit/fsck-tree.js';
import type { Config } from '../config.js';
import { StoreDamaged } from '../event-store/port.js';
import { systemClock } from '../house/clock.js';
import { opening } from '../house/opening.js';
import { openEventStore, openKeys, openReadModels } from '../house/stores.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { showProgress } from './progress.js';

const SHOWN = 20;

const tell = (
  { events, loans, documents, leaves, checkpoints, behind, unchecked, findings }: FsckReport,
  { out }: Terminal,
): void => {
  for (const { invariant, where, expected, found } of findings.slice(0, SHOWN))
    out(`${invariant} ${where}\n  expected ${expected}\n  found    ${found}`);
  if (findings.length > SHOWN) out(`… and ${inThousands(findings.length - SHOWN)} more`);
  const verdict =
    findings.length === 0 ? 'all is as the log says' : `${inThousands(findings.length)} findings`;
  const checked =
    `${inThousands(loans)} loans, ${inThousands(documents)} documents, ` +
    `${inThousands(leaves)} leaves, ${inThousands(checkpoints)} checkpoints`;
  out(`${inThousands(events)} events, ${checked} checked: ${verdict}`);
  if (behind.length > 0)
    out(`not yet at the end of the log, checked as far as they are: ${behind.join(', ')}`);
  for (const what of unchecked) out(`not checked: ${what}`);
};

/** Reads whatever is there, and makes nothing. */
const opened = (config: Config) => {
  const { keep, close } = opening();
  const readOnly = true;
  const open = async () => ({
    store: keep(await openEventStore({ config, clock: systemClock, readOnly })),
    kept: keep(await openReadModels({ config, readOnly, examine: true })),
    keys: keep(await openKeys({ config, readOnly })),
    publishing: publishingOf(config.proof),
  });
  return { open, close };
};

/** A log so damaged that it cannot even be opened is found so, as any other damage. */
const unopened = ({ eventStore }: Config, error: unknown): FsckReport => {
  if (!(error instanceof StoreDamaged)) throw error;
  const expected = 'a log that can be opened';
  const finding = { invariant: 'I1', where: eventStore.name, expected, found: error.message };
  const nothing = { events: 0, loans: 0, documents: 0, leaves: 0, checkpoints: 0 };
  return { ...nothing, behind: [], unchecked: [], findings: [finding] };
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
    const parts = await open();
    const work = () => fsck(parts, (_, count) => progress(count, null));
    return parts.kept.snapshot ? parts.kept.snapshot(work) : work();
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
