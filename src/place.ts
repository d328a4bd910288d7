import { resolve } from 'node:path';

/** Where a store is: a file of this machine, or a server by its connection string. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly name: string }
  | {
      readonly kind: 'esdb' | 'mongodb';
      readonly url: string;
      /** For messages: without credentials and settings. */
      readonly name: string;
    };

/** What connection strings begin with, and an example. */
const SCHEMES = {
  esdb: [/^esdb(\+discover)?:\/\/.+/, 'esdb://HOST:2113?tls=true'],
  mongodb: [/^mongodb(\+srv)?:\/\/[^/]+\/[^/?]+/, 'mongodb://HOST:27017/DATABASE'],
} as const;
export type Server = keyof typeof SCHEMES;

export const fileAt = (path: string): Place => {
  const file = resolve(path);
  return { kind: 'file', file, name: file };
};

/** In the one a password may hold a slash or a question mark, in the other neither. */
const CREDENTIALS = { esdb: /\/\/[^@]*@/, mongodb: /\/\/[^@/?]*@/ } as const;

const bare = (url: string, server: Server): readonly string[] =>
  url.replace(CREDENTIALS[server], '//').split('?');

/** All that the client takes. Of any other it would print the whole string, with its password. */
const ESDB_OPTIONS: readonly string[] = [
  ...['tls', 'tlsVerifyCert', 'tlsCAFile', 'userCertFile', 'userKeyFile', 'connectionName'],
  ...['defaultDeadline', 'keepAliveInterval', 'keepAliveTimeout', 'throwOnAppendFailure'],
  ...['nodePreference', 'maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout'],
].map((name) => name.toLowerCase());

const wrongOption = (url: string): string | undefined => {
  const [, options = ''] = bare(url, 'esdb');
  for (const [name, value] of new URLSearchParams(options)) {
    const option = name.toLowerCase();
    if (!ESDB_OPTIONS.includes(option)) return `${name} is no setting of a connection string`;
    // The adapter tells a lost race by the error that this would take away.
    if (option === 'throwonappendfailure' && !/^true$/i.test(value))
      return 'throwOnAppendFailure must stay true';
    if (option === 'nodepreference' && !/^leader$/i.test(value))
      return 'nodePreference must stay leader: another node may not have the newest events';
  }
  return undefined;
};

/** The same for two ways of naming the same place. */
export const identityOf = ({ kind, name }: Place): string => {
  const [, hosts = '', database = ''] = /^mongodb:\/\/([^/]+)\/(.*)$/.exec(name) ?? [];
  if (kind !== 'mongodb' || hosts === '') return name;
  const full = hosts
    .toLowerCase()
    .split(',')
    .map((host) => (host.includes(':') ? host : `${host}:27017`));
  return `${full.toSorted().join(',')}/${database}`;
};

/** The place given, or what was expected instead. */
export const placeOf = (given: string, server: Server): Place | string => {
  const [, path] = /^file:(?:\/\/)?(.+)$/.exec(given) ?? [];
  if (path !== undefined) return fileAt(path);
  const [pattern, example] = SCHEMES[server];
  if (!pattern.test(given))
    return `expected file:PATH, such as file:./data/jejak.db, or ${example}`;
  const [name = ''] = bare(given, server);
  if (name.includes('@')) return 'a user name or password holds an @: choose another, or write %40';
  const wrong = server === 'esdb' ? wrongOption(given) : undefined;
  if (wrong !== undefined) return wrong;
  return { kind: server, url: given, name };
};
