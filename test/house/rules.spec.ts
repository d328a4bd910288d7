import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { bannedCalls, importsOf, longFunctions, type Source, sourcesIn } from './source-files.js';

const all = sourcesIn('src', 'projections', 'test');
const house = all.filter(({ path }) => !path.startsWith('test/'));

/** The only files that look at a clock or draw lots: the ports to the outside. */
const EDGE = ['src/house/clock.ts'];

/** What a file of a room that knows Nest, GraphQL or a store is called, by its last part. */
const SHELLS = [
  ...['commands', 'graphql', 'inputs', 'module', 'mutations'],
  ...['service', 'types', 'filter', 'view'],
];
const isShell = (path: string): boolean => SHELLS.some((kind) => path.endsWith(`.${kind}.ts`));
const isDomain = (path: string): boolean =>
  /^src\/(mitra|lending|monitoring|policy)\//.test(path) && !isShell(path);
const isKernel = (path: string): boolean => path.startsWith('src/kernel/');
const isEvents = (path: string): boolean => path.endsWith('.events.ts') || path === 'src/events.ts';

/** Who may import what: the first rule that a file falls under binds it. */
const ARROWS: readonly {
  readonly of: string;
  readonly is: (path: string) => boolean;
  readonly may: (imported: string) => boolean;
}[] = [
  { of: 'the kernel: the kernel alone', is: isKernel, may: isKernel },
  {
    of: 'a room’s rules: other rules, the kernel, and a digest',
    is: isDomain,
    may: (path) => isKernel(path) || isDomain(path) || path === 'node:crypto',
  },
  {
    of: 'a projection: others, the kernel, facts and rules',
    is: (path) => path.startsWith('projections/'),
    may: (path) =>
      path.startsWith('projections/') || isKernel(path) || isEvents(path) || isDomain(path),
  },
  {
    of: 'storage: nothing of the house',
    is: (path) => path.startsWith('src/storage/'),
    may: (path) => !/^(src|projections)\//.test(path),
  },
  {
    of: 'keys: the kernel and storage',
    is: (path) => path.startsWith('src/keys/'),
    may: (path) => /^(src\/(kernel|keys|storage)\/|node:)/.test(path),
  },
  {
    of: 'the event store: facts, keys, storage and the kernel',
    is: (path) => path.startsWith('src/event-store/'),
    may: (path) =>
      /^(src\/(event-store|kernel|keys|storage)\/|node:|uuid$)/.test(path) ||
      path === '@eventstore/db-client' ||
      isEvents(path),
  },
  {
    of: 'the read models: projections and what lies under them',
    is: (path) => path.startsWith('src/read-model/'),
    may: (path) =>
      /^(projections|src\/(read-model|event-store|kernel|keys|storage))\//.test(path) ||
      path.startsWith('node:') ||
      isEvents(path),
  },
  {
    of: 'telemetry: nothing of the business',
    is: (path) => path.startsWith('src/telemetry/'),
    may: (path) =>
      /^src\/(telemetry|house|event-store|read-model|proof|graphql|kernel)\//.test(path) ||
      !/^(src|projections)\//.test(path),
  },
];

const against = (of: string): string[] => {
  const arrow = ARROWS.find((one) => one.of === of);
  return house
    .filter(({ path }) => ARROWS.find(({ is }) => is(path)) === arrow)
    .flatMap((source) =>
      importsOf(source)
        .filter((imported) => !arrow?.may(imported))
        .map((imported) => `${source.path} imports ${imported}`),
    );
};

const importersOf = (name: string): string[] =>
  house.filter((source) => importsOf(source).includes(name)).map(({ path }) => path);

const tooWide = ({ path, text }: Source): string[] =>
  text
    .split('\n')
    .flatMap((line, at) => (Array.from(line).length > 100 ? [`${path}:${at + 1}`] : []));

const lines = ({ text }: Source): number => text.split('\n').length - 1;

describe('every file of the house', () => {
  it('has at most 250 lines', () => {
    expect(all.filter((source) => lines(source) > 250).map(({ path }) => path)).toEqual([]);
  });

  it('has lines of at most 100 columns', () => {
    expect(all.flatMap(tooWide)).toEqual([]);
  });

  it('has functions of at most 40 lines', () => {
    expect(all.flatMap((source) => longFunctions(source, 40))).toEqual([]);
  });

  it('neither looks at a clock nor draws lots nor lets a fraction in, but at the edge', () => {
    const outside = all.filter(({ path }) => !EDGE.includes(path));
    expect(outside.flatMap(bannedCalls)).toEqual([]);
    for (const path of EDGE)
      expect(house.filter((s) => s.path === path).flatMap(bannedCalls)).not.toEqual([]);
  });

  it('says what is wrong with a type where it is wrong, and leaves nothing to be done', () => {
    const words = /@ts-(ignore|nocheck)|eslint-disable|oxlint-disable|\b(TODO|FIXME|XXX)\b/;
    const found = all.filter(
      ({ path, text }) => !path.startsWith('test/house/') && words.test(text),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('imports point one way', () => {
  it.each(ARROWS.map(({ of }) => of))('of %s', (of) => {
    expect(against(of)).toEqual([]);
  });

  it('and one file alone knows SQLite, MongoDB, OpenTelemetry; one adapter EventStoreDB', () => {
    expect(importersOf('libsql')).toEqual(['src/storage/sqlite.ts']);
    for (const path of importersOf('@eventstore/db-client'))
      expect(path).toMatch(/^src\/event-store\/eventstoredb/);
    expect(importersOf('mongodb')).toEqual(['src/storage/mongo.ts']);
    // What takes long to load is loaded where it is asked for, and by nobody else.
    expect(importersOf('@opentelemetry/sdk-node')).toEqual(['src/telemetry/open-telemetry.ts']);
    expect(importersOf('@opentelemetry/api')).toEqual(['src/telemetry/open-telemetry.ts']);
    // Its entry takes long, too: of this one single files are loaded.
    expect(importersOf('class-validator')).toEqual(['src/graphql/rules.ts']);
    const whole = /\b(Intersection|Partial|Pick|Omit)Type\(/;
    expect(house.filter(({ text }) => whole.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

const TOP = ['src', 'test', 'projections', 'samples', 'docs', 'README.md'];
const FOR_TOOLS = [
  ...['nest-cli.json', 'package.json', 'package-lock.json', 'tsconfig.json'],
  ...['docker-compose.yml', 'Dockerfile'],
];

/** What the project keeps: by git, or where there is none, whatever git would not ignore. */
const kept = (): readonly string[] => {
  if (existsSync('.git'))
    return execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  const ignored = readFileSync('.gitignore', 'utf8').split('\n');
  return readdirSync('.').filter((name) => !ignored.includes(`${name}/`));
};

describe('the top of the house', () => {
  it('holds what the map shows, and nothing else that is not for a tool', () => {
    const top = new Set(kept().map((path) => path.split('/')[0] ?? ''));
    const known = [...TOP, ...FOR_TOOLS];
    expect([...top].filter((name) => !known.includes(name) && !name.startsWith('.'))).toEqual([]);
    for (const name of known.filter((one) => !['README.md', 'docs'].includes(one)))
      expect(existsSync(name)).toBe(true);
  });
});

const invariantsIn = (text: string): string[] =>
  [...text.matchAll(/^(?:[-*] |\d+\. )?\*\*(I\d+)\*\*/gm)].map(([, id]) => id ?? '');

describe('the invariants of the README', () => {
  const readme = existsSync('README.md') ? readFileSync('README.md', 'utf8') : undefined;
  const invariants = invariantsIn(readme ?? '');

  it('are numbered from I1 without a gap', () => {
    expect(invariants).toEqual(invariants.map((_, at) => `I${at + 1}`));
    expect(invariants.length > 0).toBe(readme !== undefined);
  });

  it('hold every one that fsck reports by', () => {
    const named = house.flatMap(({ text }) => text.match(/(?<=invariant: ')I\d+(?=')/g) ?? []);
    const missing = named.filter((id) => !invariants.includes(id));
    expect(readme === undefined ? [] : missing).toEqual([]);
  });

  it('are each shown by a test that names it', () => {
    const tests = all.filter(({ path }) => /^test\/(?!house\/rules)/.test(path));
    const named = new Set(tests.flatMap(({ text }) => text.match(/\bI[1-9]\d?\b/g) ?? []));
    expect(invariants.filter((id) => !named.has(id))).toEqual([]);
  });
});
