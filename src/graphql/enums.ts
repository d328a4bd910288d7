/** The object that GraphQL wants for an enumeration, out of the list that the domain has. */
export const enumOf = <T extends string>(values: readonly T[]): { readonly [K in T]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T]: K };

/** The same for names in camel case, which clients see as constants: `LEGAL_FORM`. */
export const constantsOf = <T extends string>(names: readonly T[]): Readonly<Record<string, T>> =>
  Object.fromEntries(
    names.map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), name]),
  );

/** For `valuesMap` of an enumeration: each value with the word that people say. */
export const inIndonesian = <T extends string>(
  names: Readonly<Record<T, string | { readonly id: string }>>,
): Partial<Record<T, { readonly description: string }>> =>
  Object.fromEntries(
    Object.entries<string | { readonly id: string }>(names).map(([value, name]) => [
      value,
      { description: typeof name === 'string' ? name : name.id },
    ]),
  ) as Partial<Record<T, { readonly description: string }>>;
