// The suites that concern stores, once for each store and each combination of them, with a count.
// What has nothing to run against is said, not passed over.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const given = (name, scheme) => process.env[name]?.startsWith(scheme);
const mongo = given('READ_MODEL_URL', 'mongodb') ? 'MongoDB (given)' : 'MongoDB (FerretDB)';
const DOUBLE = 'EventStoreDB (double)';
const GO = 'Go, golang.org/x/mod/sumdb';

const directory = mkdtempSync(join(tmpdir(), 'jejak-stores-'));
const say = (line) => process.stdout.write(`${line}\n`);

/** @returns the results of one run of Jest, as it reports them; null where it reported nothing */
const run = (what, config, paths, env = {}) => {
  say(`\n-- ${what}`);
  const file = join(directory, `${what.replaceAll(/\W+/g, '-')}.json`);
  const args = [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    ...['node_modules/jest/bin/jest.js', '--config', config, '--json', `--outputFile=${file}`],
    ...paths,
  ];
  // Jest's JSON goes to the file, what it says to people to standard error.
  spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

const rows = new Map();
const count = (label, { passed = 0, failed = 0, skipped = 0 }) => {
  const row = rows.get(label) ?? { passed: 0, failed: 0, skipped: 0 };
  rows.set(label, {
    passed: row.passed + passed,
    failed: row.failed + failed,
    skipped: row.skipped + skipped,
  });
};

/** Every example goes to the store that `labelOf` names; a file that fails without one counts too. */
const tally = (results, labelOf) => {
  if (!results) return count('no result', { failed: 1 });
  for (const { name, status, assertionResults } of results.testResults) {
    const examples = assertionResults.filter((example) => example.status === 'failed');
    if (status === 'failed' && examples.length === 0) count(name, { failed: 1 });
    for (const { status: outcome, ancestorTitles } of assertionResults) {
      const kind = outcome === 'passed' || outcome === 'failed' ? outcome : 'skipped';
      count(labelOf(name, ancestorTitles), { [kind]: 1 });
    }
  }
};

const storeOf = (file, [title = '']) => {
  if (/\/test\/stores\//.test(file)) return 'stories, and every combination of stores';
  if (/\/mongo[^/]*$/.test(file)) return mongo;
  if (/\/proof\/foreign\/go/.test(file)) return GO;
  return title.startsWith('EventStoreDB (') ? title : DOUBLE;
};

const CONTRACTS = ['event-store', 'read-model', 'keys'].map((room) => `test/${room}/embedded`);
const config = 'test/jest.config.js';

tally(run('stores, each on its own', 'test/jest.stores.config.js', []), storeOf);
tally(run('embedded', config, CONTRACTS), () => 'embedded');
// Where all is run, these have been run: `npm test` is on files.
if (!process.argv.includes('--after-npm-test'))
  tally(run('embedded + embedded', config, ['test/e2e']), () => 'embedded + embedded, end to end');
// The suites above know best whether there was a server for them.
const hasMongo = (rows.get(mongo)?.passed ?? 0) > 0;
if (hasMongo)
  tally(
    run(`${DOUBLE} + ${mongo}`, config, ['test/e2e'], { STORES: 'servers' }),
    () => `${DOUBLE} + ${mongo}, end to end`,
  );
rmSync(directory, { recursive: true });

say('');
for (const [label, { passed, failed, skipped }] of rows)
  say(`${label.padEnd(60)} ${passed} passed, ${failed} failed, ${skipped} skipped`);
if (!hasMongo)
  say(
    'MongoDB DID NOT RUN, nor anything end to end on servers: neither Go (to build FerretDB) nor ' +
      'READ_MODEL_URL=mongodb://… is here.',
  );
if ((rows.get(GO)?.passed ?? 0) === 0) say('Go DID NOT verify a package: it is not here.');
if (!given('EVENT_STORE_URL', 'esdb'))
  say('EventStoreDB (real) did not run: EVENT_STORE_URL=esdb://… names none.');

const all = [...rows.values()];
const sum = (kind) => all.reduce((total, row) => total + row[kind], 0);
const [, wanted] = /--outputFile=(\S+)/.exec(process.argv.join(' ')) ?? [];
if (wanted)
  writeFileSync(
    wanted,
    JSON.stringify({
      ...{ numPassedTests: sum('passed'), numFailedTests: sum('failed') },
      ...{ numPendingTests: sum('skipped'), numTodoTests: 0, numRuntimeErrorTestSuites: 0 },
    }),
  );
say(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
