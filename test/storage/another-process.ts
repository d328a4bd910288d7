import { spawn } from 'node:child_process';
import { once } from 'node:events';

const SCRIPT = `
  import Libsql from 'libsql';
  const [, file, ms] = process.argv;
  const db = new Libsql(file);
  db.exec('BEGIN IMMEDIATE');
  process.stdout.write('begun');
  setTimeout(() => db.exec('COMMIT'), Number(ms));
`;

/**
 * A process of its own that has the file, which it makes where it is missing, open for writing.
 * Here it has begun; what is returned waits for its end, `ms` milliseconds later.
 */
export const writingElsewhere = async (file: string, ms: number): Promise<() => Promise<void>> => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, file, String(ms)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), ended]);
  return async () => {
    const [status] = (await ended) as [number | null];
    if (status !== 0) throw new Error(`the other process ended with ${status}`);
  };
};
