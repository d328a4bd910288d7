import { Alarms } from '../../src/proof/alarms.js';
import type { Instant } from '../../src/kernel/local-date.js';

const instant = (minute: number): Instant =>
  `2025-10-31T05:${String(minute).padStart(2, '0')}:00.000Z` as Instant;

const begin = () => {
  let minute = 0;
  const told: string[] = [];
  const alarms = new Alarms(
    () => instant((minute += 1)),
    (message) => told.push(message),
  );
  return { alarms, told };
};

describe('alarms', () => {
  it('say each thing once, as it is now, since it was first seen', () => {
    const { alarms, told } = begin();
    for (const message of ['away', 'away', 'gone']) alarms.raise('TREE_STOPPED', message);
    expect(alarms.all()).toEqual([{ code: 'TREE_STOPPED', message: 'gone', since: instant(1) }]);
    alarms.clear('TREE_STOPPED');
    alarms.clear('TREE_STOPPED');
    expect([alarms.all(), told]).toEqual([[], ['alarm', 'alarm', 'alarm over']]);
  });

  it('about one thing are not over with those about another, or about none', () => {
    const { alarms } = begin();
    alarms.raise(['WITNESS_REFUSED', 'a'], 'a refuses');
    alarms.raise(['WITNESS_REFUSED', 'b'], 'b refuses');
    alarms.raise('WITNESS_REFUSED', 'all refuse');
    alarms.clear(['WITNESS_REFUSED', 'a'], 'WITNESS_REFUSED');
    expect(alarms.all().map(({ message }) => message)).toEqual(['b refuses']);
    expect(['a', 'b'].map((one) => alarms.stands(['WITNESS_REFUSED', one]))).toEqual([false, true]);
  });

  it('of one kind are shown up to a number, and hide none of another kind', () => {
    const { alarms, told } = begin();
    for (let leaf = 0; leaf < 150; leaf += 1)
      alarms.raise(['LOG_CONTRADICTS_TREE', `leaf ${leaf}`], 'changed');
    alarms.raise('LOG_SMALLER_THAN_CHECKPOINT', 'cut off');
    expect([alarms.all().length, told.length]).toEqual([101, 151]);
    expect(alarms.all().at(-1)?.message).toBe('cut off');
  });
});
