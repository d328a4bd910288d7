import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../src/proof/package-layout.js';
import { type Ended, endChildren, jejak, settingsIn } from '../cli/jejak.js';
import { JAMSOSTEK_TABLE } from '../e2e/service.js';
import { hasMongo } from '../ferretdb/server.js';
import { type Stores, storesFor } from './places.js';

const directories: string[] = [];
const opened: Stores[] = [];
afterAll(async () => {
  endChildren();
  for (const stores of opened) await stores.stop();
  for (const directory of directories) rmSync(directory, { recursive: true });
});

const succeeded = async (running: Promise<Ended>): Promise<string> => {
  const { status, out, err } = await running;
  expect({ status, err: status === 0 ? '' : err }).toEqual({ status: 0, err: '' });
  return out;
};

describe.each([
  ['embedded + embedded', { log: 'file', documents: 'file' }],
  ['EventStoreDB (double) + MongoDB', { log: 'server', documents: 'server' }],
] as const)('%s', (_, combination) => {
  const runs = combination.documents === 'file' || hasMongo() ? it : it.skip;

  runs('gives audit packages that jejak verify takes with the public key alone', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'jejak-packages-'));
    directories.push(directory);
    const stores = await storesFor(directory, undefined, combination);
    opened.push(stores);
    const run = (...args: readonly string[]): Promise<Ended> =>
      jejak(settingsIn(directory, stores.settings), ...args);
    await succeeded(run('import', 'loans', JAMSOSTEK_TABLE, '--programme', 'JAMSOSTEK'));
    await succeeded(run('checkpoint', '--new'));
    for (const what of [['--loan', 'JAMSOSTEK-12'], ['--all']]) {
      const out = join(directory, 'package.zip');
      const told = await succeeded(run('export-audit', ...what, '--out', out, '--force', '--json'));
      const { events, uncovered, personal } = JSON.parse(told) as Manifest;
      expect([events > 1, uncovered.events, personal]).toEqual([true, 0, 'INCLUDED']);
      const key = join(directory, 'signing.key.pub');
      const verdict = await succeeded(run('verify', out, '--key', key, '--json'));
      expect(JSON.parse(verdict)).toMatchObject({ ok: true, events, proven: events });
    }
    const none = join(directory, 'none.zip');
    const { status, err } = await run('export-audit', '--mitra', 'NOBODY', '--out', none);
    expect([status, err, existsSync(none)]).toEqual([
      2,
      'jejak: there is no mitra NOBODY\n',
      false,
    ]);
  });
});
