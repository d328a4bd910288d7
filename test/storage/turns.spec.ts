import { Turns } from '../../src/storage/turns.js';

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('those who write into one file', () => {
  let turns: Turns;
  let said: string[];
  beforeEach(() => {
    turns = new Turns();
    said = [];
  });

  const say = (word: string) => () => void said.push(word);
  const saySlowly = (word: string) => async (): Promise<void> => {
    said.push(`${word} begins`);
    await soon();
    said.push(`${word} ends`);
  };

  it('write at once where nobody else does, and give back what their work gives', async () => {
    const taken = turns.take(() => said.push('written'));
    expect(said).toEqual(['written']);
    expect(await taken).toBe(1);
  });

  it('come one after another, in the order in which they asked', async () => {
    await Promise.all([
      turns.take(saySlowly('a')),
      turns.take(say('b')),
      turns.take(saySlowly('c')),
      turns.take(say('d')),
    ]);
    expect(said).toEqual(['a begins', 'a ends', 'b', 'c begins', 'c ends', 'd']);
  });

  it('hand the turn on although they fail, at once or later', async () => {
    const fails = (): never => {
      throw new Error('at once');
    };
    const failsLater = async (): Promise<never> => {
      await soon();
      throw new Error('later');
    };
    const ends = await Promise.allSettled([
      turns.take(failsLater),
      turns.take(fails),
      turns.take(say('after them')),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(said).toEqual(['after them']);
  });

  it('do not come before one who waits, whoever asks just when a turn ends', async () => {
    const first = turns.take(soon);
    const second = turns.take(saySlowly('waits'));
    await first;
    const third = turns.take(say('comes just now'));
    await Promise.all([second, third]);
    expect(said).toEqual(['waits begins', 'waits ends', 'comes just now']);
  });
});
