import { dirname, resolve } from 'node:path';

/** A setting, what it is where it is not given, and what it means; `serve --help` lists them. */
interface Setting {
  readonly name: string;
  readonly default: string;
  readonly meaning: string;
}

const setting = (name: string, value: string, meaning: string): Setting => ({
  ...{ name, default: value, meaning },
});

export const SETTINGS: readonly Setting[] = [
  setting('PORT', '3000', 'the port to listen on'),
  setting('HOST', '0.0.0.0', 'the address to listen on with AUTH=token; with dev: 127.0.0.1'),
  setting('EVENT_STORE_URL', 'file:./data/jejak.db', 'the log: file:PATH'),
  setting('READ_MODEL_URL', 'file:./data/jejak.db', 'the read models: file:PATH'),
  setting('KEY_STORE_URL', 'file:./data/keys.db', "the mitra's keys: file:PATH"),
  setting('MASTER_KEY_FILE', './data/master.key', 'wraps all keys; made once, mode 0600'),
  setting(
    'MASTER_KEY',
    '',
    'the master key itself, 64 lower-case hexadecimal digits; instead of the file',
  ),
  setting('AUTH', 'dev', 'dev: headers say who asks, on 127.0.0.1 only; token: signed tokens'),
  setting('TOKEN_KEYS', './data/token-keys.json', 'public keys of tokens: a JWKS file or address'),
  setting('TOKEN_KEY_FILE', './data/token.pem', 'what `jejak token` signs with; made once'),
  setting('LOG_LEVEL', 'info', 'silent, error, warn, info or debug'),
];

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly port: number;
  /** AUTH=dev trusts whoever can reach the port, so only this machine can. */
  readonly host: string;
  readonly auth: 'dev' | 'token';
  readonly eventStoreFile: string;
  readonly readModelFile: string;
  readonly keyStoreFile: string;
  readonly masterKeyFile: string;
  readonly masterKey: string | undefined;
  readonly tokenKeys: { readonly file: string } | { readonly url: string };
  readonly tokenKeyFile: string;
  readonly logLevel: LogLevel;
}

/** Every setting that is wrong, at once. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  constructor(readonly problems: readonly string[]) {
    super(`settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

export const readConfig = (env: Environment): Config => {
  const problems: string[] = [];
  const of = (name: string): string =>
    env[name] || (SETTINGS.find((setting) => setting.name === name)?.default ?? '');
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T => {
    const found = allowed.find((value) => value === of(name));
    if (!found) problems.push(`${name}: expected ${allowed.join(', ')}`);
    return found ?? (allowed[0] as T);
  };
  const file = (name: string): string => {
    const [, path] = /^file:(?:\/\/)?(.+)$/.exec(of(name)) ?? [];
    if (path === undefined)
      problems.push(`${name}: expected file:PATH, such as file:./data/jejak.db`);
    return resolve(path ?? '.');
  };
  const port = /^\d{1,5}$/.test(of('PORT')) ? Number(of('PORT')) : -1;
  if (port < 0 || port > 65_535) problems.push('PORT: expected a whole number from 0 to 65535');
  const auth = oneOf('AUTH', ['dev', 'token']);
  const keys = of('TOKEN_KEYS');
  const config: Config = {
    port,
    host: auth === 'dev' ? '127.0.0.1' : of('HOST'),
    auth,
    eventStoreFile: file('EVENT_STORE_URL'),
    readModelFile: file('READ_MODEL_URL'),
    keyStoreFile: file('KEY_STORE_URL'),
    masterKeyFile: resolve(of('MASTER_KEY_FILE')),
    masterKey: env['MASTER_KEY'] || undefined,
    tokenKeys: /^https?:/.test(keys) ? { url: keys } : { file: resolve(keys) },
    tokenKeyFile: resolve(of('TOKEN_KEY_FILE')),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS),
  };
  if (config.masterKey !== undefined && !/^[0-9a-f]{64}$/.test(config.masterKey.trim()))
    problems.push('MASTER_KEY: expected 64 lower-case hexadecimal digits (32 bytes)');
  if ([config.eventStoreFile, config.readModelFile].includes(config.keyStoreFile))
    problems.push('KEY_STORE_URL: expected a file of its own: keys are kept apart from the log');
  if (problems.length > 0) throw new BadConfig(problems);
  return config;
};

/** The demo works in files of its own, beside those of the service. */
export const demoConfig = (config: Config): Config => {
  const file = (name: string): string => resolve(dirname(config.eventStoreFile), name);
  return {
    ...config,
    eventStoreFile: file('demo.db'),
    readModelFile: file('demo.db'),
    keyStoreFile: file('demo-keys.db'),
    masterKeyFile: file('demo-master.key'),
    masterKey: undefined,
  };
};
