/** Whose words are the house's own: they name places, codes and positions, and no values. */
const OURS: ReadonlySet<string> = new Set([
  ...['StoreUnavailable', 'OutcomeUnknown', 'StoreDamaged', 'StoreHeld', 'AppendTooLarge'],
  ...['KeyErased', 'KeyMissing', 'KeysUnavailable', 'WrongMasterKey', 'WrongLog', 'BadConfig'],
  ...['Alarming', 'TreeDamaged', 'UnknownReadModel', 'Overtaken', 'ServiceGone'],
]);

/** What the engine says of a mistake in the program: it names variables, and no values. */
const OF_THE_ENGINE: readonly RegExp[] = [
  /^Cannot (read|set) properties of (undefined|null)/,
  /^[\w.$[\]()]+ is not (a function|iterable|defined|a constructor)/,
];

const isTellable = (error: Error & { readonly syscall?: unknown }): boolean =>
  OURS.has(error.name) ||
  OF_THE_ENGINE.some((said) => said.test(error.message)) ||
  typeof error.syscall === 'string';

export interface ToldError {
  readonly name: string;
  readonly code?: string | number;
  readonly message?: string;
  readonly at?: readonly string[];
  readonly cause?: ToldError;
}

const framesOf = ({ stack = '' }: Error): readonly string[] =>
  stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .map((line) => line.slice('at '.length));

const CODE = /^\w{1,60}$/;

/**
 * An error as a log may hold it: what it is and where it came from. Its message only where that
 * cannot hold a value: what a library could not parse, it quotes.
 */
export const toldError = (error: unknown): ToldError => {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { readonly code?: unknown };
  const at = framesOf(error);
  return {
    name: error.name,
    ...((typeof code === 'number' || (typeof code === 'string' && CODE.test(code))) && { code }),
    ...(isTellable(error) && { message: error.message }),
    ...(at.length > 0 && { at }),
    ...(error.cause instanceof Error && { cause: toldError(error.cause) }),
  };
};
