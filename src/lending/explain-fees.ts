import { type Account, one, type Part, payments } from './explain-account.js';
import { waiversAt } from './timeline.js';

/** Late fees (denda) by the instalment that was late. */
export const feesCharged = ({ timeline, played }: Account): Part[] =>
  played.fees.flatMap(({ fee, owed: taken }) =>
    fee
      ? one(fee, fee.amount, `late fee for instalment ${fee.no}`, {
          instalments: [{ no: fee.no, dueOn: fee.dueOn, amount: fee.amount }],
          decidedBy: 'LATE_FEE',
        })
      : one(timeline.signed, taken, 'late fees as taken over'),
  );

export const feesWaived = ({ played, moment }: Account): Part[] =>
  played.fees.flatMap(({ fee }) =>
    (fee ? waiversAt(fee, moment) : []).flatMap((waiver) => {
      const of = fee ? [{ no: fee.no, dueOn: fee.dueOn, amount: waiver.amount }] : [];
      return one(waiver, waiver.amount, `waived, instalment ${fee?.no}`, { instalments: of });
    }),
  );

export const feesPaid = (account: Account): Part[] =>
  payments(account, ({ lateFee: amount }, event) => ({
    amount,
    instalments: account.feesPaid.get(event) ?? [],
  }));
