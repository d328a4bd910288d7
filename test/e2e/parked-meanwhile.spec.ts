import { PROJECTORS } from '../../projections/all.js';
import { ask } from '../graphql/ask.js';
import { FIELD } from './closing.js';
import { type Service, start, tell } from './service.js';

const projectors = PROJECTORS.map((one) => ({
  ...one,
  evolve: (document: unknown, event: Parameters<typeof one.evolve>[1]): unknown => {
    if (one.name === 'mitra-register' && event.type === 'MitraDataCorrected')
      throw new Error('a fault of this software');
    return one.evolve(document, event);
  },
}));

let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z', undefined, { projectors });
  await tell(
    service,
    'registerMitra',
    { code: 'M-1', name: 'Siti', effectiveOn: '2020-01-01' },
    FIELD,
  );
});
afterAll(() => service.stop());

it('a list says what has come to wait while the question itself waited', async () => {
  const { readModels } = service.house;
  const reached = readModels.reached.bind(readModels);
  let poison = '';
  // The last that a question waits for: it has looked for what is parked before.
  readModels.reached = async (...args) => {
    readModels.reached = reached;
    const correction = { mitra: 'M-1', kind: 'CHANGE', field: 'REGION', to: 'Banten' };
    ({ position: poison } = await tell(service, 'correctMitraData', correction, FIELD));
    while (readModels.parked().length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return readModels.reached(...args);
  };
  const answer = await ask(service, '{ mitras { edges { node { code } } } }');
  expect([answer.errors, poison === '']).toEqual([undefined, false]);
  expect(answer.extensions).toEqual({
    parked: [{ readModel: 'mitra-register', document: 'M-1', position: poison }],
  });
});
