import type { Done } from '../../src/event-store/handle.js';
import { START } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { mitraKey } from '../../src/keys/port.js';
import { adoptBuiltInPolicies } from '../../src/policy/policy.commands.js';
import { by, freshBooks, OFFICER, said, typesOf } from './books.js';
import { correctNumber, lend, pay, register, reverse } from './doing.js';

describe('I3, I11: a command', () => {
  const books = freshBooks();
  const everything = () => books.ledger().store.readAll(START, 1000);
  const loan = () => books.ledger().store.readStream('loan-L-1');

  it('answers with what it wrote and where', async () => {
    await lend(books.ledger());
    const first = (await pay(books.ledger())) as Done;
    const [stored] = (await loan()).slice(-1);
    expect(first).toEqual({
      outcome: 'done',
      commandId: by('pay R-1').commandId,
      streamId: 'loan-L-1',
      revision: 2,
      position: stored?.position,
      events: [{ id: stored?.eventId, type: 'PaymentReceived' }],
      duplicate: false,
    });
  });

  it('sent again has the first outcome and adds nothing', async () => {
    await lend(books.ledger());
    const first = await pay(books.ledger());
    const before = await everything();
    expect(await pay(books.ledger())).toEqual({ ...first, duplicate: true });
    expect(await everything()).toEqual(before);
  });

  it('sent again later has the first outcome, whatever happened since', async () => {
    await lend(books.ledger());
    const first = await pay(books.ledger());
    await pay(books.ledger(), { receipt: 'R-2', effectiveOn: localDate('2003-03-02') });
    await reverse(books.ledger());
    const before = await everything();
    expect(await pay(books.ledger())).toEqual({ ...first, duplicate: true });
    expect(await everything()).toEqual(before);
  });

  it('that wrote several facts is repeated as a whole', async () => {
    await lend(books.ledger());
    const all = { receipt: 'R-9', amount: 1_344_000 };
    const first = (await pay(books.ledger(), all)) as Done;
    expect(first.events.map(({ type }) => type)).toEqual(['PaymentReceived', 'LoanSettled']);
    expect(await pay(books.ledger(), all)).toEqual({ ...first, duplicate: true });
    expect(await loan()).toHaveLength(4);
  });

  it('sent again on the revision that it saw is the same command, not a conflict', async () => {
    await lend(books.ledger());
    const seen = by('pay', { expectedRevision: 1 });
    const first = await pay(books.ledger(), {}, seen);
    expect(said(first)).toBe('done');
    expect(await pay(books.ledger(), {}, seen)).toEqual({ ...first, duplicate: true });
  });

  it.each([
    ['another amount', { amount: 112_001 }],
    ['another receipt', { receipt: 'R-2' }],
    ['a day left out', { effectiveOn: undefined }],
  ])('under an id that was used with %s is refused', async (_, other) => {
    await lend(books.ledger());
    await pay(books.ledger(), {}, by('one'));
    const before = await everything();
    expect(await pay(books.ledger(), other, by('one'))).toEqual({
      refusal: 'COMMAND_ID_REUSED',
      details: { commandId: by('one').commandId, recorded: 'PaymentReceived' },
    });
    expect(await everything()).toEqual(before);
  });

  it('under an id that another command used on the stream is refused', async () => {
    await lend(books.ledger());
    await pay(books.ledger(), {}, by('one'));
    expect(said(await reverse(books.ledger(), {}, by('one')))).toBe('COMMAND_ID_REUSED');
  });

  it('decided on a revision that is not the last meets a conflict, with the last', async () => {
    await lend(books.ledger());
    const before = await everything();
    for (const expectedRevision of [-1, 0, 2, 1000]) {
      const handled = await pay(books.ledger(), {}, by('pay', { expectedRevision }));
      expect(handled).toEqual({ outcome: 'conflict', currentRevision: 1 });
    }
    expect(await everything()).toEqual(before);
  });

  it('leaves no trace where it is refused, nor where nothing changes', async () => {
    await lend(books.ledger());
    await pay(books.ledger());
    const before = await everything();
    const { keys } = books.ledger();
    const refused = [
      await pay(books.ledger(), { amount: 5 }, by('a')),
      await pay(books.ledger(), { loan: 'L-2' }, by('b')),
      await pay(books.ledger(), { receipt: 'R-2', amount: -1 }, by('c')),
      await reverse(books.ledger(), { receipt: 'R-2' }),
      await register(books.ledger(), 'M-1', {}, by('d')),
      await register(books.ledger(), 'M-9', { effectiveOn: localDate('2030-01-01') }),
      await correctNumber(books.ledger(), 'M-9', { to: '317' }),
    ];
    expect(refused.map(said)).toEqual([
      'RECEIPT_REUSED',
      'LOAN_NOT_SIGNED',
      'AMOUNT_NOT_POSITIVE',
      'RECEIPT_UNKNOWN',
      'MITRA_ALREADY_REGISTERED',
      'EFFECTIVE_IN_FUTURE',
      'MITRA_NOT_REGISTERED',
    ]);
    const same = (await pay(books.ledger(), {}, by('e'))) as Done;
    expect([same.duplicate, same.revision, same.events]).toEqual([true, 2, []]);
    await adoptBuiltInPolicies(books.ledger(), 'job');
    expect(await everything()).toEqual(before);
    expect(await keys.find(mitraKey('M-9'))).toBeUndefined();
  });

  it('is dated by the day it is in Jakarta, not in Greenwich', async () => {
    await lend(books.ledger());
    const tomorrow = { effectiveOn: localDate('2020-06-16') };
    books.setClock('2020-06-15T16:59:59.999Z');
    expect(await pay(books.ledger(), tomorrow)).toEqual({
      refusal: 'EFFECTIVE_IN_FUTURE',
      details: { effectiveOn: '2020-06-16', today: '2020-06-15' },
    });
    books.setClock('2020-06-15T17:00:00.000Z');
    expect(said(await pay(books.ledger(), tomorrow))).toBe('done');
    await pay(books.ledger(), { receipt: 'R-2', effectiveOn: undefined });
    expect((await loan()).at(-1)?.effectiveOn).toBe('2020-06-16');
  });

  it('says in every event who sent it, from where and in whose stead', async () => {
    const actor = { ...OFFICER, onBehalfOf: 'sri' };
    await register(books.ledger(), 'M-1', {}, by('r', { actor, correlationId: by('x').commandId }));
    const [event] = await books.ledger().store.readStream('mitra-M-1');
    expect(event).toMatchObject({
      ...{ type: 'MitraRegistered', schemaVersion: 1, revision: 0, effectiveOn: '2003-01-02' },
      ...{ mitra: 'M-1', unit: 'JKT', actor, source: 'api' },
      ...{ commandId: by('r').commandId, causationId: by('r').commandId },
      ...{ correlationId: by('x').commandId, recordedAt: '2020-06-15T03:00:00.000Z' },
    });
    expect(typesOf(await everything())).toEqual(['MitraRegistered']);
  });
});
