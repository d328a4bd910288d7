import { hash } from 'node:crypto';
import type { Ledger } from '../../src/event-store/ledger.js';
import { StoreUnavailable } from '../../src/event-store/port.js';
import { claim } from '../../src/event-store/reservation.js';
import { START } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { by, freshBooks, said, typesOf, withStore } from './books.js';
import { correctNumber, register } from './doing.js';

const [A, B] = ['3171234567890001', '3171234567890002'];
const isReservation = (streamId: string): boolean => streamId.startsWith('reservation-');
const on = (day: string) => ({ effectiveOn: localDate(day) });

/** Closed until it is opened, once. */
const gate = () => {
  let lift: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => {
    lift = resolve;
  });
  return { opened, open: async () => lift?.() };
};

describe('an identity number', () => {
  const books = freshBooks();
  const everything = () => books.ledger().store.readAll(START, 1000);
  const mitra = async (code: string) =>
    typesOf(await books.ledger().store.readStream(`mitra-${code}`));
  const reservations = async () =>
    (await everything()).filter(({ streamId }) => isReservation(streamId));
  const take = async (code: string, identityNumber: string) =>
    said(await register(books.ledger(), code, { identityNumber }, by(`take ${code}`)));
  const correct = async (code: string, ...rest: [Parameters<typeof correctNumber>[2]]) =>
    said(await correctNumber(books.ledger(), code, ...rest));

  /** Books in which the reservation streams cannot be written to after so many appends. */
  const dyingAfter = (appends: number): Ledger => {
    const { store } = books.ledger();
    let left = appends;
    const append: typeof store.append = (...args) =>
      left-- > 0 ? store.append(...args) : Promise.reject(new StoreUnavailable('killed'));
    return withStore(books.ledger(), { append });
  };

  /** The command claims the number, and dies before it is written. */
  const claimOnly = async (code: string, value: string, command: string): Promise<void> => {
    const wanted = { kind: 'identity-number', value, taken: 'IDENTITY_NUMBER_TAKEN' } as const;
    const stream = `mitra-${code}`;
    const sent = { ...by(command), name: 'registerMitra', input: {} };
    const claimant = { stream, command: sent, holds: async () => false };
    expect(await claim(books.ledger(), wanted, claimant)).toBeNull();
  };

  it('belongs to one mitra: the second is refused, and leaves no trace', async () => {
    expect(await take('M-1', A)).toBe('done');
    const before = await everything();
    expect(await register(books.ledger(), 'M-2', { identityNumber: A })).toEqual({
      refusal: 'IDENTITY_NUMBER_TAKEN',
      details: {},
    });
    expect(await everything()).toEqual(before);
    expect(await take('M-2', B)).toBe('done');
    expect(await correct('M-2', { to: A })).toBe('IDENTITY_NUMBER_TAKEN');
  });

  it('that was entered in error and put right is free, and can be taken again', async () => {
    await take('M-1', A);
    expect(await correct('M-1', { to: B })).toBe('done');
    expect(typesOf(await reservations())).toEqual(['Claimed', 'Claimed', 'Released']);
    expect(await take('M-2', A)).toBe('done');
    expect(await correct('M-1', { to: A })).toBe('IDENTITY_NUMBER_TAKEN');
    expect(await take('M-3', B)).toBe('IDENTITY_NUMBER_TAKEN');
    expect(await correct('M-1', { to: undefined })).toBe('done');
    expect(await take('M-4', B)).toBe('done');
  });

  it('that was truly his until a day was nobody else’s on any other', async () => {
    await take('M-1', A);
    expect(await correct('M-1', { kind: 'CHANGE', to: B, ...on('2010-01-01') })).toBe('done');
    expect(await take('M-2', A)).toBe('IDENTITY_NUMBER_TAKEN');
    expect(await take('M-3', B)).toBe('IDENTITY_NUMBER_TAKEN');
  });

  it('stays his where what came before it is put right', async () => {
    await take('M-1', A);
    await correct('M-1', { kind: 'CHANGE', to: B, ...on('2010-01-01') });
    expect(await correct('M-1', { to: undefined })).toBe('done');
    expect(await take('M-2', B)).toBe('IDENTITY_NUMBER_TAKEN');
    expect(await take('M-3', A)).toBe('done');
  });

  it('put right but never let go (the writer died in between) is free all the same', async () => {
    await take('M-1', A);
    const dying = dyingAfter(2); // the claim of the new number, and the correction itself
    await expect(correctNumber(dying, 'M-1', { to: B })).rejects.toThrow(StoreUnavailable);
    expect(await mitra('M-1')).toEqual(['MitraRegistered', 'MitraDataCorrected']);
    expect(typesOf(await reservations())).toEqual(['Claimed', 'Claimed']);
    expect(await take('M-2', A)).toBe('done');
    expect(await take('M-3', B)).toBe('IDENTITY_NUMBER_TAKEN');
    expect(await correct('M-1', { to: B })).toBe('again');
    expect(await take('M-4', A)).toBe('IDENTITY_NUMBER_TAKEN');
  });

  it('stays his where a command that would have given him nothing new died', async () => {
    await take('M-1', A);
    await claimOnly('M-1', A, 'died');
    expect(await take('M-2', A)).toBe('IDENTITY_NUMBER_TAKEN');
    expect(await mitra('M-1')).toEqual(['MitraRegistered']);
  });

  it('claimed by a command that never came is taken over, and that command shut out', async () => {
    await claimOnly('M-1', A, 'take M-1');
    expect(await take('M-2', A)).toBe('done');
    expect(await mitra('M-1')).toEqual(['CommandAbandoned']);
    expect(await take('M-1', A)).toBe('COMMAND_ABANDONED');
    expect(await mitra('M-1')).toEqual(['CommandAbandoned']);
    const other = await register(books.ledger(), 'M-1', { identityNumber: B }, by('another'));
    expect(said(other)).toBe('done');
  });

  it('claimed by a command that never came is its own when it comes after all', async () => {
    await claimOnly('M-1', A, 'take M-1');
    expect(await take('M-1', A)).toBe('done');
    expect(typesOf(await everything())).toEqual(['Claimed', 'MitraRegistered']);
  });

  it('is not registered by a writer who was shut out while he was writing', async () => {
    const { store } = books.ledger();
    const meanwhile: string[] = [];
    const slow = withStore(books.ledger(), {
      append: async (streamId, ...rest) => {
        if (streamId === 'mitra-M-1') meanwhile.push(await take('M-2', A));
        return store.append(streamId, ...rest);
      },
    });
    const late = by('late', { expectedRevision: -1 });
    expect(await register(slow, 'M-1', { identityNumber: A }, late)).toEqual({
      outcome: 'conflict',
      currentRevision: 0,
    });
    expect(meanwhile).toEqual(['done']);
    expect(said(await register(books.ledger(), 'M-1', { identityNumber: A }, late))).toBe(
      'COMMAND_ABANDONED',
    );
    expect(await mitra('M-1')).toEqual(['CommandAbandoned']);
    expect(await mitra('M-2')).toEqual(['MitraRegistered']);
  });

  it('is not let go under a command of the same mitra that is about to take it back', async () => {
    const { store } = books.ledger();
    await take('M-1', A);
    let back: Promise<string> | undefined;
    const [claimed, taken] = [gate(), gate()];
    const waiting = withStore(books.ledger(), {
      append: async (streamId, ...rest) => {
        if (!isReservation(streamId)) await claimed.open().then(() => taken.opened);
        return store.append(streamId, ...rest);
      },
    });
    const leaving = withStore(books.ledger(), {
      append: async (streamId, ...rest) => {
        const result = await store.append(streamId, ...rest);
        if (isReservation(streamId) || back) return result;
        back = correctNumber(waiting, 'M-1', { to: A }, by('take back')).then(said);
        await claimed.opened;
        return result;
      },
    });
    await correctNumber(leaving, 'M-1', { to: B });
    expect(await take('M-2', A)).toBe('done');
    void taken.open();
    expect(await back).toBe('COMMAND_ABANDONED');
  });

  it('is taken over once where whoever took it over died before claiming it', async () => {
    await claimOnly('M-1', A, 'take M-1');
    const dying = dyingAfter(1); // the command abandoned, but nothing claimed
    const sent = by('take M-2');
    await expect(register(dying, 'M-2', { identityNumber: A }, sent)).rejects.toThrow('killed');
    expect(await take('M-3', A)).toBe('done');
    expect(await mitra('M-1')).toEqual(['CommandAbandoned']);
    expect(await take('M-2', A)).toBe('IDENTITY_NUMBER_TAKEN');
  });

  it('stands nowhere in what reserves it, neither plain nor as a plain hash', async () => {
    await take('M-1', A);
    await correct('M-1', { to: B });
    const events = await reservations();
    for (const { streamId } of events)
      expect(streamId).toMatch(/^reservation-identity-number-[0-9a-f]{64}$/);
    const text = JSON.stringify(await everything());
    for (const number of [A, B]) {
      expect(text).not.toContain(number);
      expect(text).not.toContain(hash('sha256', number, 'hex'));
    }
  });
});
