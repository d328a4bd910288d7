import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Config, demoConfig } from '../config.js';
import { StoreUnavailable } from '../event-store/port.js';
import { systemClock } from '../house/clock.js';
import { opening } from '../house/opening.js';
import { openEventStore, openKeys, openReadModels, readsOf } from '../house/stores.js';
import { VERSION } from '../house/version.js';
import type { KeyStore } from '../keys/port.js';
import { BadMasterKey } from '../keys/master-key.js';
import { openPlace } from '../proof/checkpoint-place.js';
import { publicKeysOf } from '../proof/log-keys.js';
import type { Manifest, What } from '../proof/package-layout.js';
import { NotAsProven } from '../proof/package-log.js';
import { IN_CLEAR } from '../proof/package-personal.js';
import { FileThere, PackageZip } from '../proof/package-zip.js';
import { NothingToPackage, type Packaging, whatOf, writePackage } from '../proof/package.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { showProgress, type Shown } from './progress.js';

export interface ExportFlags {
  readonly mitra?: string;
  readonly loan?: string;
  readonly all?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly demo?: boolean;
  readonly json?: boolean;
  readonly personal: boolean;
}

/** Asked for in a way that names no package. */
class BadUsage extends Error {}

const checkUsage = ({ mitra, loan, all }: ExportFlags): void => {
  const asked = [mitra, loan, all].filter((one) => one !== undefined);
  if (asked.length !== 1) throw new BadUsage('expected one of --mitra, --loan and --all');
};

const subjectOf = (what: What): string =>
  'loan' in what ? `loan-${what.loan}` : 'mitra' in what ? `mitra-${what.mitra}` : 'all';

const fileOf = (what: What, { out, force = false }: ExportFlags): string => {
  const name = `jejak-${subjectOf(what)}`.replaceAll(/[^\w.-]/g, '_');
  const file = resolve(out ?? `${name}.zip`);
  if (!force && existsSync(file))
    throw new BadUsage(`${file} is there already: name another with --out, or say --force`);
  return file;
};

const publishedAt = async ({ proof }: Config): Promise<readonly string[]> => {
  const place = openPlace(proof.place);
  const newest = await place.newest();
  return [...((await place.all?.()) ?? []), ...(newest === null ? [] : [newest])];
};

/** Without the key store a package is made all the same: what is personal stays sealed in it. */
const keysOf = async (
  config: Config,
  { personal }: ExportFlags,
): Promise<{ readonly keys: KeyStore | null; readonly personal: Manifest['personal'] }> => {
  if (!personal) return { keys: null, personal: 'LEFT_OUT' };
  try {
    return { keys: await openKeys({ config, readOnly: true }), personal: 'INCLUDED' };
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof BadMasterKey)) throw error;
    return { keys: null, personal: 'NO_KEY_STORE' };
  }
};

/** One bar after the other, as the work goes on. */
const steps = () => {
  let [current, shown]: [string, Shown | null] = ['', null];
  const stop = (): void => shown?.stop();
  const onProgress: Packaging['onProgress'] = (step, done, total) => {
    if (step !== current) {
      stop();
      [current, shown] = [step, showProgress(`export-audit: ${step}`)];
    }
    shown?.progress(done, total);
  };
  return { onProgress, stop };
};

const make = async (config: Config, flags: ExportFlags) => {
  const readOnly = true;
  const { keep, close } = opening();
  const { onProgress, stop } = steps();
  try {
    const store = keep(await openEventStore({ config, clock: systemClock, readOnly }));
    const what = await whatOf(store, flags);
    const file = fileOf(what, flags);
    const documents = keep(await openReadModels({ config, readOnly }));
    const kept = readsOf(config, documents);
    const opened = await keysOf(config, flags);
    if (opened.keys) keep(opened.keys);
    const { origin } = config.proof;
    const verifiers = publicKeysOf(config.proof).filter(({ name }) => name === origin);
    const notes = await publishedAt(config);
    const zip = new PackageZip(file);
    keep({ close: async () => zip.close() });
    const work = (): Promise<Manifest> =>
      writePackage(zip, {
        ...{ what, store, kept, notes, verifiers, onProgress },
        ...opened,
        software: `jejak ${VERSION}`,
      });
    const manifest = await (documents.snapshot ? documents.snapshot(work) : work());
    zip.end({ over: flags.force ?? false });
    return { file, manifest };
  } finally {
    stop();
    await close();
  }
};

const tell = (file: string, manifest: Manifest, { out }: Terminal): void => {
  const { events, checkpoints, uncovered, personal } = manifest;
  out(`${file}: ${inThousands(events)} events, ${inThousands(manifest.files.length + 1)} files`);
  const newest = checkpoints.at(-1);
  if (newest) out(`covered by the checkpoint of ${inThousands(newest.size)} events`);
  if (uncovered.first)
    out(
      `${inThousands(uncovered.events)} of them no checkpoint covers yet: ` +
        '"jejak checkpoint --new" makes one, then export again',
    );
  if (personal === 'INCLUDED') out(`${IN_CLEAR}: keep it safe; --no-personal leaves that sealed`);
  if (personal === 'NO_KEY_STORE') out('personal data stays sealed: there is no key store here');
};

/**
 * What an auditor takes away: the events of a mitra, a loan or the whole log, their proofs, and how
 * to check them without this software. Reads beside a running service.
 */
export const exportAudit = async (
  settings: Config,
  flags: ExportFlags,
  terminal: Terminal,
): Promise<ExitStatus> => {
  try {
    checkUsage(flags);
    const config = flags.demo ? demoConfig(settings) : settings;
    const { file, manifest } = await make(config, flags);
    if (flags.json) terminal.out(asJson({ file, ...manifest }));
    else tell(file, manifest, terminal);
    return 0;
  } catch (error) {
    const isUsage = [BadUsage, NothingToPackage, FileThere].some((kind) => error instanceof kind);
    if (!isUsage && !(error instanceof NotAsProven)) throw error;
    terminal.err(`jejak: ${error instanceof Error ? error.message : String(error)}`);
    return isUsage ? 2 : 1;
  }
};
