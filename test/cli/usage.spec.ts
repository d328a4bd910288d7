import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../src/config.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { endChildren, jejak, settingsIn } from './jejak.js';

const directory = freshDirectory();
afterEach(endChildren);
const run = (...args: readonly string[]) => jejak(settingsIn(directory()), ...args);

const COMMANDS = [
  'serve',
  'demo',
  'import',
  'import loans',
  'import mitra',
  'rebuild',
  'fsck',
  'token',
  'keys',
  'keys rotate',
  'witness',
  'checkpoint',
  'verify',
  'export-audit',
  'bench',
];

describe('help', () => {
  it('is there for every command, with every setting, and ends with 0', async () => {
    const asked = ['--help', 'help', ...COMMANDS.map((command) => `${command} --help`)];
    const answers = await Promise.all(asked.map((words) => run(...words.split(' '))));
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 0));
    for (const { out } of answers)
      for (const { name, meaning } of SETTINGS) {
        expect(out).toContain(name);
        expect(out).toContain(meaning);
      }
    const { out: exporting } = await run('export-audit', '--help');
    expect(exporting.replaceAll(/\s+/g, ' ')).toContain('personal data is in it in clear');
    for (const command of COMMANDS) expect(answers[0]?.out).toContain(command.split(' ')[0]);
  });

  it('names the version of the package', async () => {
    expect(await run('--version')).toEqual({ status: 0, out: '0.1.0\n', err: '' });
  });
});

describe('wrong usage ends with 2, says what is wrong, and touches nothing:', () => {
  const TOKEN = ['token', '--actor', 'budi', '--role'];
  it.each([
    ['no command at all', [], 'Usage: jejak'],
    ['a command that is none', ['serv'], 'serve'],
    ['an import of nothing', ['import'], 'Usage: jejak import'],
    ['an import of what cannot be imported', ['import', 'cows', 'x.csv'], "unknown command 'cows'"],
    ['an import without a file', ['import', 'loans'], "missing required argument 'file'"],
    ['an option that is none', ['fsck', '--fix'], "unknown option '--fix'"],
    ['a word too many', ['fsck', 'now'], 'too many arguments'],
    ['a read model that is none', ['rebuild', 'loan-books'], 'loan-book, loan-timelines'],
    ['a token for nobody', ['token', '--role', 'OFFICER'], "'--actor <id>'"],
    ['a role that is none', [...TOKEN, 'KING'], '--role: expected OFFICER'],
    ['a token for no time', [...TOKEN, 'OFFICER', '--hours', '0'], '--hours: expected'],
    ['a token for ever', [...TOKEN, 'OFFICER', '--hours', '1e9'], '--hours: expected'],
    ['a file that is not there', ['import', 'loans', '/nowhere/x.csv'], 'there is no such file'],
    ['a directory instead of a file', ['import', 'mitra', '/'], 'directory'],
  ] as const)('%s', async (_, args, said) => {
    const { status, err, out } = await run(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(said);
    expect(readdirSync(directory())).toEqual([]);
  });

  it('a programme that cannot be part of a number', async () => {
    writeFileSync(join(directory(), 'x.csv'), '');
    const file = join(directory(), 'x.csv');
    const { status, err } = await run('import', 'loans', file, '--programme', 'A B');
    expect(status).toBe(2);
    expect(err).toContain('--programme: expected 1 to 40 letters');
  });
});

describe('settings', () => {
  it('are all checked at once, before anything is opened, and end with 2', async () => {
    const wrong = {
      ...{ PORT: '80 80', EVENT_STORE_URL: 'postgres://x', READ_MODEL_URL: 'jejak.db' },
      ...{ KEY_STORE_URL: 'file:', MASTER_KEY: 'secret', AUTH: 'none', LOG_LEVEL: 'loud' },
    };
    const settings = settingsIn(directory(), wrong);
    const { status, err } = await jejak(settings, 'serve');
    expect(status).toBe(2);
    for (const name of Object.keys(wrong)) expect(err).toMatch(new RegExp(`^  ${name}: `, 'm'));
    expect(err).not.toContain('secret');
  });

  it('keep the keys apart from the log', async () => {
    const { EVENT_STORE_URL = '' } = settingsIn(directory());
    const settings = settingsIn(directory(), { KEY_STORE_URL: EVENT_STORE_URL });
    const { status, err } = await jejak(settings, 'rebuild');
    expect(status).toBe(2);
    expect(err).toContain('KEY_STORE_URL: expected a place of its own');
  });
});

describe('what is wrong with the house itself ends with 1 and a sentence:', () => {
  it('there is no store to check', async () => {
    const { status, err } = await run('fsck');
    expect(status).toBe(1);
    expect(err).toMatch(/^jejak: .*jejak\.db does not exist$/m);
  });

  it.each(['rebuild', 'unpark', 'close-day 2020-01-31'])(
    'there is no store, and %s makes none',
    async (command) => {
      const { status, err } = await run(...command.split(' '));
      expect(status).toBe(1);
      expect(err).toMatch(/^jejak: .*jejak\.db does not exist$/m);
      expect(readdirSync(directory())).toEqual([]);
    },
  );

  it('the store is a directory, or no store of ours', async () => {
    mkdirSync(join(directory(), 'jejak.db'));
    const notes = join(directory(), 'notes.db');
    writeFileSync(notes, 'these are my notes, and nobody shall write into them');
    const other = settingsIn(directory(), { EVENT_STORE_URL: `file:${notes}` });
    const [first, second] = await Promise.all([run('rebuild'), jejak(other, 'rebuild')]);
    expect([first.status, second.status]).toEqual([1, 1]);
    expect(first.err).toMatch(/^jejak: .*jejak\.db/m);
    expect(second.err).toMatch(/^jejak: .*notes\.db: file is not a database/m);
    expect(`${first.err}${second.err}`).not.toMatch(/^ {4}at /m);
  });
});
