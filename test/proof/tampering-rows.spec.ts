import { CASES, tried } from './tampered-verdicts.js';
import { worlds } from './tampered-store.js';
import { TAMPERINGS } from './tamperings.js';

const stores = worlds(12);

describe.each(Object.entries(TAMPERINGS).slice(0, 6))('where %s', (_, tamper) => {
  it(`every one of ${CASES} is found, and its place told as closely as can be (I15)`, async () => {
    const outcomes = [];
    for (let seed = 0; seed < CASES; seed += 1) outcomes.push(await tried(stores, tamper, seed));
    expect(outcomes.flatMap(({ problems }) => problems)).toEqual([]);
    expect(outcomes.filter(({ covered }) => covered).length).toBeGreaterThan(CASES / 2);
  });
});
