import type { Bilingual } from '../kernel/bilingual.js';

/** Markup that may stand as it is: made here, out of escaped text alone. */
export type Html = { readonly html: string };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

type Value = string | number | Html | readonly Html[] | null;

const written = (value: Value): string => {
  if (value === null) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
};

/** Whatever is put in is escaped, but for what was made by this very function. */
export const markup = (texts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  html: texts.map((text, at) => text + written(values[at] ?? null)).join(''),
});

/** Indonesian, with English beside it. */
export const both = ({ id, en }: Bilingual): Html =>
  markup`<span lang="id">${id}</span> <span class="en" lang="en">${en}</span>`;
