import { checked, freshId, send, tell } from '../e2e/service.js';
import { hasFerretdb } from '../ferretdb/server.js';
import { ask } from '../graphql/ask.js';
import {
  inStorm,
  lent,
  PAID,
  payment,
  type Storm,
  timed,
  untilAnswered,
  whenBack,
} from './storm.js';

const NOON = '2003-02-01T05:00:00.000Z';
const LONG_MS = 9_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Answered from the read models. */
const QUESTIONS = [
  PAID,
  `{ loan(number: "L-1", asOf: "2002-12-31") { status position { collectability }
    basis { position size rootHash knownAt } payments { totalCount } } }`,
  '{ loans(filter: { status: ACTIVE }) { totalCount edges { node { number } } } }',
  '{ mitra(code: "M-1") { name status basis { position } loans { totalCount } } }',
  '{ mitras(filter: { text: "siti" }) { totalCount } }',
  '{ portfolio(groupBy: REGION) { basis { position } disbursed groups { key loanCount } } }',
  '{ history(first: 50) { totalCount edges { node { type recordedAt hash } } } }',
  '{ activity(by: ACTOR) { rows { key events } } }',
  '{ policies { kind status } }',
  '{ basis { position size rootHash } }',
];

/** Of who somebody was, and what is kept of him beside: that stands in the log alone. */
const OF_THE_LOG = [
  '{ loan(number: "L-1", asOf: "2002-12-31") { mitra { name } } }',
  '{ mitra(code: "M-1") { address } }',
  '{ suspense(programme: "UJI") { balance } }',
];

let storm: Storm;
let before: unknown[];
let position: string;
const runs = hasFerretdb() ? describe : describe.skip;
const answers = async () => {
  const replies = await Promise.all(QUESTIONS.map((question) => ask(storm.service, question)));
  expect(replies.flatMap(({ errors = [] }) => errors)).toEqual([]);
  return replies;
};
const pay = (receipt: string, commandId = freshId()) =>
  send(storm.service, 'receivePayment', { ...payment(receipt), commandId });
const refusal = async (query: string) =>
  (await ask(storm.service, query)).errors?.map(({ extensions, message }) => [
    extensions.code,
    message,
  ]);

runs('without the server of the log', () => {
  beforeAll(async () => {
    storm = await inStorm(NOON);
    await lent(storm.service);
    const headers = { 'x-at-least': String(storm.service.seen.position) };
    await whenBack(storm.service, PAID, headers);
    // The tree follows every second.
    await sleep(1_500);
    const replies = await answers();
    expect(replies.filter(({ extensions }) => extensions)).toEqual([]);
    before = replies.map(({ data }) => data);
    position = String(storm.service.seen.position);
  }, 600_000);
  afterAll(() => storm.stop());
  afterEach(async () => {
    await storm.log.back();
    while ((await ask(storm.service, PAID)).extensions) await sleep(50);
  });

  it.each([
    ['away', () => storm.log.away()],
    ['frozen', async () => storm.log.frozen()],
  ] as const)('%s: questions are answered as before, say how old, and soon', async (_, begin) => {
    await begin();
    await ask(storm.service, PAID);
    await sleep(2_000);
    const [replies, ms] = await timed(answers);
    expect(replies.map(({ data }) => data)).toEqual(before);
    for (const { extensions } of replies) {
      const stale = extensions?.['stale'] as Record<string, unknown>;
      expect(stale).toMatchObject({ reason: 'LOG_UNREACHABLE', since: NOON });
      expect(stale['ageSeconds']).toBeGreaterThanOrEqual(2);
      expect(stale['ageSeconds']).toBeLessThan(10);
    }
    expect(ms).toBeLessThan(2_000);
    await storm.log.back();
    const [, back] = await timed(async () => {
      while ((await ask(storm.service, PAID)).extensions !== undefined) await sleep(50);
    });
    expect(back).toBeLessThan(5_000);
    expect((await answers()).map(({ data }) => data)).toEqual(before);
  });

  it('the first question waits a moment for a log that is frozen, no other does', async () => {
    storm.log.frozen();
    const [first, ms] = await timed(() => ask(storm.service, PAID));
    expect(first.extensions).toMatchObject({ stale: { reason: 'LOG_UNREACHABLE' } });
    expect(ms).toBeGreaterThan(500);
    expect(ms).toBeLessThan(2_500);
    expect((await timed(() => ask(storm.service, PAID)))[1]).toBeLessThan(500);
    const [replies, others] = await timed(() =>
      Promise.all(OF_THE_LOG.map((question) => ask(storm.service, question))),
    );
    for (const { errors } of replies)
      expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(others).toBeLessThan(1_000);
  });

  it('the past is told as far as the read models surely hold it, and no further', async () => {
    const questions = [`knownUpTo: "${position}"`, 'knownAt: "2003-02-01T04:00:00Z"'];
    const asking = (when: string) => `{ portfolio(${when}) { disbursed basis { position } } }`;
    const told = await Promise.all(questions.map((when) => ask(storm.service, asking(when))));
    await storm.log.away();
    await ask(storm.service, PAID);
    const again = await Promise.all(questions.map((when) => ask(storm.service, asking(when))));
    expect(again.map(({ data }) => data)).toEqual(told.map(({ data }) => data));
    const next = String(BigInt(position) + 1n).padStart(position.length, '0');
    storm.service.setClock('2003-02-02T05:00:00.000Z');
    for (const beyond of [`knownUpTo: "${next}"`, 'knownAt: "2003-02-01T12:00:00Z"'])
      expect([beyond, await refusal(asking(beyond))]).toEqual([
        beyond,
        [['UNAVAILABLE', expect.stringContaining('the log cannot be reached')]],
      ]);
  });

  it('commands are refused as not recorded, and go on within 5 s after', async () => {
    await storm.log.away();
    const commandId = freshId();
    const { errors, extensions } = await pay('R-2', commandId);
    expect(errors).toMatchObject([
      {
        message: 'not available just now; ask again',
        extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5 },
      },
    ]);
    expect(extensions).toBeUndefined();
    await sleep(LONG_MS);
    await storm.log.back();
    const [{ data }, back] = await untilAnswered(storm.service, () => pay('R-2', commandId));
    const done = data?.['done'] as { readonly position: string };
    expect(done).toMatchObject({ duplicate: false });
    const [, caughtUp] = await whenBack(storm.service, PAID, { 'x-at-least': done.position });
    expect(back + caughtUp).toBeLessThan(5_000);
  });

  it('a command under way says that it may have been recorded, and is done once', async () => {
    const commandId = freshId();
    storm.double.faults.failNextAppend({ when: 'after-storing', how: 'reset' });
    storm.double.faults.failNextAppend({ when: 'before-storing', how: 'reset' });
    const lost = await pay('R-3', commandId);
    expect(lost.errors).toMatchObject([
      {
        message: expect.stringContaining('may or may not have been recorded'),
        extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5 },
      },
    ]);
    const done = await tell(storm.service, 'receivePayment', { ...payment('R-3'), commandId });
    expect(done).toMatchObject({ duplicate: true, events: [{ type: 'PaymentReceived' }] });
  });

  it('nothing was lost, doubled or half written by all of this', async () => {
    expect(await checked(storm.service)).toEqual([]);
  });
});
