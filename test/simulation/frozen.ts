const freeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
};

/** As it is read back from a store, and nobody changes it: who tries, meets an error. */
export const frozen = <T>(json: string): T => {
  const value = JSON.parse(json) as T;
  freeze(value);
  return value;
};
