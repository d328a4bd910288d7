/** The same words in English and in Indonesian. */
export interface Bilingual {
  readonly en: string;
  readonly id: string;
}
