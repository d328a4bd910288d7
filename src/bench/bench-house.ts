import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig } from '../config.js';
import { newId, systemClock } from '../house/clock.js';
import { type House, openHouse } from '../house/house.js';
import { type Logger, loggerTo } from '../house/logger.js';
import { opening } from '../house/opening.js';
import { openEventStore, openKeys } from '../house/stores.js';
import { SYSTEM } from '../kernel/envelope.js';
import { localDate } from '../kernel/local-date.js';
import { rupiah } from '../kernel/rupiah.js';
import { DIGEST_KEY } from '../keys/port.js';
import { ReceivePayment } from '../lending/loan.commands.js';
import { createService } from '../main.js';
import { adoptBuiltInPolicies } from '../policy/policy.commands.js';
import { EVENTS_PER_LOAN, writeBenchLog } from './bench-log.js';

/** A service over a log of its own making, asked without a network. */
export interface BenchHouse {
  readonly file: string;
  readonly events: number;
  readonly loans: number;
  readonly house: House;
  /** @throws where the answer holds errors */
  readonly ask: (query: string) => Promise<unknown>;
  /** A payment by the service's own command. */
  readonly pay: (loan: string, receipt: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** What goes wrong is seen by what is asked: an answer with errors ends the bench. */
const LOG: Logger = loggerTo('silent', () => undefined, systemClock);

const asking =
  (app: NestFastifyApplication) =>
  async (query: string): Promise<unknown> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', host: 'localhost', 'x-role': 'AUDITOR' },
      payload: JSON.stringify({ query }),
    });
    const { data, errors } = answer.json<{ data: unknown; errors?: unknown }>();
    if (errors) throw new Error(`the bench was answered ${JSON.stringify(errors)}`);
    return data;
  };

const PAID_ON = localDate('2024-06-03');

const paying =
  (bus: CommandBus) =>
  (loan: string, receipt: string): Promise<unknown> =>
    bus.execute(
      new ReceivePayment(
        { loan, amount: rupiah(1_000), receipt, effectiveOn: PAID_ON },
        { commandId: newId(), actor: SYSTEM, source: 'job' },
      ),
    );

/** Makes the log where it is not there yet, folds it, and opens the service over it. */
export const benchHouse = async (
  events: number,
  onProgress: (step: string, count: number) => void,
): Promise<BenchHouse> => {
  const directory = await mkdtemp(join(tmpdir(), 'jejak-bench-'));
  const loans = Math.ceil(events / EVENTS_PER_LOAN);
  const at = (name: string): string => `file:${join(directory, name)}`;
  const config = readConfig({
    ...{ EVENT_STORE_URL: at('jejak.db'), READ_MODEL_URL: at('jejak.db') },
    ...{ KEY_STORE_URL: at('keys.db'), MASTER_KEY_FILE: join(directory, 'master.key') },
    SIGNING_KEY_FILE: join(directory, 'signing.key'),
    CHECKPOINT_PLACE: join(directory, 'checkpoints'),
  });
  const { keep, close } = opening();
  const store = keep(await openEventStore({ config, clock: systemClock }));
  const keys = keep(await openKeys({ config }));
  const ledger = { store, keys, clock: systemClock, stampsStandIn: false };
  await keys.findOrCreate(DIGEST_KEY);
  await adoptBuiltInPolicies(ledger, 'job');
  await writeBenchLog(ledger, loans, (count) => onProgress('writing events', count));
  await close();
  onProgress('folding events', 0);
  const house = await openHouse({ config, clock: systemClock, log: LOG });
  const app = await createService(house);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const end = async (): Promise<void> => {
    await app.close();
    await house.close();
    await rm(directory, { recursive: true, force: true });
  };
  const file = join(directory, 'jejak.db');
  const bus = app.get(CommandBus);
  return { file, events, loans, house, ask: asking(app), pay: paying(bus), close: end };
};
