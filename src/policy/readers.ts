/**
 * Reads what a client sent as a `T`, noting what is not as it must be, and says its shape. Messages
 * hold names of ours and never a value or a name that was sent.
 */
export interface Reader<T> {
  /** As the API shows it, and what a message says was expected. */
  readonly shape: string;
  /** What is given back is a `T` only where nothing was noted. */
  readonly read: (value: unknown, path: string, problems: string[]) => T;
}

export interface Optional<T> extends Reader<T> {
  readonly isOptional: true;
}

const reader = <T>(shape: string, is: (value: unknown) => boolean): Reader<T> => ({
  shape,
  read: (value, path, problems) => {
    if (!is(value)) problems.push(`${path}: expected ${shape}`);
    return value as T;
  },
});

export const matching = <T extends string>(
  shape: string,
  is: (value: unknown) => value is T,
): Reader<T> => reader(shape, is);

export const oneOf = <const T extends string>(values: readonly T[]): Reader<T> =>
  reader(values.map((value) => `"${value}"`).join(' | '), (value) => values.includes(value as T));

/** The same by a name of its own, for a list too long to repeat. */
export const oneNamed = <const T extends string>(name: string, values: readonly T[]): Reader<T> =>
  reader(name, (value) => values.includes(value as T));

export const flag: Reader<boolean> = reader('true | false', (value) => typeof value === 'boolean');

export const whole = <T extends number>(min: number, max: number): Reader<T> =>
  reader(
    `a whole number, ${min}–${max}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
  );

/** A member that may be left out; null is as good as nothing. */
export const optional = <T>(one: Reader<T>): Optional<T> => ({ ...one, isOptional: true });

export const nullable = <T>(one: Reader<T>): Reader<T | null> =>
  reader(`${one.shape} | null`, (value) => {
    const problems: string[] = [];
    if (value !== null) one.read(value, '', problems);
    return problems.length === 0;
  });

export const listOf = <T>(one: Reader<T>, min: number, max: number): Reader<readonly T[]> => ({
  shape: `[${one.shape}, …]`,
  read: (value, path, problems) => {
    if (Array.isArray(value) && value.length >= min && value.length <= max)
      return value.map((item, index) => one.read(item, `${path}[${index}]`, problems));
    problems.push(`${path}: expected a list of ${min} to ${max}`);
    return [];
  },
});

/** A list of names, none of them twice. */
export const setOf = <T extends string>(
  one: Reader<T>,
  min: number,
  max: number,
): Reader<readonly T[]> => {
  const list = listOf(one, min, max);
  const read: typeof list.read = (value, path, problems) => {
    const found = list.read(value, path, problems);
    if (new Set(found).size < found.length) problems.push(`${path}: expected none of them twice`);
    return found;
  };
  return { ...list, read };
};

type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? Optional<Exclude<T[K], undefined>>
    : Reader<T[K]>;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOptional = (one: Reader<unknown>): boolean => 'isOptional' in one;

/** An object of these members and no others. */
export const record = <T extends object>(fields: Fields<T>): Reader<T> => {
  const members = Object.entries<Reader<unknown>>(fields);
  const names = members.map(([name]) => name);
  const shapes = members.map(([name, one]) => `${name}${isOptional(one) ? '?' : ''}: ${one.shape}`);
  return {
    shape: `{${shapes.join(', ')}}`,
    read: (value, path, problems) => {
      if (!isObject(value)) problems.push(`${path}: expected an object`);
      const given = isObject(value) ? value : {};
      if (Object.keys(given).some((name) => !names.includes(name)))
        problems.push(`${path}: expected no members but ${names.join(', ')}`);
      if (!isObject(value)) return given as T;
      const read = members.flatMap(([name, one]) => {
        const member = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
        if (member === null && isOptional(one)) return [];
        return [[name, one.read(member, `${path}.${name}`, problems)] as const];
      });
      return Object.fromEntries(read) as T;
    },
  };
};

/** The same, and what one member says about another. */
export const holding = <T>(
  one: Reader<T>,
  check: (value: T, path: string) => readonly string[],
): Reader<T> => ({
  ...one,
  read: (value, path, problems) => {
    const before = problems.length;
    const found = one.read(value, path, problems);
    if (problems.length === before) problems.push(...check(found, path));
    return found;
  },
});
