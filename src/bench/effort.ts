/** How much is done for each figure. */
export interface Effort {
  /** Of ours and its limit, in turn first and second. */
  readonly pairs: number;
  /** Payments in each. */
  readonly commands: number;
  /** Payments on a long loan in each. */
  readonly longCommands: number;
  /** Small questions asked while the fund is summed, at least. */
  readonly questions: number;
  /** Lists asked for in each. */
  readonly lists: number;
  /** How long a thousand events a second are recorded. */
  readonly seconds: number;
  /** Loans that are folded beside Emmett. */
  readonly documents: number;
}

export const FULL: Effort = {
  ...{ pairs: 7, commands: 320, longCommands: 20, questions: 500 },
  ...{ lists: 100, seconds: 10, documents: 5_000 },
};

/** Whether everything runs, not how fast. */
export const QUICK: Effort = {
  ...{ pairs: 1, commands: 32, longCommands: 2, questions: 10 },
  ...{ lists: 8, seconds: 0.1, documents: 40 },
};
