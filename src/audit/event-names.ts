import type { JejakFact } from '../events.js';
import type { HistoryDocument } from '../../projections/history.js';
import type { Bilingual } from '../kernel/bilingual.js';

/** Whether somebody with it lets something be, turns it down, or takes an entry back. */
export type Nature = 'APPROVES' | 'REJECTS' | 'REVERSES';

type Kinds<T extends string> = {
  readonly [K in T]: readonly [english: string, indonesian: string, nature?: Nature];
};

/** What each kind of event is called where it is counted; a new one breaks the build. */
const KINDS: Kinds<JejakFact['type']> = {
  MitraRegistered: ['Mitra registered', 'Mitra didaftarkan'],
  MitraDataCorrected: ['Mitra data corrected or changed', 'Data mitra diperbaiki atau berubah'],
  MitraStatusChanged: ['Mitra status changed', 'Status mitra berubah'],
  CommandAbandoned: ['Command abandoned', 'Perintah ditinggalkan'],
  DocumentReceived: ['Document received', 'Dokumen diterima'],
  HeirRecorded: ['Heir recorded', 'Ahli waris dicatat'],
  LoanProposed: ['Loan proposed', 'Pinjaman diusulkan'],
  FeasibilityAssessed: ['Feasibility assessed', 'Kelayakan dinilai'],
  LoanRecommended: ['Loan recommended', 'Pinjaman direkomendasikan'],
  LoanApproved: ['Loan approved', 'Pinjaman disetujui', 'APPROVES'],
  LoanRejected: ['Loan rejected', 'Pinjaman ditolak', 'REJECTS'],
  AgreementSigned: ['Agreement signed', 'Perjanjian ditandatangani', 'APPROVES'],
  LoanDisbursed: ['Loan paid out', 'Pinjaman disalurkan'],
  ReceiptConfirmed: ['Arrival of money confirmed', 'Penerimaan dana dikonfirmasi'],
  PaymentReceived: ['Payment received', 'Pembayaran diterima'],
  PaymentIdentified: ['Payment identified', 'Pembayaran teridentifikasi'],
  PaymentReversed: ['Payment reversed', 'Pembayaran dibatalkan', 'REVERSES'],
  PaymentsReallocated: ['Payments allocated anew', 'Pembayaran dialokasikan ulang'],
  OverpaymentReturned: ['Overpayment returned', 'Kelebihan bayar dikembalikan'],
  LateFeeCharged: ['Late fee charged', 'Denda dikenakan'],
  LateFeeWaived: ['Late fee waived', 'Denda dibebaskan'],
  MoratoriumGranted: ['Moratorium granted', 'Moratorium diberikan', 'APPROVES'],
  CollectabilityChanged: ['Collectability changed', 'Kolektibilitas berubah'],
  WarningLetterPrepared: ['Warning letter prepared', 'Surat Peringatan disiapkan'],
  WarningLetterSigned: ['Warning letter signed', 'Surat Peringatan ditandatangani', 'APPROVES'],
  WarningLetterSent: ['Warning letter sent', 'Surat Peringatan dikirim'],
  RestructuringProposed: ['Restructuring proposed', 'Restrukturisasi diusulkan'],
  LoanRescheduled: ['Loan rescheduled', 'Penjadwalan kembali', 'APPROVES'],
  LoanReconditioned: ['Loan reconditioned', 'Penyesuaian persyaratan', 'APPROVES'],
  LoanDeclaredProblem: ['Declared a problem loan', 'Dinyatakan pinjaman bermasalah', 'APPROVES'],
  WriteOffProposed: ['Write-off proposed', 'Penghapusbukuan diusulkan'],
  WriteOffApproved: ['Write-off approved', 'Penghapusbukuan disetujui', 'APPROVES'],
  WriteOffRejected: ['Write-off rejected', 'Penghapusbukuan ditolak', 'REJECTS'],
  LoanWrittenOff: ['Loan written off', 'Pinjaman dihapusbukukan', 'APPROVES'],
  WriteOffAdjusted: ['Write-off adjusted', 'Penghapusbukuan disesuaikan'],
  RecoveryReceived: ['Recovery received', 'Penerimaan kembali'],
  ClaimCancellationProposed: ['Cancellation of a claim proposed', 'Hapus tagih diusulkan'],
  ClaimCancelled: ['Claim cancelled', 'Hapus tagih', 'APPROVES'],
  ReceivableHandedOver: ['Receivable handed over', 'Piutang diserahkan', 'APPROVES'],
  CollateralPledged: ['Collateral pledged', 'Agunan diserahkan'],
  CollateralReleased: ['Collateral released', 'Agunan dilepas', 'APPROVES'],
  CollateralSeized: ['Collateral seized', 'Agunan disita'],
  CollateralSold: ['Collateral sold', 'Agunan dijual'],
  OpeningBalanceTakenOver: ['Opening balance taken over', 'Saldo awal diambil alih'],
  LoanSettled: ['Loan settled', 'Pinjaman lunas'],
  LoanReopened: ['Loan reopened', 'Pinjaman dibuka kembali'],
  ReceiptUnidentified: ['Receipt unidentified', 'Penerimaan belum dikenal'],
  ReceiptIdentified: ['Receipt identified', 'Penerimaan teridentifikasi'],
  IdentificationReversed: ['Identification reversed', 'Identifikasi dibatalkan', 'REVERSES'],
  VisitRecorded: ['Visit recorded', 'Kunjungan dicatat'],
  ContactMade: ['Contact made', 'Kontak dilakukan'],
  PolicyProposed: ['Policy proposed', 'Kebijakan diusulkan'],
  PolicyAdopted: ['Policy adopted', 'Kebijakan ditetapkan', 'APPROVES'],
  PolicyRejected: ['Policy rejected', 'Usul kebijakan ditolak', 'REJECTS'],
  ReportPublished: ['Report published', 'Laporan diterbitkan'],
  Claimed: ['Reserved', 'Dipesan'],
  Released: ['Reservation released', 'Pesanan dilepas'],
};

export const eventName = (type: JejakFact['type']): Bilingual => {
  const [en, id] = KINDS[type];
  return { en, id };
};

type Told = Pick<HistoryDocument, 'type' | 'data'>;

const isOf = ({ data }: Told, kind: string): boolean => 'kind' in data && data.kind === kind;

export const natureOf = (entry: Told): Nature | null => {
  // A fee that was paid in time falls by itself; any other is let off by somebody.
  if (entry.type === 'LateFeeWaived') return isOf(entry, 'DECIDED') ? 'APPROVES' : null;
  if (entry.type === 'MitraDataCorrected') return isOf(entry, 'ERROR') ? 'REVERSES' : null;
  return KINDS[entry.type][2] ?? null;
};
