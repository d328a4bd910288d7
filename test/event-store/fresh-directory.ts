import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for each test of the file that calls this, gone when the test is over. */
export const freshDirectory = (): (() => string) => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'jejak-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  return () => directory;
};
