import { type Config, demoConfig } from '../config.js';
import { asJson, type ExitStatus, type Terminal } from './outcome.js';
import { runJob } from './run-job.js';

export interface CheckpointFlags {
  readonly new?: boolean;
  readonly demo?: boolean;
  readonly json?: boolean;
}

/** The newest signed checkpoint; exit status 1 where there is none. */
export const printCheckpoint = async (
  config: Config,
  flags: CheckpointFlags,
  { out, err }: Terminal,
): Promise<ExitStatus> => {
  const { new: fresh = false, demo = false } = flags;
  const own = demo ? demoConfig(config) : config;
  const found = await runJob(own, 'checkpoint', 'checkpoint', { fresh }, demo);
  if (!found) {
    const why = fresh
      ? 'the log is empty: there is nothing to sign yet'
      : 'no checkpoint has been signed yet: a running service does, or --new';
    err(`jejak: ${why}`);
    return 1;
  }
  // A note ends with its own line feed.
  out(flags.json ? asJson(found) : found.note.trimEnd());
  return 0;
};
