import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Failure, Thread } from '../../src/storage/thread.js';
import { built } from '../built.js';

/** Runs as a thread: what it is asked says what it does. */
const program = (): URL => {
  const library = pathToFileURL(join(built(), 'src/storage/thread.js')).href;
  const text = `
    import { workerData } from 'node:worker_threads';
    import { answerWith } from ${JSON.stringify(library)};
    let asked = 0;
    answerWith(async (question) => {
      asked += 1;
      if (question === 'late') await new Promise((resolve) => setTimeout(resolve, 20));
      if (question === 'fail') throw Object.assign(new RangeError('too much'), { code: 'FULL' });
      if (question === 'a word') throw 'a word';
      if (question === 'end') process.exit(3);
      if (question === 'crash') setImmediate(() => { throw new Error('out of the blue'); });
      if (question === 'crash') await new Promise(() => undefined);
      return { data: workerData, question, asked };
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
};

class Revived extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

interface Answer {
  readonly data: string;
  readonly question: string;
  readonly asked: number;
}

describe('a thread', () => {
  let thread: Thread<string, Answer>;
  beforeEach(() => {
    thread = new Thread(program(), 'what it was given', (failure) => new Revived(failure));
  });
  afterEach(() => thread.close());

  it('answers one question after another, in their order', async () => {
    const asked = ['late', 'b', 'late', 'd'];
    const answers = await Promise.all(asked.map((question) => thread.ask(question)));
    const data = 'what it was given';
    expect(answers).toEqual(asked.map((question, at) => ({ data, question, asked: at + 1 })));
  });

  it('says what failed, and answers the next', async () => {
    const failed = await thread.ask('fail').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Revived);
    const { failure } = failed as Revived;
    expect(failure).toMatchObject({ name: 'RangeError', message: 'too much', code: 'FULL' });
    expect(failure.stack).toContain('too much');
    await expect(thread.ask('a word')).rejects.toMatchObject({
      failure: { name: 'Error', message: 'a word' },
    });
    expect(await thread.ask('b')).toMatchObject({ question: 'b', asked: 3 });
  });

  for (const [how, reason] of [
    ['end', '3'],
    ['crash', 'Error: out of the blue'],
  ] as const)
    it(`that ends (${how}) leaves nobody waiting; another answers the next`, async () => {
      const [ended, behind] = await Promise.allSettled([thread.ask(how), thread.ask('b')]);
      const failure = { name: 'ThreadEnded', message: `a thread ended: ${reason}` };
      expect(ended).toMatchObject({ status: 'rejected', reason: { failure } });
      expect(behind).toMatchObject({ status: 'rejected', reason: { failure } });
      expect(await thread.ask('c')).toMatchObject({ question: 'c', asked: 1 });
    });

  it('tells who still waits that it was closed', async () => {
    const waits = thread.ask('late');
    const closed = thread.close();
    await expect(waits).rejects.toMatchObject({ failure: { name: 'ThreadEnded' } });
    await closed;
  });
});
