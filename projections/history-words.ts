import type { JejakEvent } from '../src/events.js';
import type { Bilingual } from '../src/kernel/bilingual.js';
import type { Rate } from '../src/kernel/rate.js';
import type { Rupiah } from '../src/kernel/rupiah.js';

/** One sentence about an event, for people, in both languages. It never holds personal data. */
export type Summary = Bilingual;

export type EventType = JejakEvent['type'];
export type Of<T extends EventType> = Extract<JejakEvent, { type: T }>;

/** A sentence for each of these facts. */
export type Texts<T extends EventType> = { readonly [K in T]: (event: Of<K>) => Summary };

/** Whole rupiah with the thousands parted as each language parts them. */
export const inRupiah = (amount: Rupiah, separator: ',' | '.'): string => {
  const digits = String(amount);
  const start = digits.startsWith('-') ? 2 : 1;
  let text = digits;
  for (let at = digits.length - 3; at >= start; at -= 3)
    text = text.slice(0, at) + separator + text.slice(at);
  return `Rp ${text}`;
};

export const money = (amount: Rupiah): Bilingual => ({
  en: inRupiah(amount, ','),
  id: inRupiah(amount, '.'),
});

/** A year's rate in percent, exactly. */
export const percent = (rate: Rate): Bilingual => {
  const [whole = '0', decimals = ''] = rate.split('.');
  const digits = decimals.padEnd(2, '0');
  const hundredths = String(BigInt(whole + digits.slice(0, 2)));
  const rest = digits.slice(2).replace(/0+$/, '');
  return {
    en: `${hundredths}${rest && `.${rest}`} %`,
    id: `${hundredths}${rest && `,${rest}`} %`,
  };
};

/** A list of words, each in its language. */
export const listed = (words: readonly Bilingual[]): Bilingual => ({
  en: words.map(({ en }) => en).join(', '),
  id: words.map(({ id }) => id).join(', '),
});

export interface Part extends Bilingual {
  readonly amount: Rupiah;
}

/** The parts of a sum, each named; those that are nothing are left out. */
export const parts = (...all: readonly Part[]): Bilingual =>
  listed(
    all
      .filter(({ amount }) => amount > 0)
      .map(({ amount, en, id }) => ({
        en: `${en} ${money(amount).en}`,
        id: `${id} ${money(amount).id}`,
      })),
  );
