import { serverAudits } from 'graphql-http';
import { serve } from './serve.js';
import type { Served } from './serve.js';

describe('GraphQL over HTTP', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve();
  });
  afterAll(() => served.app.close());

  it('passes each of the 61 audits of the specification', async () => {
    const audits = serverAudits({ url: () => `${served.url}/graphql` });
    const results = await Promise.all(audits.map(({ fn }) => fn()));
    const failed = results.flatMap((result) =>
      result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
    );
    expect(failed).toEqual([]);
    expect(results).toHaveLength(61);
  });
});
