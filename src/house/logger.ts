import { LOG_LEVELS, type LogLevel } from '../config.js';

/** One JSON object a line on standard error; never personal data. */
export interface Logger {
  error(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  info(message: string, details?: object): void;
  debug(message: string, details?: object): void;
}

export const loggerTo = (
  level: LogLevel,
  write: (line: string) => void,
  now: () => string,
): Logger => {
  const at =
    (own: LogLevel) =>
    (message: string, details: object = {}): void => {
      if (LOG_LEVELS.indexOf(own) > LOG_LEVELS.indexOf(level)) return;
      write(`${JSON.stringify({ at: now(), level: own, message, ...details })}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
};
