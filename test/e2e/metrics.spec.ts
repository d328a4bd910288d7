import { StoreUnavailable } from '../../src/event-store/port.js';
import { ask } from '../graphql/ask.js';
import { START } from '../../src/kernel/envelope.js';
import { as, get, send, type Service, start, tell } from './service.js';
import { stoppedAt } from './stopped.js';

const FIELD = { headers: as('OFFICER') };
const NAME = 'Zubaidah Qomariyah';
let service: Service;
beforeAll(async () => {
  service = await start('2025-10-31T05:00:00.000Z');
});
afterAll(() => service.stop());

/** Each sample by its name and labels, as Prometheus reads them. */
const scraped = async (): Promise<ReadonlyMap<string, number>> => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const answer = await fetch(`${service.url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  expect(text).not.toMatch(/Zubaidah|M-1|whatAmI/);
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
};

const grown = async (work: () => Promise<unknown>) => {
  const before = await scraped();
  await work();
  const after = await scraped();
  return (sample: string): number => (after.get(sample) ?? 0) - (before.get(sample) ?? 0);
};

describe('metrics', () => {
  it('count appends, conflicts, commands by their outcome and refusals by their code', async () => {
    const mitra = { code: 'M-1', name: NAME, unit: 'JKT' };
    const by = await grown(async () => {
      const commandId = '10000000-0000-4000-8000-000000000001';
      await tell(service, 'registerMitra', { commandId, ...mitra }, FIELD);
      await tell(service, 'registerMitra', { commandId, ...mitra }, FIELD);
      await send(service, 'registerMitra', { ...mitra, name: `${NAME} II` }, FIELD);
      const status = { mitra: 'M-1', status: 'MOVED', expectedRevision: 7 };
      await send(service, 'changeMitraStatus', status, FIELD);
    });
    const command = (name: string, outcome: string) =>
      by(`jejak_command_seconds_count{command="${name}",outcome="${outcome}"}`);
    expect(command('registerMitra', 'done')).toBe(1);
    expect(command('registerMitra', 'duplicate')).toBe(1);
    expect(command('registerMitra', 'refused')).toBe(1);
    expect(command('changeMitraStatus', 'conflict')).toBe(1);
    expect(by('jejak_refusals_total{refusal="MITRA_ALREADY_REGISTERED"}')).toBe(1);
    expect(by('jejak_append_seconds_count{outcome="appended"}')).toBe(1);
    expect(by('jejak_appended_events_total')).toBe(1);
  });

  it('count errors by the code that is answered, also of what was never executed', async () => {
    const by = await grown(async () => {
      await send(service, 'registerMitra', { code: 'M-2', name: NAME }, { headers: as('AUDITOR') });
      await send(service, 'registerMitra', { code: '', name: NAME }, FIELD);
      await send(service, 'registerMitra', { code: 'M-1', name: NAME }, FIELD);
      await ask(service, '{ whatAmI }');
      await ask(service, '{ mitras { totalCount } }', {}, { 'x-role': 'KING' });
      await fetch(`${service.url}/graphql`, { method: 'POST', body: 'a=b' });
    });
    const errors = (code: string) => by(`jejak_graphql_errors_total{code="${code}"}`);
    expect(errors('FORBIDDEN')).toBe(1);
    expect(errors('REFUSED')).toBe(1);
    expect(errors('UNAUTHENTICATED')).toBe(1);
    // A code of nothing, a field that is none, a form that is no JSON.
    expect(errors('BAD_INPUT')).toBe(3);
    expect(errors('INTERNAL')).toBe(0);
  });

  it('count an append that loses a race, and one that finds no store', async () => {
    const { store } = service.house.ledger;
    const append = store.append.bind(store);
    const visit = () => send(service, 'recordVisit', { mitra: 'M-1', outcome: 'FOUND' }, FIELD);
    const answers: (typeof append)[] = [
      async () => ({ outcome: 'conflict', currentRevision: 0 }),
      append,
      () => Promise.reject(new StoreUnavailable('is away')),
    ];
    store.append = (...asked) => (answers.shift() ?? append)(...asked);
    const by = await grown(async () => [await visit(), await visit()]);
    store.append = append;
    expect(answers).toEqual([]);
    expect(by('jejak_append_conflicts_total')).toBe(1);
    for (const outcome of ['conflict', 'appended', 'unavailable'])
      expect(by(`jejak_append_seconds_count{outcome="${outcome}"}`)).toBe(1);
    for (const outcome of ['done', 'unavailable'])
      expect(by(`jejak_command_seconds_count{command="recordVisit",outcome="${outcome}"}`)).toBe(1);
  });

  it('count operations by type, and what they cost, never by a name of the client', async () => {
    const by = await grown(async () => {
      await get(service, 'query whatAmI { mitra(code: "M-1") { name } }');
      await ask(service, 'query whatAmI { node(id: "nothing") { id } }');
    });
    const operations = 'jejak_graphql_operation_seconds_count';
    expect(by(`${operations}{type="query",outcome="ok"}`)).toBe(1);
    expect(by(`${operations}{type="query",outcome="error"}`)).toBe(1);
    expect(by('jejak_query_cost_points_count')).toBe(2);
    expect(by('jejak_query_cost_points_sum')).toBeGreaterThan(40);
  });

  it('show how far each read model is, and what it waits for', async () => {
    const events = Number(await service.house.ledger.store.head());
    const book = service.house.readModels.status().find((one) => one.projector.name === 'history');
    if (!book) throw new Error('there is no such read model');
    const own = (name: string) => `jejak_projection_${name}{read_model="history"}`;
    const caught = await scraped();
    expect(caught.get(own('lag_events'))).toBe(0);
    expect(caught.get(own('position'))).toBe(events);
    expect(caught.get(own('stopped'))).toBe(0);
    const { checkpoint } = book;
    const log = await service.house.ledger.store.readAll(START, 1_000);
    const { position } = log.at(-4) ?? checkpoint;
    book.checkpoint = { ...checkpoint, position };
    const goesOn = stoppedAt(book, { position, message: 'an event' });
    service.setClock('2025-10-31T05:01:30.000Z');
    const behind = await scraped();
    book.checkpoint = checkpoint;
    goesOn();
    expect(behind.get(own('lag_events'))).toBe(3);
    expect(behind.get(own('lag_seconds'))).toBe(90);
    expect(behind.get(own('stopped'))).toBe(1);
    expect(behind.get('jejak_projection_lag_events{read_model="loan-book"}')).toBe(0);
  });

  it('show the stores, the tree, the alarms, the version and the process', async () => {
    const samples = await scraped();
    for (const store of ['eventStore', 'readModelStore', 'keyStore'])
      expect(samples.get(`jejak_store_up{store="${store}"}`)).toBe(1);
    expect(samples.get('jejak_alarms{code="TREE_DAMAGED"}')).toBe(0);
    expect(samples.get('jejak_info{version="0.1.0"}')).toBe(1);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
    const { size } = await service.house.proof.whole();
    expect((await scraped()).get('jejak_tree_size')).toBe(size);
  });
});
