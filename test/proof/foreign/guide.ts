import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Package } from '../packages.js';

const run = promisify(execFile);

export interface Ran {
  readonly status: number;
  readonly said: string;
}

/** The program runs to its end, in a directory of its own, and says what it says. */
export const ran = async (
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> => {
  try {
    const { stdout, stderr } = await run(program, args, { cwd, env, maxBuffer: 64 << 20 });
    return { status: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as Record<string, string | undefined>;
    if (typeof code !== 'number') throw error;
    return { status: code, said: stdout + stderr };
  }
};

/** What VERIFY.md shows in a language, one block after the other, word for word. */
export const shown = (found: Package, language: string): string =>
  [...found.text('VERIFY.md').matchAll(/^```(\w+)\n([^]*?)\n```$/gm)]
    .flatMap(([, of, text]) => (of === language ? [text] : []))
    .join('\n');

let directories = 0;
export const unpackedIn = (directory: string, found: Package): string => {
  const into = join(directory, `unpacked-${(directories += 1)}`);
  mkdirSync(into);
  found.unpack(into);
  return into;
};

/** Follows VERIFY.md in a shell, as its reader would: any step that fails ends it. */
export const followShell = (found: Package, unpacked: string): Promise<Ran> => {
  writeFileSync(join(unpacked, 'steps.sh'), shown(found, 'sh'));
  return ran('bash', ['-euo', 'pipefail', 'steps.sh'], unpacked);
};
