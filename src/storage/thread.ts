import { parentPort, Worker } from 'node:worker_threads';

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
type Told<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly failure: Failure };

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** What a question is made of is garbage when it is answered: it is collected early. */
const YOUNG = { maxYoungGenerationSizeMb: 4 };

const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  const { name, message, stack = '' } = error;
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { name, message, stack, ...code };
};

/**
 * A program in a thread of its own that answers one question after another. The first question
 * begins it, and so does the first after it has ended; it keeps no process from ending.
 */
export class Thread<Question, Answer> {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting<Answer>>();
  private asked = 0;

  /**
   * @param data what the program finds as its `workerData`
   * @param revived the error of this thread that says what failed in the other, or that it ended
   */
  constructor(
    private readonly program: URL,
    private readonly data: unknown,
    private readonly revived: (failure: Failure) => Error,
  ) {}

  ask(question: Question): Promise<Answer> {
    const id = ++this.asked;
    const worker = (this.worker ??= this.begin());
    const answered = new Promise<Answer>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    worker.ref();
    worker.postMessage({ id, question } satisfies Asked<Question>);
    return answered;
  }

  /** Who waits for an answer is told that there is none. */
  async close(): Promise<void> {
    const { worker } = this;
    this.end('it was closed');
    await worker?.terminate();
  }

  private begin(): Worker {
    const worker = new Worker(this.program, { workerData: this.data, resourceLimits: YOUNG });
    worker.on('message', (told: Told<Answer>) => {
      const waiting = this.waiting.get(told.id);
      this.waiting.delete(told.id);
      if (this.waiting.size === 0) worker.unref();
      if ('answer' in told) waiting?.resolve(told.answer);
      else waiting?.reject(this.revived(told.failure));
    });
    const ended = (reason: unknown): void => {
      if (worker === this.worker) this.end(String(reason));
    };
    worker.on('error', ended);
    worker.on('exit', ended);
    return worker;
  }

  private end(reason: string): void {
    this.worker = null;
    const failure = { name: 'ThreadEnded', message: `a thread ended: ${reason}`, stack: '' };
    for (const { reject } of this.waiting.values()) reject(this.revived(failure));
    this.waiting.clear();
  }
}

/** The other side, in the program of a thread: one question after the other. */
export const answerWith = <Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
): void => {
  const tell = (told: Told<Answer>): void => parentPort?.postMessage(told);
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', ({ id, question }: Asked<Question>) => {
    last = last
      .then(() => answer(question))
      .then(
        (answer) => tell({ id, answer }),
        (error: unknown) => tell({ id, failure: failureOf(error) }),
      );
  });
};
