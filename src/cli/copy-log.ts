import { existsSync } from 'node:fs';
import { BadConfig, type Config, readConfig } from '../config.js';
import { type Place, placeOf } from '../place.js';
import { copyLog, type CopyReport } from '../event-store/copy-log.js';
import { type EventStore, StoreUnavailable } from '../event-store/port.js';
import { systemClock } from '../house/clock.js';
import { opening } from '../house/opening.js';
import { openEventStore } from '../house/stores.js';
import { asJson, type ExitStatus, inThousands, type Terminal } from './outcome.js';
import { showProgress } from './progress.js';

const checkedPlaces = (from: string, to: string): readonly [Place, Place] => {
  const [source, copy] = [placeOf(from, 'esdb'), placeOf(to, 'esdb')];
  if (typeof source === 'string' || typeof copy === 'string')
    throw new BadConfig([
      ...(typeof source === 'string' ? [`FROM: ${source}`] : []),
      ...(typeof copy === 'string' ? [`TO: ${copy}`] : []),
    ]);
  if (source.name === copy.name) throw new BadConfig(['TO: expected another place than FROM']);
  if (source.kind === 'file' && !existsSync(source.file))
    throw new StoreUnavailable(`${source.file}: there is no log here`);
  return [source, copy];
};

const copyBetween = async (
  config: Config,
  [source, copy]: readonly [Place, Place],
): Promise<CopyReport> => {
  const { progress, stop } = showProgress('copy-log');
  const { keep, close } = opening();
  // A file is opened for writing though it is only read: so no service writes to it meanwhile.
  const open = async (eventStore: Place): Promise<EventStore> =>
    keep(await openEventStore({ config: { ...config, eventStore }, clock: systemClock }));
  try {
    const [from, to] = [await open(source), await open(copy)];
    return await copyLog(from, to, (_, events) => progress(events, null));
  } finally {
    stop();
    await close();
  }
};

const tell = ({ events, copied, complete }: CopyReport, out: Terminal['out']): void => {
  const verified = 'every one is in the copy as in the source';
  out(`${inThousands(events)} events, ${inThousands(copied)} of them copied now: ${verified}`);
  if (!complete) out('The source has grown meanwhile: run this again to copy what came.');
};

/** @throws {BadConfig | StoreHeld | StoreUnavailable | CopyStopped} */
export const copyLogs = async (
  from: string,
  to: string,
  flags: { readonly json?: boolean },
  { out }: Terminal,
): Promise<ExitStatus> => {
  const report = await copyBetween(readConfig(process.env), checkedPlaces(from, to));
  if (flags.json) out(asJson(report));
  else tell(report, out);
  return 0;
};
