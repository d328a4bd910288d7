import { strFromU8, unzipSync, zipSync } from 'fflate';
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from '../../src/event-store/port.js';
import { hashOf, writersPart } from '../../src/event-store/seal.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { CompactRange } from '../../src/proof/compact-range.js';
import { leafHashOf } from '../../src/proof/leaf.js';
import type { PublicNoteKey } from '../../src/proof/note-key.js';
import type { Manifest } from '../../src/proof/package-layout.js';
import { parsePublicKeys, publicFile } from '../../src/proof/signing-keys.js';
import type { GivenCheckpoint } from '../../src/proof/verify-checkpoints.js';
import { type PackageVerdict, verifyPackage } from '../../src/proof/verify-package.js';
import { exporting, type Told } from './packages.js';

export type Files = Readonly<Record<string, Uint8Array>>;

const NAMES = { mitra: { mitra: 'M-1' }, loan: { loan: 'L-1' }, all: { all: true } } as const;
export type Name = keyof typeof NAMES;

export const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');
export const textOf = (files: Files, path: string): string =>
  strFromU8(files[path] ?? new Uint8Array());
export const manifestIn = (files: Files): Manifest =>
  JSON.parse(textOf(files, 'manifest.json')) as Manifest;

/** The manifest says of all files what they are now: nobody has signed it. */
export const relisted = (
  files: Files,
  change: (manifest: Manifest) => object = (one) => one,
): Files => {
  const listed = Object.entries(files)
    .filter(([path]) => path !== 'manifest.json')
    .map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }));
  const changed = { ...change(manifestIn(files)), files: listed };
  return { ...files, 'manifest.json': Buffer.from(JSON.stringify(changed)) };
};

export const linesOf = (files: Files): string[] =>
  textOf(files, 'events.jsonl').split('\n').slice(0, -1);

export const withLines = (files: Files, lines: readonly string[]): Files => ({
  ...files,
  'events.jsonl': Buffer.from(lines.map((line) => `${line}\n`).join('')),
});

export const without = (files: Files, ...prefixes: readonly string[]): Files =>
  Object.fromEntries(
    Object.entries(files).filter(([path]) => !prefixes.some((prefix) => path.startsWith(prefix))),
  );

export const eventOf = (line: string): StoredEvent => JSON.parse(line) as StoredEvent;

/** What it says is another thing, and its hash is that of what it says. */
export const forged = (line: string, change: object): string => {
  const event = { ...eventOf(line), ...change } as StoredEvent;
  return canonicalJson({ ...event, hash: hashOf(writersPart(event)) });
};

/** Of the tree over these events. */
export const rootOf = (lines: readonly string[]): Buffer => {
  const range = new CompactRange();
  for (const line of lines) range.append(leafHashOf(eventOf(line)));
  return range.root();
};

export interface Repacking {
  readonly keys: () => readonly PublicNoteKey[];
  readonly filesOf: (name: Name) => Files;
  readonly verdictOn: (
    files: Files,
    outside?: readonly GivenCheckpoint[],
    trusted?: readonly PublicNoteKey[],
  ) => Promise<PackageVerdict>;
}

/** The packages of a store, once each, for whoever takes them apart and puts them together. */
export const repacking = ({ directory, config }: Told): Repacking => {
  const written = new Map<Name, Files>();
  let copies = 0;
  beforeAll(async () => {
    for (const [name, flags] of Object.entries(NAMES)) {
      const out = join(directory, `verify-${name}.zip`);
      expect(await exporting(config(), { ...flags, out })).toMatchObject({ status: 0 });
      written.set(name as Name, unzipSync(readFileSync(out)));
    }
  }, 60_000);
  const keys = () =>
    parsePublicKeys(readFileSync(publicFile(config().proof.signingKeyFile), 'utf8'));
  return {
    keys,
    filesOf: (name) => ({ ...written.get(name) }),
    verdictOn: (files, outside = [], trusted = keys()) => {
      const file = join(directory, `verify-copy-${(copies += 1)}.zip`);
      writeFileSync(file, zipSync(files));
      return verifyPackage(file, trusted, outside);
    },
  };
};
