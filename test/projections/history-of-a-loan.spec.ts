import { changesOf } from '../../projections/history-changes.js';
import { summaryOf } from '../../projections/history-texts.js';
import type { JejakEvent } from '../../src/events.js';
import { rupiah, ZERO } from '../../src/kernel/rupiah.js';
import type { Allocation } from '../../src/lending/loan.events.js';
import { rate } from '../../src/kernel/rate.js';
import { anEventOf, everyKind } from './golden-events.js';

const tells = (event: JejakEvent) => {
  const { en, id } = summaryOf(event);
  return [en, id];
};
const changed = (event: JejakEvent) =>
  changesOf(event).map(({ field, before, after }) => [field, before, after]);

/** What became of money: all of it nothing but what is said. */
const used = (parts: Partial<Record<keyof Allocation, number>>): Allocation => ({
  ...{ lateFee: ZERO, interest: ZERO, principal: ZERO, credit: ZERO, instalments: [] },
  ...Object.fromEntries(Object.entries(parts).map(([part, amount]) => [part, rupiah(amount)])),
});

describe('the sentence of a payment', () => {
  const paid = anEventOf('PaymentReceived', {
    ...{ receipt: 'R-9', amount: rupiah(1_500) },
    allocation: used({ lateFee: 100, interest: 400, principal: 1_000, forgiven: 250 }),
  });

  it('names the late fee and the interest that was forgiven, where there are any', () => {
    expect(tells(paid)).toEqual([
      'Payment R-9 of Rp 1,500 received: late fee Rp 100, interest Rp 400, ' +
        'principal Rp 1,000; coming interest Rp 250 forgiven',
      'Pembayaran R-9 sebesar Rp 1.500 diterima: denda Rp 100, bunga Rp 400, ' +
        'pokok Rp 1.000; bunga mendatang Rp 250 dibebaskan',
    ]);
    expect(changed(paid)).toEqual([
      ['payment', null, '1500'],
      ['interestForgiven', null, '250'],
    ]);
  });

  it('says where it lay before, and what of it was recovered after a write-off', () => {
    const found = anEventOf('PaymentIdentified', {
      ...{ receipt: 'R-9', amount: rupiah(1_500) },
      allocation: used({ recovered: 1_000, credit: 500 }),
    });
    expect(tells(found)).toEqual([
      'Payment R-9 of Rp 1,500 identified out of suspense: interest Rp 0, principal Rp 0, ' +
        'recovered Rp 1,000, credit Rp 500',
      'Pembayaran R-9 sebesar Rp 1.500 teridentifikasi dari penerimaan belum dikenal: ' +
        'bunga Rp 0, pokok Rp 0, pinjaman bermasalah yang diterima kembali Rp 1.000, ' +
        'titipan Rp 500',
    ]);
  });

  it('shows a late fee that moved when it was allocated anew', () => {
    const [from, to] = [used({ lateFee: 100, principal: 900 }), used({ principal: 1_000 })];
    const payments = [{ payment: 'e-1', receipt: 'R-9', from, to }];
    expect(changed(anEventOf('PaymentsReallocated', { payments }))).toEqual([
      ['R-9.lateFee', '100', '0'],
      ['R-9.principal', '900', '1000'],
    ]);
  });

  it('tells a recovery apart, with what was too much as credit', () => {
    const back = anEventOf('RecoveryReceived', {
      ...{ receipt: 'R-10', amount: rupiah(1_200) },
      allocation: used({ recovered: 1_000, credit: 200 }),
    });
    expect(tells(back)[1]).toBe(
      'Penerimaan R-10 sebesar Rp 1.200 setelah penghapusbukuan: ' +
        'pinjaman bermasalah yang diterima kembali Rp 1.000, titipan Rp 200',
    );
    expect(changed(back)).toEqual([
      ['receipt', null, '1200'],
      ['recovered', null, '1000'],
      ['credit', null, '200'],
    ]);
  });
});

describe('the change of terms', () => {
  const terms = {
    ...{ principal: rupiah(1_000), interest: rupiah(300), capitalised: rupiah(120) },
    ...{ interestWaived: rupiah(80), interestAdded: rupiah(50) },
    keepsClass: undefined,
  };

  it('is told by what is owed before and after, to the rupiah', () => {
    const changes = changed(anEventOf('LoanReconditioned', terms));
    expect(changes.slice(0, 5)).toEqual([
      ['principalOutstanding', '1000', '1120'],
      ['interestOutstanding', '300', '150'],
      ['capitalised', '0', '120'],
      ['interestWaived', '0', '80'],
      ['interestAdded', '0', '50'],
    ]);
    expect(changes).toContainEqual(['newInstalments', null, '4']);
    expect(changes).toContainEqual(['lastDueOn', null, '2018-11-01']);
  });

  it.each([
    ['0.06', '6 %', '6 %'],
    ['0.04625', '4.625 %', '4,625 %'],
    ['0.1', '10 %', '10 %'],
    ['0', '0 %', '0 %'],
    ['1.25', '125 %', '125 %'],
  ])('writes a rate of %s a year as %s, in Indonesian as %s', (text, en, id) => {
    const newRate = { method: 'FLAT', rate: rate(text) } as const;
    const [english, indonesian] = tells(anEventOf('LoanRescheduled', { ...terms, newRate }));
    expect(english).toContain(`interest at ${en} a year`);
    expect(indonesian).toContain(`bunga ${id} setahun`);
  });
});

/** What an event does to the figure or the status that it is about. */
const STEPS: readonly (readonly [JejakEvent['type'], readonly unknown[]])[] = [
  ['LoanProposed', ['status', null, 'PROPOSED']],
  ['LoanApproved', ['status', 'RECOMMENDED', 'APPROVED']],
  ['LoanRejected', ['status', null, 'REJECTED']],
  ['CollectabilityChanged', ['collectability', 'CURRENT', 'SUBSTANDARD']],
  ['LateFeeCharged', ['instalment 1.lateFee', null, '24000']],
  ['LateFeeWaived', ['instalment 1.lateFeeWaived', null, '24000']],
  ['WarningLetterSigned', ['warning letter I', 'PREPARED', 'SIGNED']],
  ['WarningLetterSent', ['warning letter I', 'SIGNED', 'SENT']],
  ['LoanDeclaredProblem', ['status', 'ACTIVE', 'PROBLEM']],
  ['WriteOffApproved', ['authority', null, 'MINISTER_OR_RUPS']],
  ['LoanWrittenOff', ['status', null, 'WRITTEN_OFF']],
  ['LoanWrittenOff', ['writtenOff.principal', '0', '15072000']],
  ['WriteOffAdjusted', ['writtenOff.principal', '15072000', '14572000']],
  ['ClaimCancelled', ['status', 'WRITTEN_OFF', 'CANCELLED']],
  ['ClaimCancelled', ['claimOutstanding', '14294000', '0']],
  ['OverpaymentReturned', ['creditReturned', null, '40000']],
  ['ReceiptIdentified', ['suspense', '2120000', null]],
  ['OpeningBalanceTakenOver', ['principalOutstanding', null, '6250000']],
  ['CollateralSold', ['collateral BPKB-F-1234', 'SEIZED', 'SOLD']],
];

describe('the sentence of a new class', () => {
  const moved = anEventOf('CollectabilityChanged', { policy: 'rule-1' });

  it('says from which to which and why: how late, which instalment, by which rule', () => {
    const [english, indonesian] = tells(moved);
    expect(english).toMatch(
      /^Collectability: current → substandard, \d+ days past due \(instalment \d+ of \S+\), /,
    );
    expect(english).toContain(', by policy rule-1');
    expect(indonesian).toContain(', menurut kebijakan rule-1');
    expect(changed(moved)).toContainEqual(['policy', null, 'rule-1']);
  });

  it('says so where nothing is past due any more', () => {
    const back = { from: 'SUBSTANDARD', to: 'CURRENT', daysPastDue: 0 } as const;
    const nothing = { no: undefined, dueOn: undefined, policy: undefined };
    expect(tells(anEventOf('CollectabilityChanged', { ...back, ...nothing }))).toEqual([
      'Collectability: substandard → current, nothing past due',
      'Kolektibilitas: Kurang Lancar → Lancar, tidak ada tunggakan',
    ]);
  });
});

describe('the history of a loan', () => {
  it.each(STEPS)('shows what %s changed: %j', (type, step) =>
    expect(changed(anEventOf(type))).toContainEqual(step),
  );

  it('shows who an heir is to who may see it, and to nobody else', async () => {
    const heir = (await everyKind()).find(({ opened: { type } }) => type === 'HeirRecorded');
    if (!heir) throw new Error('there is no golden heir');
    expect(changed(heir.opened)).toContainEqual(['name', null, 'Nunung Sunarya']);
    expect(changed(heir.sealed)).toEqual([
      ['heir', null, 'SPOUSE'],
      ['documents', null, 'DEATH_CERTIFICATE, FAMILY_CARD, IDENTITY_CARD'],
    ]);
  });

  it.each([
    ['WriteOffProposed', 'Penghapusbukuan diusulkan (mitra meninggal dunia): Rp 15.794.000 '],
    ['WriteOffApproved', 'Penghapusbukuan disetujui oleh Menteri atau RUPS, dokumen RUPS-3/2020'],
    ['ClaimCancelled', 'Hapus tagih Rp 14.294.000 oleh Direksi, dokumen SK-14/2025'],
    ['WarningLetterPrepared', 'Surat Peringatan I disiapkan; tunggakan: pokok Rp 6.000.000, '],
    ['LoanRescheduled', 'Penjadwalan kembali: tambahan bunga Rp 110.000, '],
    ['LoanReconditioned', 'Penyesuaian persyaratan: bunga ditambahkan ke pokok Rp 572.000, '],
    ['CollectabilityChanged', 'Kolektibilitas: Lancar → Kurang Lancar, menunggak 44 hari '],
    ['LoanDeclaredProblem', 'Dinyatakan pinjaman bermasalah'],
    ['HeirRecorded', 'Ahli waris dicatat: suami/istri'],
    ['DocumentReceived', 'Dokumen diterima: KTP'],
    ['CollateralPledged', 'Agunan BPKB-F-1234 diserahkan: BPKB kendaraan, senilai Rp 9.000.000'],
    ['LateFeeCharged', 'Denda Rp 24.000 dikenakan: angsuran 1 belum dibayar pada 2015-09-18'],
    ['OverpaymentReturned', 'Titipan Rp 40.000 dikembalikan kepada mitra'],
  ] as const)('uses the words of the programme for %s', (type, words) =>
    expect(tells(anEventOf(type))[1]).toContain(words),
  );
});
