import { dirname, resolve } from 'node:path';
import { fileAt, identityOf, type Place, placeOf, type Server } from './place.js';
import {
  demoProof,
  PROOF_SETTINGS,
  type ProofConfig,
  proofSettings,
} from './proof/proof-settings.js';

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
  setting('EVENT_STORE_URL', 'file:./data/jejak.db', 'the log: file:PATH or esdb://HOST:PORT'),
  setting(
    'READ_MODEL_URL',
    'file:./data/jejak.db',
    'the read models: file:PATH or mongodb://HOST:PORT/DATABASE',
  ),
  setting(
    'KEY_STORE_URL',
    'file:./data/keys.db',
    "the mitra's keys: file:PATH or mongodb://HOST:PORT/DATABASE",
  ),
  setting('MASTER_KEY_FILE', './data/master.key', 'wraps all keys; made once, mode 0600'),
  setting(
    'MASTER_KEY',
    '',
    'the master key itself, 64 lower-case hexadecimal digits; instead of the file',
  ),
  setting('AUTH', 'dev', 'dev: headers say who asks, on 127.0.0.1 only; token: signed tokens'),
  setting('TOKEN_KEYS', './data/token-keys.json', 'public keys of tokens: a JWKS file or address'),
  setting('TOKEN_KEY_FILE', './data/token.pem', 'what `jejak token` signs with; made once'),
  ...PROOF_SETTINGS.map((one) => setting(...one)),
  setting('LOG_LEVEL', 'info', 'silent, error, warn, info or debug'),
  setting('DRAIN_SECONDS', '0', 'told to end: so long still serving, while /health/ready says 503'),
];

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly port: number;
  /** AUTH=dev trusts whoever can reach the port, so only this machine can. */
  readonly host: string;
  readonly auth: 'dev' | 'token';
  readonly eventStore: Place;
  readonly readModel: Place;
  readonly keyStore: Place;
  readonly masterKeyFile: string;
  readonly masterKey: string | undefined;
  readonly tokenKeys: { readonly file: string } | { readonly url: string };
  readonly tokenKeyFile: string;
  readonly proof: ProofConfig;
  readonly logLevel: LogLevel;
  /** For whoever sends requests here to notice that they are to go elsewhere. */
  readonly drainSeconds: number;
}

/** Every setting that is wrong, at once. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
  constructor(readonly problems: readonly string[]) {
    super(`settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const wrongKeys = (config: Config, arePlaces: boolean): readonly string[] => {
  const { masterKey, keyStore, eventStore, readModel } = config;
  if (masterKey !== undefined && !/^[0-9a-f]{64}$/.test(masterKey.trim()))
    return ['MASTER_KEY: expected 64 lower-case hexadecimal digits (32 bytes)'];
  const isShared = [eventStore, readModel].map(identityOf).includes(identityOf(keyStore));
  return arePlaces && isShared
    ? ['KEY_STORE_URL: expected a place of its own: keys are kept apart from the log']
    : [];
};

export const readConfig = (env: Environment): Config => {
  const problems: string[] = [];
  const of = (name: string): string =>
    env[name] || (SETTINGS.find((setting) => setting.name === name)?.default ?? '');
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T => {
    const found = allowed.find((value) => value === of(name));
    if (!found) problems.push(`${name}: expected ${allowed.join(', ')}`);
    return found ?? (allowed[0] as T);
  };
  const place = (name: string, server: Server): Place => {
    const found = placeOf(of(name), server);
    if (typeof found !== 'string') return found;
    problems.push(`${name}: ${found}`);
    return fileAt('.');
  };
  const wholeUpTo = (most: number, name: string): number => {
    const given = /^\d{1,9}$/.test(of(name)) ? Number(of(name)) : Infinity;
    if (given > most) problems.push(`${name}: expected a whole number from 0 to ${most}`);
    return given;
  };
  const [auth, keys] = [oneOf('AUTH', ['dev', 'token']), of('TOKEN_KEYS')];
  const config: Config = {
    port: wholeUpTo(65_535, 'PORT'),
    host: auth === 'dev' ? '127.0.0.1' : of('HOST'),
    auth,
    eventStore: place('EVENT_STORE_URL', 'esdb'),
    readModel: place('READ_MODEL_URL', 'mongodb'),
    keyStore: place('KEY_STORE_URL', 'mongodb'),
    masterKeyFile: resolve(of('MASTER_KEY_FILE')),
    masterKey: env['MASTER_KEY'] || undefined,
    tokenKeys: /^https?:/.test(keys) ? { url: keys } : { file: resolve(keys) },
    tokenKeyFile: resolve(of('TOKEN_KEY_FILE')),
    proof: proofSettings(of, (said) => problems.push(said)),
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS),
    drainSeconds: wholeUpTo(999, 'DRAIN_SECONDS'),
  };
  problems.push(...wrongKeys(config, problems.length === 0));
  if (problems.length > 0) throw new BadConfig(problems);
  return config;
};

/**
 * The demo works in files and databases of its own, beside those of the service; but a server of
 * EventStoreDB holds one log, so there it is the demo's or one that counts.
 */
export const demoConfig = (config: Config): Config => {
  const own = (place: Place, file: string): Place => {
    if (place.kind === 'file') return fileAt(resolve(dirname(place.file), file));
    if (place.kind === 'esdb') return place;
    const url = place.url.replace(/^(\w+(?:\+srv)?:\/\/[^/]+\/[^/?]+)/, '$1-demo');
    return { ...place, url, name: `${place.name}-demo` };
  };
  const keyStore = own(config.keyStore, 'demo-keys.db');
  const beside = keyStore.kind === 'file' ? keyStore.file : config.masterKeyFile;
  return {
    ...config,
    eventStore: own(config.eventStore, 'demo.db'),
    readModel: own(config.readModel, 'demo.db'),
    keyStore,
    masterKeyFile: resolve(dirname(beside), 'demo-master.key'),
    masterKey: undefined,
    proof: demoProof(config.proof, dirname(beside)),
  };
};
