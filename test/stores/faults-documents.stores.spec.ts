import { send, tell } from '../e2e/service.js';
import { hasFerretdb } from '../ferretdb/server.js';
import { ask } from '../graphql/ask.js';
import { inStorm, lent, PAID, payment, type Storm, timed, whenBack } from './storm.js';

const NOON = '2003-02-01T05:00:00.000Z';
/** Longer than any pause between two tries of whoever waits for the server. */
const LONG_MS = 9_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let storm: Storm;
const runs = hasFerretdb() ? describe : describe.skip;

runs('without the server of the read models', () => {
  beforeAll(async () => {
    storm = await inStorm(NOON);
    await lent(storm.service);
  }, 600_000);
  afterAll(() => storm.stop());
  afterEach(() => storm.documents.back());

  it.each([
    ['away', () => storm.documents.away()],
    ['frozen', async () => storm.documents.frozen()],
  ] as const)('%s: commands go on, and all is caught up within 5 s after', async (how, begin) => {
    await begin();
    const [done, ms] = await timed(() =>
      tell(storm.service, 'receivePayment', payment(`${how}-1`)),
    );
    expect(done).toMatchObject({ duplicate: false, events: [{ type: 'PaymentReceived' }] });
    expect(ms).toBeLessThan(1_000);
    if (how === 'away') {
      const reply = await ask(storm.service, PAID);
      expect(reply.errors?.[0]?.extensions).toMatchObject({
        ...{ code: 'UNAVAILABLE', retryAfterSeconds: 5 },
      });
    }
    await sleep(LONG_MS);
    const last = await tell(storm.service, 'receivePayment', payment(`${how}-2`));
    await storm.documents.back();
    const [, back] = await timed(() =>
      whenBack(storm.service, PAID, { 'x-at-least': last.position }),
    );
    expect(back).toBeLessThan(5_000);
  });

  it('a command that asks for what it changed is recorded, and says so when repeated', async () => {
    await storm.documents.away();
    const input = { ...payment('asked'), commandId: '00000000-0000-4000-8000-0000000a5ced' };
    const sending = { show: 'loan { status }' };
    const lost = await send(storm.service, 'receivePayment', input, sending);
    expect(lost.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    await storm.documents.back();
    expect(await tell(storm.service, 'receivePayment', input)).toMatchObject({ duplicate: true });
  });
});
