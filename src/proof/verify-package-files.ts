import { createHash } from 'node:crypto';
import { MANIFEST, type Manifest } from './package-layout.js';
import type { ZipReader } from './zip-reader.js';

/** Something in a package that is not as it must be. */
export interface Problem {
  /** Which file of the package, and for events which line, counted from 1. */
  readonly file: string;
  readonly line?: number;
  readonly kind: 'CHANGED' | 'MISSING' | 'ADDED' | 'REORDERED' | 'UNPROVEN';
  readonly position?: string;
  readonly stream?: string;
  readonly revision?: number;
  readonly why: string;
}

/** A package may be wrong in every line: the first are kept, all are counted. */
export const MOST_PROBLEMS = 1_000;

export class Problems {
  count = 0;
  readonly first: Problem[] = [];

  add(problem: Problem): void {
    this.count += 1;
    if (this.first.length < MOST_PROBLEMS) this.first.push(problem);
  }
}

const digestOf = async (zip: ZipReader, path: string): Promise<string> => {
  const digest = createHash('sha256');
  for await (const chunk of zip.read(path)) digest.update(chunk);
  return digest.digest('hex');
};

/** Every file as it was listed, none missing, none added. The list itself nobody has signed. */
export const checkFiles = async (
  zip: ZipReader,
  { files }: Manifest,
  problems: Problems,
): Promise<void> => {
  const listed = new Map<string, string>();
  for (const { path: file, sha256 } of files) {
    if (listed.has(file)) problems.add({ file, kind: 'ADDED', why: 'the manifest lists it twice' });
    listed.set(file, sha256);
  }
  for (const file of zip.paths)
    if (file !== MANIFEST && !listed.has(file))
      problems.add({ file, kind: 'ADDED', why: 'the manifest does not list it' });
  for (const [file, sha256] of listed) {
    if (!zip.has(file)) {
      problems.add({ file, kind: 'MISSING', why: 'the manifest lists it' });
      continue;
    }
    const found = await digestOf(zip, file).catch((error: unknown) => String(error));
    if (found !== sha256)
      problems.add({ file, kind: 'CHANGED', why: `its SHA-256 is ${found}, not ${sha256}` });
  }
};
