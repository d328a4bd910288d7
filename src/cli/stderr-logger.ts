import type { Config } from '../config.js';
import { systemClock } from '../house/clock.js';
import { loggerTo } from '../house/logger.js';

export const stderrLogger = ({ logLevel }: Config) =>
  loggerTo(logLevel, (line) => void process.stderr.write(line), systemClock);
