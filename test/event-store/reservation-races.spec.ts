import fc from 'fast-check';
import { foldStream } from '../../src/event-store/handle.js';
import type { Ledger } from '../../src/event-store/ledger.js';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { localDate } from '../../src/kernel/local-date.js';
import { identityNumbers, mitraDecider, mitraStream } from '../../src/mitra/mitra.js';
import { by, freshBooks, said, withStore } from './books.js';
import { correctNumber, register } from './doing.js';

/** Books whose every read and write waits its turn, which the scheduler draws. */
const inTurn = (ledger: Ledger, scheduler: fc.Scheduler): Ledger => {
  const { store } = ledger;
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve());
    return work();
  };
  return withStore(ledger, {
    append: (...args) => turn(() => store.append(...args)),
    readStream: (...args) => turn(() => store.readStream(...args)),
  });
};

/** Books that die after so many appends, wherever that leaves them. */
const mortal = (ledger: Ledger, appends: number): Ledger => {
  let left = appends;
  const { store } = ledger;
  return withStore(ledger, {
    append: (...args) =>
      left-- > 0 ? store.append(...args) : Promise.reject(new StoreUnavailable('killed')),
  });
};

const CODES = ['1', '2', '3'];
const act = fc.record({
  who: fc.constantFrom(...CODES),
  number: fc.constantFrom('A', 'B'),
  how: fc.constantFrom('REGISTER', 'ERROR', 'CHANGE'),
  day: fc.constantFrom('2003-01-02', '2004-01-01', '2005-01-01'),
  livesFor: fc.oneof({ weight: 2, arbitrary: fc.constant(99) }, fc.nat(3)),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const perform = async (ledger: Ledger, name: string, at: number, one: Act): Promise<void> => {
  const [code, number] = [`${name}-${one.who}`, `${one.number} ${name}`];
  const [sent, effectiveOn] = [by(`${name} ${at}`), localDate(one.day)];
  const books = mortal(ledger, one.livesFor);
  const work =
    one.how === 'REGISTER'
      ? register(books, code, { identityNumber: number }, sent)
      : correctNumber(books, code, { kind: one.how, to: number, effectiveOn }, sent);
  await work.catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
  });
};

describe('I12: identity numbers, whatever comes in between', () => {
  const books = freshBooks();
  let round = 0;

  it('are won by exactly one of those who register with one at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, count) => {
        const [name, ledger] = [++round, inTurn(books.ledger(), scheduler)];
        const all = Array.from({ length: count }, (_, at) =>
          register(ledger, `${name}-${at}`, { identityNumber: `number ${name}` }),
        );
        await scheduler.waitFor(Promise.all(all));
        const words = (await Promise.all(all)).map(said);
        expect(words.filter((word) => word === 'done')).toHaveLength(1);
        const usual = /^(done|IDENTITY_NUMBER_TAKEN|COMMAND_ABANDONED)$/;
        expect(words.filter((word) => !usual.test(word))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('are won by exactly one where nothing but chance decides', async () => {
    for (let name = 0; name < 40; name++) {
      const all = ['a', 'b'].map((code) =>
        register(books.ledger(), `${name}-${code}`, { identityNumber: `number ${name}` }),
      );
      const done = (await Promise.all(all)).map(said).filter((word) => word === 'done');
      expect(done).toHaveLength(1);
    }
  });

  const held = async (code: string): Promise<readonly string[]> =>
    identityNumbers(await foldStream(books.ledger(), mitraStream(code), mitraDecider));

  it('never belong to two, and none stays taken by nobody, whoever dies where', async () => {
    const acts = fc.array(act, { minLength: 2, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (scheduler, all) => {
        const name = `mixed ${++round}`;
        for (const code of CODES.slice(1)) await register(books.ledger(), `${name}-${code}`);
        const ledger = inTurn(books.ledger(), scheduler);
        const work = Promise.all(all.map((one, at) => perform(ledger, name, at, one)));
        await scheduler.waitFor(work);
        await work;
        const belongs = (await Promise.all(CODES.map((code) => held(`${name}-${code}`)))).flat();
        expect(new Set(belongs).size).toBe(belongs.length);
        for (const number of [`A ${name}`, `B ${name}`]) {
          const newcomer = `${name}-${number}`;
          const taken = said(await register(books.ledger(), newcomer, { identityNumber: number }));
          expect(taken).toBe(belongs.includes(number) ? 'IDENTITY_NUMBER_TAKEN' : 'done');
        }
      }),
      { numRuns: 80 },
    );
  });
});
