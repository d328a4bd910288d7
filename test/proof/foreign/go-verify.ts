import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { ran } from './guide.js';
import type { Proving } from './proof-files.js';

const SOURCE = resolve('test/go-verify');

/**
 * Builds a program on the pinned module.
 * @param program what takes the place of test/go-verify's own `main.go`
 */
export const goBuilt = async (directory: string, name: string, program?: string) => {
  const sources = join(directory, name);
  mkdirSync(sources);
  for (const file of ['go.mod', 'go.sum', 'main.go'])
    copyFileSync(join(SOURCE, file), join(sources, file));
  if (program !== undefined) writeFileSync(join(sources, 'main.go'), program);
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
  const args = ['build', '-trimpath', '-buildvcs=false', '-o', 'program', '.'];
  const { status, said } = await ran('go', args, sources, env);
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${said}`);
  return join(sources, 'program');
};

/** What Go's code says of each, in one process: `ok`, or why not. */
export const goSays = async (
  program: string,
  proving: readonly Proving[],
): Promise<readonly string[]> => {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = text(child.stdout);
  for (const { Text, Leaf, Older, ...asked } of proving) {
    const files = Object.entries({ Text, Leaf, Older }).flatMap(([name, bytes]) =>
      bytes ? [[name, bytes.toString('base64')]] : [],
    );
    child.stdin.write(`${JSON.stringify({ ...asked, ...Object.fromEntries(files) })}\n`);
  }
  child.stdin.end();
  return (await said).trimEnd().split('\n');
};
