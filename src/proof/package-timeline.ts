import { changesOf } from '../../projections/history-changes.js';
import { summaryOf } from '../../projections/history-texts.js';
import { UnreadableEvent } from '../event-store/codec.js';
import type { JejakEvent } from '../events.js';
import type { Bilingual } from '../kernel/bilingual.js';
import type { Actor } from '../kernel/envelope.js';
import { both, type Html, markup } from './package-html.js';
import { type Manifest, timelineFile } from './package-layout.js';
import type { Leafed } from './package-log.js';
import type { Opened } from './package-personal.js';

/** How many events a page shows: a browser still opens and prints it. */
export const PAGE_EVENTS = 2_000;

const STYLE = `
:root { color-scheme: light; font: 13px/1.45 system-ui, sans-serif; color: #1a1a1a; }
body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
.en { color: #555; font-style: italic; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; }
code { font: 11px/1.3 ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
th, td { border-bottom: 1px solid #bbb; padding: .35rem .5rem; text-align: left;
  vertical-align: top; }
th { border-bottom: 2px solid #333; }
tr { break-inside: avoid; }
td.amount { text-align: right; white-space: nowrap; }
td.day { white-space: nowrap; }
ul { margin: .2rem 0 0; padding-left: 1.1rem; }
.uncovered td { background: #fff4d6; }
nav { margin: 1rem 0; } nav a { margin-right: 1rem; }
@page { size: A4 landscape; margin: 12mm; }
@media print { body { margin: 0; max-width: none; } nav { display: none; } }
`;

const RUPIAH = /\B(?=(\d{3})+$)/g;
const inRupiah = (amount: number): string => `Rp ${String(amount).replace(RUPIAH, '.')}`;

const numberAt = (value: unknown, path: readonly string[]): number | null => {
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === 'number' ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  return numberAt((value as Readonly<Record<string, unknown>>)[name], rest);
};

/** The money an event is about, where it is about one sum. */
const amountOf = ({ data }: JejakEvent): number | null =>
  numberAt(data, ['amount']) ??
  numberAt(data, ['terms', 'principal']) ??
  numberAt(data, ['principal']);

const who = ({ id, role, unit, onBehalfOf }: Actor): Html => {
  const standing = [role, ...(unit ? [unit] : []), ...(onBehalfOf ? [`a.n. ${onBehalfOf}`] : [])];
  return markup`${id}<br><small>${standing.join(', ')}</small>`;
};

const reasonOf = ({ personal, reason }: JejakEvent): string | null =>
  (personal && 'reason' in personal ? personal.reason : undefined) ?? reason ?? null;

const told = (event: JejakEvent): Html => {
  const reason = reasonOf(event);
  const changes = changesOf(event).map(
    ({ field, before, after }) => markup`<li>${field}: ${before ?? '—'} → ${after ?? '—'}</li>`,
  );
  const list = changes.length > 0 ? markup`<ul>${changes}</ul>` : null;
  const why =
    reason === null ? null : markup`<p>${both({ id: 'Alasan', en: 'Reason' })}: ${reason}</p>`;
  return markup`${both(summaryOf(event))}${list}${why}`;
};

/** Of a type that this version cannot read, what every event has is shown all the same. */
const decoded = async (opened: Opened, { event }: Leafed): Promise<JejakEvent | null> => {
  try {
    return await opened(event);
  } catch (error) {
    if (error instanceof UnreadableEvent) return null;
    throw error;
  }
};

const row = async (leafed: Leafed, covered: boolean, opened: Opened): Promise<Html> => {
  const { event, leafIndex } = leafed;
  const known = await decoded(opened, leafed);
  const amount = known && amountOf(known);
  return markup`<tr${covered ? null : markup` class="uncovered"`}>
    <td>${leafIndex}</td>
    <td class="day">${event.effectiveOn}</td>
    <td class="day">${event.recordedAt}</td>
    <td>${known ? told(known) : event.type}</td>
    <td class="amount">${amount === null ? null : inRupiah(amount)}</td>
    <td>${who(event.actor)}<br><small>${event.source}</small></td>
    <td><code>${event.streamId} #${event.revision}<br>${event.hash}</code></td></tr>`;
};

const HEADINGS = [
  { id: 'No. daun', en: 'Leaf' },
  { id: 'Berlaku', en: 'Effective' },
  { id: 'Dicatat (UTC)', en: 'Recorded' },
  { id: 'Peristiwa', en: 'Event' },
  { id: 'Jumlah', en: 'Amount' },
  { id: 'Oleh', en: 'By' },
  { id: 'Aliran dan hash', en: 'Stream and hash' },
] as const;

const PERSONAL: Readonly<Record<Manifest['personal'], Bilingual>> = {
  INCLUDED: { id: 'ditampilkan', en: 'shown' },
  LEFT_OUT: { id: 'tidak disertakan', en: 'left out on request' },
  NO_KEY_STORE: { id: 'kunci tidak tersedia', en: 'no key store at hand' },
};

export type Facts = Pick<Manifest, 'what' | 'basis' | 'checkpoints' | 'personal' | 'events'>;

const subject = ({ what }: Facts): Bilingual => {
  if ('loan' in what)
    return { id: `Pinjaman ${what.loan} (mitra ${what.mitra})`, en: `Loan ${what.loan}` };
  if ('mitra' in what) return { id: `Mitra ${what.mitra}`, en: `Partner ${what.mitra}` };
  return { id: 'Seluruh catatan', en: 'The whole log' };
};

const SHADED: Bilingual = {
  id: 'Baris berwarna belum tercakup oleh titik periksa.',
  en: 'Shaded rows are not covered by a checkpoint yet.',
};

const head = (facts: Facts): Html => {
  const { basis, checkpoints, personal, events } = facts;
  const newest = checkpoints.at(-1);
  const covered = newest
    ? markup`${newest.size} · <code>${newest.rootHash}</code>`
    : both({ id: 'belum ada', en: 'none yet' });
  return markup`<h1>${both({ id: 'Jejak peristiwa', en: 'Audit timeline' })}</h1>
    <p>${both(subject(facts))}</p>
    <dl>
      <dt>${both({ id: 'Peristiwa', en: 'Events' })}</dt>
      <dd>${events}</dd>
      <dt>${both({ id: 'Dasar', en: 'Basis' })}</dt>
      <dd>${basis.size} · <code>${basis.position} · ${basis.rootHash}</code></dd>
      <dt>${both({ id: 'Titik periksa', en: 'Newest checkpoint' })}</dt>
      <dd>${covered}</dd>
      <dt>${both({ id: 'Data pribadi', en: 'Personal data' })}</dt>
      <dd>${both(PERSONAL[personal])}</dd>
    </dl>
    <p>${both(SHADED)}</p>`;
};

const linked = (page: number, pages: number): Html => {
  const to = (other: number, words: Bilingual): Html | null =>
    other < 1 || other > pages ? null : markup`<a href="${timelineFile(other)}">${both(words)}</a>`;
  if (pages === 1) return markup``;
  return markup`<nav>
    ${to(page - 1, { id: 'Sebelumnya', en: 'Previous' })} ${page} / ${pages}
    ${to(page + 1, { id: 'Berikutnya', en: 'Next' })}
  </nav>`;
};

const CSP = "default-src 'none'; style-src 'unsafe-inline'";

/** A page of the timeline: it needs nothing from anywhere, and runs nothing. */
export async function* timelinePage(
  facts: Facts,
  events: AsyncIterable<Leafed>,
  opened: Opened,
  [page, pages]: readonly [number, number],
): AsyncGenerator<string> {
  const covered = facts.checkpoints.at(-1)?.size ?? 0;
  const { id, en } = subject(facts);
  const headings = HEADINGS.map((words) => markup`<th scope="col">${both(words)}</th>`);
  yield markup`<!doctype html><html lang="id"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${CSP}">
    <title>Jejak · ${id} · ${en}</title><style>${{ html: STYLE }}</style></head><body>
    ${head(facts)}${linked(page, pages)}<table><thead><tr>${headings}</tr></thead><tbody>`.html;
  for await (const leafed of events)
    yield `${(await row(leafed, leafed.leafIndex < covered, opened)).html}\n`;
  yield markup`</tbody></table>${linked(page, pages)}</body></html>`.html;
}
