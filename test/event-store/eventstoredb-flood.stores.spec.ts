import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { built } from '../built.js';
import { startDouble } from '../eventstoredb/server.js';

/** What a process says that floods a server which breaks off, and how it ends. */
const flooded = async (count: number, size: number, frozen: boolean) => {
  const double = await startDouble();
  const args = [join(built(), 'test/crash/flood.js'), double.url, String(count), String(size)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = once(child, 'close');
  const said: string[] = [];
  const lines = createInterface(child.stdout);
  const begun = once(lines, 'line');
  lines.on('line', (line) => said.push(line));
  await Promise.race([begun, closed]);
  if (frozen) double.faults.freeze();
  await pause(frozen ? 1_000 : 30);
  double.faults.resetConnections();
  const [status] = (await closed) as [number | null];
  await double.kill();
  return { status, errors, said };
};

// A test runner hides what would end a process of its own: so it is one of its own.
describe('a process that appends much when the connection breaks', () => {
  it.each([
    [60, 50_000, true],
    [20, 200_000, true],
    [200, 100_000, false],
  ])('goes on, with %i appends of %i bytes under way', async (count, size, frozen) => {
    const { status, errors, said } = await flooded(count, size, frozen);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(said.at(-1)).toMatch(
      new RegExp(`^(appended )?(OutcomeUnknown)?( StoreUnavailable)? ${count}$`),
    );
  });
});
