import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { elapsed } from '../house/clock.js';
import { median } from './ratios.js';

const BLOCK = Buffer.alloc(4_096, 7);
const TIMES = 15;

/**
 * What the disk takes to keep one page: 4 KiB appended and synced, in the directory of the log.
 * @returns milliseconds, the median of fifteen
 */
export const fsyncTime = (directory: string): number => {
  const file = join(directory, 'fsync');
  const opened = openSync(file, 'a', 0o600);
  try {
    const took = Array.from({ length: TIMES }, () => {
      const began = elapsed();
      writeSync(opened, BLOCK);
      fsyncSync(opened);
      return elapsed() - began;
    });
    return median(took);
  } finally {
    closeSync(opened);
    rmSync(file);
  }
};
