/** Text as it is searched: lower case, words of letters and digits, a space before each. */
export const searchText = (...texts: readonly (string | undefined)[]): string =>
  texts
    .flatMap((text) => text?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .map((word) => ` ${word}`)
    .join('');
