import { position } from '../../src/kernel/envelope.js';
import type { Instant } from '../../src/kernel/local-date.js';
import type { Checkpoint, ReadModelStore, Stored } from '../../src/read-model/port.js';
import { byBytes, documents, fill, hostileText, idsOf } from './samples.js';

const LOANS = { name: 'loans-v1', indexes: [['unit'], ['unit', 'number']] };
const NOTHING = new Map<string, Checkpoint>();
const at = (number: number): Checkpoint => ({
  position: position(number),
  recordedAt: `2024-01-01T00:00:00.${String(number).padStart(3, '0')}Z` as Instant,
});
const loan = (id: string, number: number, body: unknown): Stored => ({
  id,
  position: position(number),
  body,
});

const savingContract = (store: () => ReadModelStore): void => {
  const save = (...loans: Stored[]) =>
    store().save([{ collection: LOANS.name, documents: loans }], NOTHING);
  const load = async (id: string) => (await store().load(LOANS.name, [id])).get(id);

  it('gives back what was saved, and only what was asked for', async () => {
    const body = { unit: 'U1', paid: [1, 2], terms: { rate: '0.06', grace: null }, open: true };
    await save(loan('L1', 3, body), loan('L2', 3, {}));
    expect(await store().load(LOANS.name, ['L1', 'L1', 'none', 'x\0y', ''])).toEqual(
      new Map([['L1', loan('L1', 3, body)]]),
    );
    expect(await store().load(LOANS.name, [])).toEqual(new Map());
  });

  it('replaces a document by a later one only', async () => {
    await save(loan('L1', 10, 'tenth'));
    await save(loan('L1', 9, 'ninth'));
    expect(await load('L1')).toEqual(loan('L1', 10, 'tenth'));
    await save(loan('L1', 10, 'tenth again'));
    expect(await load('L1')).toEqual(loan('L1', 10, 'tenth'));
    await save(loan('L1', 100, 'hundredth'), loan('L2', 9, 'beside an old one'));
    expect(await load('L1')).toEqual(loan('L1', 100, 'hundredth'));
    expect(await load('L2')).toEqual(loan('L2', 9, 'beside an old one'));
  });

  it('keeps any text in a field, and any in a key but NUL', async () => {
    const keys = hostileText.filter((text) => text !== '' && !text.includes('\0'));
    await save(...documents(keys.map((key) => [key, { text: key, all: hostileText }])));
    const found = await store().load<{ text: string; all: string[] }>(LOANS.name, keys);
    expect([...found.keys()].sort()).toEqual([...keys].sort());
    for (const [key, { body }] of found) expect(body).toEqual({ text: key, all: hostileText });
  });

  it('gives back every body to the byte, whatever its names and values', async () => {
    const named =
      '{"z":1,"a.b":2,"$set":{"$x":3},"":4,"10":5,"2":6,"__proto__":{"_id":7},"_bsontype":"x"}';
    const bodies = [
      named,
      '{"n\\u0000l":"\\u0000","lone":"\\ud800","lists":[[[]],[{"a.b":[[1]]}],null],"empty":{}}',
      '{"largest":9007199254740991,"least":-9007199254740991,"one":1,"tiny":5e-324,"half":0.5}',
      '{"date":"2024-01-01T00:00:00.000Z","deep":{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}}',
      ...['null', '"text"', '[1,[2]]', '0', 'false', '{}'],
    ];
    const rows = bodies.map((body, i) => [`L${i}`, JSON.parse(body) as unknown] as const);
    await save(...documents(rows));
    for (const [id, body] of rows)
      expect(JSON.stringify((await load(id))?.body)).toBe(JSON.stringify(body));
  });

  it('saves many documents of several collections at once', async () => {
    await store().ensure({ name: 'mitra', indexes: [] });
    const many = documents(Array.from({ length: 1500 }, (_, i) => [`L${i}`, { i }]));
    const saves = [LOANS.name, 'mitra'].map((collection) => ({ collection, documents: many }));
    await store().save(saves, new Map([['loans', at(7)]]));
    expect(await store().count(LOANS.name)).toBe(1500);
    expect((await store().load('mitra', idsOf(many))).size).toBe(1500);
    expect(await store().checkpoint('loans')).toEqual(at(7));
  });

  it('is ensured any number of times, and then has the new indexes too', async () => {
    await save(loan('L1', 1, { unit: 'U1' }));
    await store().ensure({ ...LOANS, indexes: [...LOANS.indexes, ['id'], ['terms.method']] });
    expect(await load('L1')).toBeDefined();
  });

  it('forgets a dropped collection and the checkpoint of that name, and nothing else', async () => {
    await store().ensure({ name: 'loans-v2', indexes: [['unit']] });
    const saves = [{ collection: 'loans-v2', documents: [loan('L1', 50, {})] }];
    const checkpoints = new Map([['loans-v2', at(50)], [LOANS.name, at(40)]]); // prettier-ignore
    await store().save(saves, checkpoints);
    await save(loan('L1', 40, { unit: 'U1' }));
    await store().drop('loans-v2');
    await store().drop('loans-v2');
    await store().ensure({ name: 'loans-v2', indexes: [['unit']] });
    expect(await store().count('loans-v2')).toBe(0);
    expect(await store().checkpoint('loans-v2')).toBeNull();
    expect(await store().checkpoint(LOANS.name)).toEqual(at(40));
    expect(await store().count(LOANS.name)).toBe(1);
  });
};

const checkpointContract = (store: () => ReadModelStore): void => {
  it('moves a checkpoint forwards only, each projection on its own', async () => {
    expect(await store().checkpoint('loans')).toBeNull();
    for (const [projection, saved, stands] of [
      ['loans', { position: position(0), recordedAt: null }, 0],
      ['loans', at(9), 9],
      ['loans', at(10), 10],
      ['loans', at(9), 10],
      ['mitra', at(1), 1],
      ['loans', { ...at(10), recordedAt: null }, 10],
    ] as const) {
      await store().save([], new Map([[projection, saved]]));
      expect(await store().checkpoint(projection)).toEqual(stands === 0 ? saved : at(stands));
    }
  });

  it('names the collection that serves a read model, and switches it', async () => {
    expect(await store().serving()).toEqual(new Map());
    expect(await store().serve('loans', 'loans-v1', null)).toBe(true);
    expect(await store().serve('mitra', 'mitra-v1', null)).toBe(true);
    expect(await store().serve('loans', 'loans-v2', 'loans-v1')).toBe(true);
    // Only in place of the one that was seen to serve.
    expect(await store().serve('loans', 'loans-v3', 'loans-v1')).toBe(false);
    expect(await store().serve('loans', 'loans-v3', null)).toBe(false);
    expect(await store().serve('others', 'others-v2', 'others-v1')).toBe(false);
    expect(Object.fromEntries(await store().serving())).toEqual({
      loans: 'loans-v2',
      mitra: 'mitra-v1',
    });
  });
};

const scanContract = (store: () => ReadModelStore): void => {
  const many = Array.from({ length: 1201 }, (_, i) => [`L${i}`, { unit: i % 3, i }] as const);
  const scanned = async (where?: { field: string; eq: number }) => {
    const ids: string[] = [];
    for await (const { id } of store().scan(LOANS.name, where)) ids.push(id);
    return ids;
  };

  it('scans all that match in order of the key', async () => {
    expect(await scanned()).toEqual([]);
    await fill(store(), LOANS, many);
    expect(await scanned()).toEqual(many.map(([id]) => id).sort(byBytes));
    const third = many.filter(([, { unit }]) => unit === 2).map(([id]) => id);
    expect(await scanned({ field: 'unit', eq: 2 })).toEqual(third.sort(byBytes));
  });

  it('scans each once while others are saved, and can be left off', async () => {
    await fill(store(), LOANS, many);
    const seen: string[] = [];
    for await (const { id } of store().scan(LOANS.name)) {
      seen.push(id);
      if (seen.length % 300 !== 1) continue;
      const changed = [`K${seen.length}`, 'L5', id].map((key) => [key, { unit: 9 }] as const);
      const saved = documents(changed, 2 + seen.length);
      await store().save([{ collection: LOANS.name, documents: saved }], NOTHING);
    }
    expect(seen).toEqual(many.map(([id]) => id).sort(byBytes));
    for await (const { id } of store().scan(LOANS.name)) if (id === 'L1') break;
    await store().drop(LOANS.name);
  });
};

const claimContract = (store: () => ReadModelStore): void => {
  it('gives a name to one who builds, among many, until it is dropped', async () => {
    const asked = await Promise.all([1, 2, 3, 4].map(() => store().claim('loans_v1_7')));
    expect(asked.filter((taken) => taken)).toHaveLength(1);
    expect(await store().claim('loans_v1_7')).toBe(false);
    expect(await store().claim('loans_v1_8')).toBe(true);
    expect([...(await store().claimed())].sort()).toEqual(['loans_v1_7', 'loans_v1_8']);
    await store().ensure({ name: 'loans_v1_7', indexes: [] });
    await store().drop('loans_v1_7');
    expect(await store().claimed()).toEqual(['loans_v1_8']);
    expect(await store().claim('loans_v1_7')).toBe(true);
    for (const name of await store().claimed()) await store().drop(name);
  });
};

const NO_NAMES = ['', 'Loans', '1', 'a b', 'a"b', "a'b", 'a;b', 'a$b', 'a\n', 'ä', 'a'.repeat(101)];

export const documentsContract = (store: () => ReadModelStore): void => {
  describe('documents', () => {
    beforeEach(() => store().ensure(LOANS));
    savingContract(store);
    checkpointContract(store);
    scanContract(store);
    claimContract(store);

    it('refuses a collection under a name that could be read as something else', async () => {
      for (const name of NO_NAMES) {
        await expect(store().ensure({ name, indexes: [] })).rejects.toThrow(RangeError);
        await expect(store().load(name, ['L1'])).rejects.toThrow(RangeError);
        await expect(store().drop(name)).rejects.toThrow(RangeError);
      }
    });

    it('refuses a key that it could not give back, and then saves nothing of it', async () => {
      for (const key of ['', 'a\0b', '\ud800'])
        await expect(
          store().save([{ collection: LOANS.name, documents: [loan(key, 1, {})] }], NOTHING),
        ).rejects.toThrow(RangeError);
      expect(await store().count(LOANS.name)).toBe(0);
    });
  });
};
