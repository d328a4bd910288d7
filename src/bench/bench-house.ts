import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { dice } from '../demo/random.js';
import type { Done } from '../event-store/handle.js';
import { newId, systemClock } from '../house/clock.js';
import { type House, openHouse } from '../house/house.js';
import { type Logger, loggerTo } from '../house/logger.js';
import { SYSTEM } from '../kernel/envelope.js';
import { localDate } from '../kernel/local-date.js';
import { rupiah } from '../kernel/rupiah.js';
import { ReceivePayment } from '../lending/loan.commands.js';
import { createService } from '../main.js';
import { benchLoan } from './bench-log.js';
import type { BenchPlace } from './bench-place.js';

/** A service over a log of the bench's making, asked without a network. */
export interface BenchHouse extends Omit<BenchPlace, 'close'> {
  readonly house: House;
  /** @throws where the answer holds errors */
  readonly ask: (query: string) => Promise<unknown>;
  /**
   * A payment by the service's own command.
   * @throws where it is refused
   */
  readonly pay: (loan: string) => Promise<Done>;
  /** So many other loans each time, in an order that the seed says, until all had their turn. */
  readonly someLoans: (count: number) => readonly string[];
  readonly close: () => Promise<void>;
}

/** What goes wrong is seen by what is asked: an answer with errors ends the bench. */
const LOG: Logger = loggerTo('silent', () => undefined, systemClock);

/** The data of an answer; an answer that holds errors ends the bench. */
export const dataOf = (answer: { readonly data?: unknown; readonly errors?: unknown }): unknown => {
  if (answer.errors !== undefined || !answer.data)
    throw new Error(`the bench was answered ${JSON.stringify(answer.errors ?? answer)}`);
  return answer.data;
};

const asking =
  (app: NestFastifyApplication) =>
  async (query: string): Promise<unknown> => {
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', host: 'localhost', 'x-role': 'AUDITOR' },
      payload: JSON.stringify({ query }),
    });
    return dataOf(answer.json());
  };

/** When all instalments are due: a payment then is one event. */
const PAID_ON = localDate('2024-06-03');

const paying = (bus: CommandBus) => {
  let receipts = 0;
  return async (loan: string): Promise<Done> => {
    receipts += 1;
    const receipt = `BENCH-${receipts}`;
    const handled = await bus.execute(
      new ReceivePayment(
        { loan, amount: rupiah(1_000), receipt, effectiveOn: PAID_ON },
        { commandId: newId(), actor: SYSTEM, source: 'job' },
      ),
    );
    if ('outcome' in handled && handled.outcome === 'done' && !handled.duplicate) return handled;
    throw new Error(`a payment of the bench: ${JSON.stringify(handled)}`);
  };
};

const inLot = (loans: number, seed: number): BenchHouse['someLoans'] => {
  const numbers = dice(seed).shuffled(Array.from({ length: loans }, (_, number) => number));
  let next = 0;
  return (count) =>
    Array.from({ length: count }, () => benchLoan(numbers[next++ % numbers.length] ?? 0));
};

/** Opens the service over the log, its read models caught up. */
export const benchHouse = async (place: BenchPlace): Promise<BenchHouse> => {
  const { config, loans, seed } = place;
  const house = await openHouse({ config, clock: systemClock, log: LOG });
  const app = await createService(house);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const close = async (): Promise<void> => {
    await app.close();
    await house.close();
  };
  const pay = paying(app.get(CommandBus));
  const someLoans = inLot(loans, seed);
  return { ...place, house, ask: asking(app), pay, someLoans, close };
};
