import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Failure, Thread } from '../../src/storage/thread.js';
import { built } from '../built.js';

const library = (): string => pathToFileURL(join(built(), 'src/storage/thread.js')).href;

/** Runs as a thread: what it is asked says what it does. */
const program = (): URL => {
  const text = `
    import { workerData } from 'node:worker_threads';
    import { answerWith } from ${JSON.stringify(library())};
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

const called = { name: 'repeats what is said' };

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
    const revived = (failure: Failure): Error => new Revived(failure);
    thread = new Thread(program(), { ...called, data: 'what it was given', revived });
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
    ['end', 'its exit status is 3'],
    ['crash', 'out of the blue'],
  ] as const)
    it(`that ends (${how}) leaves nobody waiting; another answers the next`, async () => {
      const [ended, behind] = await Promise.allSettled([thread.ask(how), thread.ask('b')]);
      const failure = {
        name: 'ThreadEnded',
        message: `the thread that repeats what is said ended: ${reason}`,
      };
      expect(ended).toMatchObject({ status: 'rejected', reason: { failure } });
      expect(behind).toMatchObject({ status: 'rejected', reason: { failure } });
      expect(await thread.ask('c')).toMatchObject({ question: 'c', asked: 1 });
    });

  it('tells who still waits, and who asks later, that it was closed', async () => {
    const waits = thread.ask('late');
    const closed = thread.close();
    const failure = {
      name: 'ThreadEnded',
      message: 'the thread that repeats what is said ended: it was closed',
    };
    await expect(waits).rejects.toMatchObject({ failure });
    await closed;
    await expect(thread.ask('b')).rejects.toMatchObject({ failure });
  });

  it('that is closed while it answers keeps its process until it has ended', () => {
    const script = `
      import { Thread } from ${JSON.stringify(library())};
      const program = new URL(${JSON.stringify(program().href)});
      const thread = new Thread(program, { name: 'repeats', data: null });
      const asked = thread.ask('late').catch(({ message }) => message);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const again = thread.ask('late').catch(({ message }) => message);
      await thread.close();
      console.log((await asked).question, await again);`;
    const args = ['--input-type=module', '--eval', script];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim()).toBe('late the thread that repeats ended: it was closed');
  });

  it('is told at once what cannot be sent, and goes on', async () => {
    const unsendable = (() => undefined) as unknown as string;
    await expect(thread.ask(unsendable)).rejects.toThrow(/could not be cloned/);
    expect(await thread.ask('b')).toMatchObject({ question: 'b', asked: 1 });
  });

  it('begun before it is asked answers the same', async () => {
    thread.begin();
    thread.begin();
    expect(await thread.ask('b')).toMatchObject({ question: 'b', asked: 1 });
  });

  it('without words of ours for it, hands on name, message and code as they were', async () => {
    const plain = new Thread<string, Answer>(program(), { ...called, data: null });
    const failed = await plain.ask('fail').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RangeError);
    expect(failed).toMatchObject({ name: 'RangeError', message: 'too much', code: 'FULL' });
    await expect(plain.ask('a word')).rejects.toMatchObject({ name: 'Error', message: 'a word' });
    await plain.close();
  });
});
