import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads';

/** What failed in another thread, in plain words: a class does not cross from one to the other. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Where it is a store's. */
  readonly code?: string;
}

interface Asked<Question> {
  readonly id: number;
  readonly question: Question;
}
/** To end when what is under way is done: a thread that is ended within libsql ends the process. */
const END = 'end';

type Told<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly failure: Failure };

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Not by its class: what ended a thread comes from a world with classes of its own. */
const isError = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'name' in error && 'message' in error;

const failureOf = (error: unknown): Failure => {
  if (!isError(error)) return { name: 'Error', message: String(error), stack: '' };
  const { name, message, stack = '' } = error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { name, message, stack, ...code };
};

/** The error as this thread knows it; its kind only where it is one of the language's own. */
const errorOf = ({ name, message, stack, code }: Failure): Error => {
  const error = name === 'RangeError' ? new RangeError(message) : new Error(message);
  if (stack !== '') error.stack = stack;
  return Object.assign(error, code === undefined ? { name } : { name, code });
};

const ENDED = 'ThreadEnded';

interface ThreadOptions {
  /** For messages: what it does. */
  readonly name: string;
  /** What the program finds as its `workerData`. */
  readonly data: unknown;
  /** What failed as an error of a class of ours; undefined where it is none. */
  readonly revived?: (failure: Failure) => Error | undefined;
  readonly limits?: ResourceLimits;
}

/**
 * A program in a thread of its own that answers one question after another. The first question
 * begins it, and so does the first after it has ended; it keeps no process from ending.
 */
export class Thread<Question, Answer> {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting<Answer>>();
  private asked = 0;
  private isClosed = false;

  constructor(
    private readonly program: URL,
    private readonly options: ThreadOptions,
  ) {}

  /** Before it is asked, so that the first who asks need not wait for it to be there. */
  begin(): void {
    if (!this.isClosed) this.running();
  }

  async ask(question: Question): Promise<Answer> {
    if (this.isClosed) throw this.failed(this.endedBy('it was closed'));
    const id = ++this.asked;
    const worker = this.running();
    worker.postMessage({ id, question } satisfies Asked<Question>);
    worker.ref();
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
  }

  /**
   * For good: who waits for an answer, and who asks after this, is told that there is none. What is
   * under way in the thread is done first.
   */
  async close(): Promise<void> {
    const { worker } = this;
    this.isClosed = true;
    this.end(this.endedBy('it was closed'));
    if (!worker) return;
    const ended = once(worker, 'exit');
    worker.ref();
    worker.postMessage(END);
    await ended;
  }

  private running(): Worker {
    return (this.worker ??= this.started());
  }

  private started(): Worker {
    const { data, limits } = this.options;
    const worker = new Worker(this.program, {
      workerData: data,
      ...(limits && { resourceLimits: limits }),
    });
    worker.unref();
    worker.on('message', (told: Told<Answer>) => {
      const waiting = this.waiting.get(told.id);
      this.waiting.delete(told.id);
      // Whoever closes it waits for its end.
      if (this.waiting.size === 0 && !this.isClosed) worker.unref();
      if ('answer' in told) waiting?.resolve(told.answer);
      else waiting?.reject(this.failed(told.failure));
    });
    const ended = (failure: Failure): void => {
      if (worker === this.worker) this.end(failure);
    };
    const failed = (error: unknown): void => ended(this.endedBy(failureOf(error).message, error));
    worker.on('error', failed);
    // What cannot be read would never be answered.
    worker.on('messageerror', (error) => {
      failed(error);
      worker.postMessage(END);
    });
    worker.on('exit', (status) => ended(this.endedBy(`its exit status is ${status}`)));
    return worker;
  }

  private end(failure: Failure): void {
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(this.failed(failure));
    this.waiting.clear();
  }

  private endedBy(reason: string, error?: unknown): Failure {
    const message = `the thread that ${this.options.name} ended: ${reason}`;
    return { ...failureOf(error), name: ENDED, message };
  }

  private failed(failure: Failure): Error {
    return this.options.revived?.(failure) ?? errorOf(failure);
  }
}

/** Null where the program is not built: run from its source (a test), its work is done in place. */
export const builtThread = <Question, Answer>(
  ...[program, options]: ConstructorParameters<typeof Thread>
): Thread<Question, Answer> | null =>
  existsSync(fileURLToPath(program)) ? new Thread(program, options) : null;

/** The other side, in the program of a thread: one question after the other. */
export const answerWith = <Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
): void => {
  const tell = (told: Told<Answer>): void => parentPort?.postMessage(told);
  let last: Promise<void> = Promise.resolve();
  // Whoever asked is told by our end.
  parentPort?.on('messageerror', (error) => {
    throw error;
  });
  parentPort?.on('message', (asked: Asked<Question> | typeof END) => {
    if (asked === END) return void last.then(() => process.exit());
    const { id, question } = asked;
    last = last
      .then(() => answer(question))
      .then(
        (answer) => tell({ id, answer }),
        (error: unknown) => tell({ id, failure: failureOf(error) }),
      );
  });
};
