import type { MitraTimelineDocument } from '../../projections/mitra-timelines.js';
import { Portfolios } from '../audit/portfolios.js';
import type { Figures } from '../audit/portfolio.js';
import type { House } from '../house/house.js';
import { NEXT } from '../kernel/envelope.js';
import { jakartaDate } from '../kernel/local-date.js';
import { CLASS_NAMES } from '../policy/class-names.js';
import { asJson, inRupiah, inThousands, type Terminal } from './outcome.js';

const LABELS = [
  ['mitra', 'mitraCount', inThousands],
  ['loans (pinjaman)', 'loanCount', inThousands],
  ['disbursed (disalurkan)', 'disbursed', inRupiah],
  ['interest agreed (bunga)', 'interestAgreed', inRupiah],
  ['principal returned (pokok kembali)', 'principalPaid', inRupiah],
  ['principal outstanding (sisa pokok)', 'principalOutstanding', inRupiah],
] as const;

const table = (columns: readonly (readonly string[])[]): string[] => {
  const widths = columns.map((column) => Math.max(...column.map((cell) => cell.length)));
  return (columns[0] ?? []).map((_, row) =>
    columns
      .map((column, at) => {
        const [cell = '', width = 0] = [column[row], widths[at]];
        return at === 0 ? cell.padEnd(width) : cell.padStart(width + 3);
      })
      .join('')
      .trimEnd(),
  );
};

const column = (name: string, figures: Figures): string[] => [
  name,
  ...LABELS.map(([, key, shown]) => shown(figures[key])),
  ...figures.byCollectability
    .filter(({ class: name_ }) => name_ !== 'PROBLEM')
    .map(({ loanCount }) => inThousands(loanCount)),
];

const monitoring = (mitra: readonly MitraTimelineDocument[]): string => {
  const last = mitra.map(({ visits }) => visits.at(-1)?.outcome);
  const count = (outcome: string | undefined): string =>
    inThousands(last.filter((one) => one === outcome).length);
  const visits = mitra.reduce((sum, one) => sum + one.visits.length, 0);
  const contacts = mitra.reduce((sum, one) => sum + one.contacts.length, 0);
  return (
    `Monitoring of JASINDO: ${count('FOUND')} found, ${count('NOT_FOUND')} not found, ` +
    `${count(undefined)} not yet visited; ${inThousands(visits)} visits with findings, ` +
    `${inThousands(contacts)} contacts.`
  );
};

/** The demo's portfolio as it stands today: the figures that were published, to the rupiah. */
export const printPortfolio = async (
  house: House,
  json: boolean,
  { out }: Terminal,
): Promise<void> => {
  const portfolios = new Portfolios(house.readModels);
  const moment = { asOf: jakartaDate(house.ledger.clock()), known: NEXT };
  const { groups, ...all } = await portfolios.at({ moment, filter: {}, within: {} }, 'PROGRAMME');
  if (json) return out(asJson({ ...all, groups }));
  const labels = [
    '',
    ...LABELS.map(([label]) => label),
    ...all.byCollectability.flatMap(({ class: name }) =>
      name === 'PROBLEM' ? [] : [`open, ${CLASS_NAMES[name]}`],
    ),
  ];
  const columns = [labels, ...groups.map((group) => column(group.key ?? '—', group))];
  out('');
  for (const line of table([...columns, column('all', all)])) out(line);
  const mitra = (await portfolios.mitra()).values();
  out('');
  out(monitoring([...mitra].filter(({ code }) => code.startsWith('JASINDO'))));
  out('');
};
