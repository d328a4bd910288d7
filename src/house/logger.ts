import { pino } from 'pino';
import type { LogLevel } from '../config.js';
import { toldError } from './told-error.js';

/**
 * One JSON object a line, by pino, on standard error; never personal data. An `Error` among the
 * details is told by its kind and place, see `toldError`.
 */
export interface Logger {
  error(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  info(message: string, details?: object): void;
  debug(message: string, details?: object): void;
}

const plain = (details: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Error ? toldError(value) : value,
    ]),
  );

export const loggerTo = (
  level: LogLevel,
  write: (line: string) => void,
  now: () => string,
): Logger => {
  const lines = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${now()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  const at =
    (own: Exclude<LogLevel, 'silent'>) =>
    (message: string, details: object = {}): void =>
      lines[own](plain(details), message);
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
};
