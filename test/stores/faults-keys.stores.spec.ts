import { send, tell } from '../e2e/service.js';
import { hasFerretdb } from '../ferretdb/server.js';
import { ask } from '../graphql/ask.js';
import { inStorm, lent, PAID, payment, type Storm, untilAnswered, whenBack } from './storm.js';

const NOON = '2003-02-01T05:00:00.000Z';

let storm: Storm;
const runs = hasFerretdb() ? describe : describe.skip;

runs('without the server of the keys', () => {
  beforeAll(async () => {
    storm = await inStorm(NOON);
    await lent(storm.service);
  }, 600_000);
  afterAll(() => storm.stop());

  it('nobody new is written about, the rest goes on, all resumes within 5 s after', async () => {
    const { service } = storm;
    const person = { code: 'M-2', name: 'Budi Santoso', effectiveOn: '2003-01-02' };
    const position = service.seen.position;
    await storm.keys.away();
    const refused = await send(service, 'registerMitra', person);
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5 } },
    ]);
    const paid = await tell(service, 'receivePayment', payment('K-1'));
    expect(BigInt(paid.position)).toBeGreaterThan(BigInt(position ?? 0));
    const [{ data }] = await whenBack(service, PAID, { 'x-at-least': paid.position });
    expect(data).toMatchObject({ loan: { basis: { position: paid.position } } });
    const mitra = await ask(service, '{ mitra(code: "M-2") { name } }');
    expect(mitra).toMatchObject({ data: { mitra: null } });

    await storm.keys.back();
    const [, back] = await untilAnswered(service, () => send(service, 'registerMitra', person));
    expect(back).toBeLessThan(5_000);
  });
});
