import type { Position } from '../../src/kernel/envelope.js';
import type { ShownLoan } from './front.js';
import type { Model } from './model.js';
import { demand } from './violation.js';

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

/**
 * A loan on a screen, to a client who has seen the log up to a position: all that was acknowledged
 * until then is there, nothing is that nobody sent, and every rupiah received is accounted for.
 */
export const checkShown = (
  model: Model,
  [number, least]: readonly [string, Position],
  shown: ShownLoan | null,
): void => {
  const what = () => `${number} at ${least} is shown as ${JSON.stringify(shown)}`;
  const rows = shown?.payments.edges.map(({ node }) => node) ?? [];
  for (const { effect, name } of model.acceptedUpTo(least)) {
    if (!('loan' in effect) || effect.loan !== number) continue;
    const lacks = () => `${name} is acknowledged; ${what()}`;
    if (effect.kind === 'sign') demand(shown?.mitra.code === effect.mitra, lacks);
    if (effect.kind === 'disburse') demand(shown?.position['disbursed'] === effect.amount, lacks);
    if (effect.kind !== 'pay' && effect.kind !== 'reverse') continue;
    const own = rows.filter(({ receipt }) => receipt === effect.receipt);
    if (effect.kind === 'pay')
      demand(
        own.some((row) => row.amount === effect.amount),
        lacks,
      );
    else
      demand(
        own.some(({ reversal }) => reversal !== null),
        lacks,
      );
  }
  if (!shown) return;
  for (const row of rows) demand(model.wasSent(number, row), () => `nobody sent it: ${what()}`);
  const standing = rows.filter(({ reversal }) => reversal === null);
  const { principalPaid = 0, interestPaid = 0, lateFeesPaid = 0, credit = 0 } = shown.position;
  const used = principalPaid + interestPaid + lateFeesPaid + credit;
  demand(used === sum(standing.map(({ amount }) => amount)), what);
};
