import type { Figure } from '../lending/explain.js';
import type { PortfolioFigure } from './portfolio.js';

/** The figures of a loan as the office calls them. */
export const FIGURE_LABELS: Readonly<Record<Figure, string>> = {
  disbursed: 'Pinjaman disalurkan',
  interestAgreed: 'Bunga diperjanjikan',
  principalPaid: 'Pokok kembali',
  interestPaid: 'Bunga kembali',
  principalOutstanding: 'Sisa pokok',
  interestOutstanding: 'Sisa bunga',
  lateFeesCharged: 'Denda dikenakan',
  lateFeesPaid: 'Denda dibayar',
  lateFeesWaived: 'Denda dihapus',
  lateFeeOutstanding: 'Sisa denda',
  interestWaived: 'Bunga dihapus',
  capitalised: 'Bunga dijadikan pokok',
  credit: 'Titipan kelebihan bayar',
  returned: 'Kelebihan bayar dikembalikan',
  returnedInExcess: 'Pengembalian melebihi titipan',
  totalOutstanding: 'Sisa pinjaman',
  principalArrears: 'Tunggakan pokok',
  interestArrears: 'Tunggakan bunga',
  writtenOffPrincipal: 'Pokok dihapusbukukan',
  writtenOffInterest: 'Bunga dihapusbukukan',
  writtenOffFees: 'Denda dihapusbukukan',
  recovered: 'Pelunasan setelah hapus buku',
  cancelled: 'Dihapustagihkan',
  claimOutstanding: 'Sisa hak tagih',
};

export const VALUE_LABELS = {
  status: 'Status pinjaman',
  settledOn: 'Tanggal lunas',
  oldestUnpaidDueOn: 'Jatuh tempo tertunggak tertua',
  daysPastDue: 'Hari tunggakan',
  collectability: 'Kolektibilitas',
  policy: 'Ketentuan kolektibilitas',
} as const;

/** What a mitra is asked about; his names and numbers only for who may see them. */
export const MITRA_LABELS = {
  name: 'Nama',
  address: 'Alamat',
  phone: 'Telepon',
  identityNumber: 'Nomor identitas',
  legalForm: 'Bentuk badan hukum',
  sector: 'Sektor usaha',
  unit: 'Unit',
  region: 'Wilayah',
  registeredOn: 'Terdaftar sejak',
  status: 'Status mitra',
  monitoring: 'Hasil pemantauan',
  visitCount: 'Jumlah kunjungan',
  contactCount: 'Jumlah kontak',
} as const;

export const PORTFOLIO_LABELS: Readonly<Record<PortfolioFigure | 'mitraCount', string>> = {
  mitraCount: 'Jumlah mitra binaan',
  loanCount: 'Jumlah pinjaman',
  openCount: 'Jumlah pinjaman berjalan',
  disbursed: FIGURE_LABELS.disbursed,
  interestAgreed: FIGURE_LABELS.interestAgreed,
  principalPaid: FIGURE_LABELS.principalPaid,
  interestPaid: FIGURE_LABELS.interestPaid,
  principalOutstanding: FIGURE_LABELS.principalOutstanding,
  interestOutstanding: FIGURE_LABELS.interestOutstanding,
  totalOutstanding: FIGURE_LABELS.totalOutstanding,
  credit: FIGURE_LABELS.credit,
  lateFeeOutstanding: FIGURE_LABELS.lateFeeOutstanding,
  writtenOff: 'Dihapusbukukan',
  recovered: FIGURE_LABELS.recovered,
  claimOutstanding: FIGURE_LABELS.claimOutstanding,
  capitalised: FIGURE_LABELS.capitalised,
  interestWaived: FIGURE_LABELS.interestWaived,
};
