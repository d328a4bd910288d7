import {
  BSON,
  type Collection,
  type Db,
  type Document,
  type Filter,
  MongoAPIError,
  MongoBulkWriteError,
  MongoClient,
  MongoClientClosedError,
  MongoError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
  ReadConcern,
} from 'mongodb';

/** A document as the server holds it. */
export type Row = Document & { readonly _id: string };

export type Condition = Filter<Row>;
export type Order = readonly (readonly [name: string, direction: 1 | -1])[];

/** In bytes, as the server counts them. */
export const sizeOf = (row: Row): number => BSON.calculateObjectSize(row);

/** What weather is called in the house that opens the store. */
export type Unavailable = (message: string, options: { readonly cause: unknown }) => Error;

const DEFAULT_DATABASE = 'jejak';
/** How long to look for a server, in ms, where the connection string says nothing. */
const LOOKING_MS = 5_000;
/** How long to wait for a majority, in ms: without an end nobody would hear that it is lost. */
const MAJORITY_MS = 10_000;

const DUPLICATE_KEY = 11_000;
/** Unauthorized, authentication failed, and the same in a hosted server. */
const REFUSED: ReadonlySet<unknown> = new Set([13, 18, 8000]);
const AWAY = 'cannot be reached, or cannot do it now';
const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;

/**
 * Server errors that another day may make good, by their numbers in MongoDB's list: internal
 * (where some servers put a full disk), unreachable hosts, refused access, time that is over,
 * shutting down, no majority, not the primary, interrupted, blocked for writing, out of space.
 */
const WEATHER: ReadonlySet<unknown> = new Set([
  ...[1, 6, 7, 13, 18, 24, 43, 46, 50, 64, 89, 91, 100, 112, 133, 134, 175, 189, 202, 237, 262],
  ...[279, 365, 371, 462, 8000, 9001, 10_058, 10_107, 11_600, 11_601, 11_602, 13_388, 13_435],
  ...[13_436, 14_031],
]);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const writeErrorsOf = (error: MongoBulkWriteError) => [error.writeErrors].flat();

const codeOf = (error: unknown): unknown =>
  error instanceof MongoServerError ? error.code : undefined;

/** A closed client is weather too: a question was still under way when the house shut down. */
const isClosed = (error: MongoError): boolean =>
  error instanceof MongoClientClosedError ||
  error instanceof MongoNotConnectedError ||
  error instanceof MongoTopologyClosedError;

/** What a socket says that the other side has ended: the driver lets some of it through. */
const isSocketFault = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  /^(E[A-Z]+|ERR_(STREAM|SOCKET)_[A-Z_]+)$/.test(String(error.code));

const isWeather = (error: unknown): boolean => {
  if (!(error instanceof MongoError)) return isSocketFault(error);
  if (error instanceof MongoWriteConcernError) return true;
  if (error instanceof MongoBulkWriteError) {
    const codes = writeErrorsOf(error).map(({ code }) => code);
    // Without any the whole bulk met a fault on the way, which the driver wraps up like this.
    if (codes.length === 0 && error.code === undefined) return true;
    if (error.result.getWriteConcernError() || codes.some((code) => WEATHER.has(code))) return true;
  }
  if (error instanceof MongoServerError)
    return WEATHER.has(error.code) || error.hasErrorLabel('RetryableWriteError');
  if (error instanceof MongoAPIError) return isClosed(error);
  return !(error instanceof MongoParseError);
};

const databaseIn = (url: string): string => {
  const [, path = ''] = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]*)/.exec(url) ?? [];
  return decodeURIComponent(path) || DEFAULT_DATABASE;
};

/** Credentials are nobody's to read in a message. */
const withoutCredentials = (text: string): string => text.replaceAll(/\/\/[^@\s]*@/g, '//');

const clientOf = (url: string): MongoClient => {
  const asked = (option: string) => new RegExp(`[?&]${option}=`, 'i').test(url);
  return new MongoClient(url, {
    ...(!asked('appName') && { appName: 'jejak' }),
    ...(!asked('serverSelectionTimeoutMS') && { serverSelectionTimeoutMS: LOOKING_MS }),
    ...(!asked('connectTimeoutMS') && { connectTimeoutMS: LOOKING_MS }),
  });
};

/**
 * What a majority has is read and written, and at the primary: a fail-over then takes nothing
 * back that was built upon. The connection string decides on everything else.
 */
const databaseOf = (client: MongoClient, url: string): Db =>
  client.db(databaseIn(url), {
    readConcern: new ReadConcern('majority'),
    readPreference: 'primary',
    writeConcern: {
      w: 'majority',
      wtimeoutMS: client.options.writeConcern?.wtimeoutMS ?? MAJORITY_MS,
    },
  });

/** The one place that knows the driver: what goes wrong in it is weather or a mistake of ours. */
export class Mongo {
  private constructor(
    private readonly client: MongoClient,
    private readonly db: Db,
    private readonly unavailable: Unavailable,
  ) {}

  /** @throws {RangeError} on a connection string that the driver does not understand */
  static async open(url: string, unavailable: Unavailable): Promise<Mongo> {
    const mongo = Mongo.at(url, unavailable);
    try {
      await mongo.ask(() => mongo.client.connect());
      return mongo;
    } catch (error) {
      await mongo.close();
      throw error;
    }
  }

  private static at(url: string, unavailable: Unavailable): Mongo {
    try {
      const client = clientOf(url);
      return new Mongo(client, databaseOf(client, url), unavailable);
    } catch (error) {
      // No cause: what the driver says may hold the connection string, with its password.
      throw new RangeError(withoutCredentials(messageOf(error)));
    }
  }

  /** For messages: the hosts and the database. */
  get place(): string {
    return `${this.client.options.hosts.join(',')}/${this.db.databaseName}`;
  }

  async ask<T>(work: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await work(this.db);
    } catch (error) {
      if (!isWeather(error)) throw error;
      const what = REFUSED.has(codeOf(error)) ? 'refuses access: check the credentials' : AWAY;
      const message = `MongoDB at ${this.place} ${what} (${messageOf(error)})`;
      throw this.unavailable(message, { cause: error });
    }
  }

  collection(name: string): Collection<Row> {
    return this.db.collection<Row>(name);
  }

  async has(name: string): Promise<boolean> {
    const found = await this.ask((db) =>
      db.listCollections({ name }, { nameOnly: true }).toArray(),
    );
    return found.length > 0;
  }

  async make(name: string): Promise<void> {
    await this.ask((db) => db.createCollection(name)).catch((error: unknown) => {
      if (codeOf(error) !== NAMESPACE_EXISTS) throw error;
    });
  }

  async drop(name: string): Promise<void> {
    await this.ask((db) => db.dropCollection(name)).catch((error: unknown) => {
      if (codeOf(error) !== NAMESPACE_NOT_FOUND) throw error;
    });
  }

  /** In the place of what is there; where two put the first one at once, the later one stays. */
  async put(name: string, row: Row): Promise<void> {
    const put = () =>
      this.ask(() => this.collection(name).replaceOne({ _id: row._id }, row, { upsert: true }));
    await put().catch((error: unknown) => {
      if (codeOf(error) !== DUPLICATE_KEY) throw error;
      return put();
    });
  }

  /** Those whose keys were taken are given back, and are as they were on the server. */
  async insertMissing<R extends Row>(name: string, rows: readonly R[]): Promise<R[]> {
    if (rows.length === 0) return [];
    return this.ask(async () => {
      try {
        await this.collection(name).insertMany([...rows], { ordered: false });
        return [];
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError())
          throw error;
        const errors = writeErrorsOf(error);
        if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
        return errors.flatMap(({ index }) => rows[index] ?? []);
      }
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
