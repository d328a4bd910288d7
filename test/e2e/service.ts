import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { fsck } from '../../src/audit/fsck.js';
import type { Finding } from '../../src/audit/fsck-log.js';
import { publishingOf } from '../../src/audit/fsck-tree.js';
import { readConfig } from '../../src/config.js';
import { type House, openHouse, type Opening } from '../../src/house/house.js';
import { JOBS } from '../../src/house/jobs.js';
import type { ImportReport } from '../../src/importing/import-report.js';
import type { Role } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import { createService, listen } from '../../src/main.js';
import { ask, type Reply } from '../graphql/ask.js';
import type { Served } from '../graphql/serve.js';
import { type Stores, storesFor } from '../stores/places.js';

export const JAMSOSTEK_TABLE = 'samples/jamsostek-loans.csv';

/** The real service, with its stores in a directory of their own. */
export interface Service extends Served {
  readonly house: House;
  readonly stores: Stores;
  /** The position of the last command that `tell` was told of: what it did is seen from then on. */
  readonly seen: { position?: string };
  /** From now on the system's clock says so: what is recorded gets this stamp. */
  readonly setClock: (at: string) => void;
  /** The job behind `jejak import loans`. */
  readonly importLoans: (file: string, programme: string) => Promise<ImportReport>;
  readonly stop: () => Promise<void>;
}

/** Where a test has stores of its own making: they outlive the service, in their directory. */
export interface Given {
  readonly directory: string;
  readonly stores: Stores;
}

/** Where a service keeps what it signs, and with what. */
const proofIn = (directory: string) => ({
  CHECKPOINT_PLACE: join(directory, 'checkpoints'),
  SIGNING_KEY_FILE: join(directory, 'signing.key'),
});

const quiet = (): void => undefined;
/** What is logged as a warning or worse is kept for the test. */
const reporting = () => {
  const reports: [string, unknown][] = [];
  const error = (message: string, details?: object) => void reports.push([message, details]);
  return { reports, log: { error, warn: error, info: quiet, debug: quiet } };
};

/** Starts the service that `jejak serve` starts, on a free port, at an instant. */
export const start = async (
  at: string,
  given?: Given,
  over: Partial<Opening> = {},
): Promise<Service> => {
  const directory = given?.directory ?? mkdtempSync(join(tmpdir(), 'jejak-e2e-'));
  const { reports, log } = reporting();
  let now = at as Instant;
  const stores = given?.stores ?? (await storesFor(directory, () => Date.parse(now)));
  const house = await openHouse({
    config: readConfig({ PORT: '0', ...proofIn(directory), ...stores.settings }),
    clock: () => now,
    log,
    ...over,
  });
  const app = await createService(house);
  const url = await listen(app, house);
  const importLoans: Service['importLoans'] = (file, programme) =>
    JOBS.importLoans(
      { house, bus: app.get(CommandBus) },
      {
        file: basename(file),
        base64: readFileSync(file).toString('base64'),
        programme,
        keepGood: false,
        actor: { id: 'importer', role: 'OFFICER' },
      },
      quiet,
    );
  const stop = async (): Promise<void> => {
    await app.close();
    await house.close();
    if (given) return;
    await stores.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const setClock = (instant: string) => void (now = instant as Instant);
  return { app, url, reports, house, stores, seen: {}, setClock, importLoans, stop };
};

export type Headers = Readonly<Record<string, string>>;

/** Who asks, as AUTH=dev takes it. */
export const as = (role: Role, actor = role.toLowerCase()): Headers => ({
  'x-role': role,
  'x-actor': actor,
});

/**
 * The answer to an honest question, after all that `tell` has done; anything else fails the test
 * with what was said.
 */
export const get = async <T = Readonly<Record<string, unknown>>>(
  service: Service,
  query: string,
  variables: object = {},
  headers: Headers = {},
): Promise<T> => {
  const { position } = service.seen;
  const waiting = position === undefined ? headers : { 'x-at-least': position, ...headers };
  const reply = await ask(service, query, variables, waiting);
  if (reply.errors) throw new Error(JSON.stringify([reply.errors, service.reports]));
  return reply.data as T;
};

let commands = 0;
/** A command id that was not used before in this file. */
export const freshId = (): string =>
  `00000000-0000-4000-8000-${String((commands += 1)).padStart(12, '0')}`;

export const RESULT = 'commandId streamId revision position duplicate events { id type }';

/** What api.md says of a command's result. */
export interface Done {
  readonly commandId: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: string;
  readonly duplicate: boolean;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

interface Sending {
  readonly headers?: Headers;
  /** More to show of the result. */
  readonly show?: string;
}

/** Sends a command, its input of the type named after it. */
export const send = (
  service: Service,
  command: string,
  input: object,
  { headers = {}, show = '' }: Sending = {},
): Promise<Reply> => {
  const type = `${command.charAt(0).toUpperCase()}${command.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) {
    done: ${command}(input: $input) { ${RESULT} ${show} } }`;
  return ask(service, query, { input: { commandId: freshId(), ...input } }, headers);
};

/** Sends a command that must be done. */
export const tell = async <T extends Done = Done>(
  service: Service,
  command: string,
  input: object,
  sending: Sending = {},
): Promise<T> => {
  const reply = await send(service, command, input, sending);
  if (!reply.data || reply.errors)
    throw new Error(JSON.stringify([command, reply.errors, service.reports]));
  const done = reply.data['done'] as T;
  service.seen.position = done.position;
  return done;
};

/** What `jejak fsck` finds in the service's stores, as they stand. */
export const checked = async ({ house }: Pick<Service, 'house'>): Promise<readonly Finding[]> => {
  const { store, keys } = house.ledger;
  const publishing = publishingOf(house.config.proof);
  const parts = { store, keys, kept: house.readModels.store, publishing };
  return (await fsck(parts, () => undefined)).findings;
};
