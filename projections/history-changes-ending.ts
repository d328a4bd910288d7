import type { Amounts, EndingEvent } from '../src/lending/ending/ending.events.js';
import { type Change, change, type Changes, fromNothing, moves } from './change.js';
import type { Of } from './history-words.js';

const ACCOUNTS = ['principal', 'interest', 'fees'] as const;

const writtenOff = (from: Amounts | null, to: Amounts): Change[] =>
  moves(ACCOUNTS.map((part) => change(`writtenOff.${part}`, from?.[part] ?? 0, to[part])));

const writeOffProposed = ({ data }: Of<'WriteOffProposed'>): Change[] => {
  const { ground, amounts, documents, insurance } = data;
  const { principal, interest, fees } = amounts;
  return fromNothing({
    ...{ proposed: 'WRITE_OFF', ground, principal, interest, fees, insurance },
    documents: documents.join(', ') || undefined,
  });
};

const recovered = ({ data: { amount, allocation } }: Of<'RecoveryReceived'>): Change[] =>
  fromNothing({
    ...{ receipt: amount, recovered: allocation.recovered ?? 0 },
    credit: allocation.credit || undefined,
  });

const collateral = (
  name: string,
  ...[before, after]: readonly [string | null, string]
): readonly Change[] => [change(`collateral ${name}`, before, after)];

export const ENDING_CHANGES: Changes<EndingEvent['type']> = {
  LoanDeclaredProblem: () => [change('status', 'ACTIVE', 'PROBLEM')],
  WriteOffProposed: writeOffProposed,
  WriteOffApproved: ({ data: { authority, document } }) =>
    fromNothing({ writeOff: 'APPROVED', authority, document }),
  WriteOffRejected: () => fromNothing({ writeOff: 'REJECTED' }),
  LoanWrittenOff: ({ data }) => [
    ...fromNothing({ status: 'WRITTEN_OFF' }), // from PROBLEM, or from ACTIVE at a death
    ...writtenOff(null, data.amounts),
  ],
  WriteOffAdjusted: ({ data: { from, to } }) => writtenOff(from, to),
  RecoveryReceived: recovered,
  ClaimCancellationProposed: ({ data: { claim } }) =>
    fromNothing({ proposed: 'CLAIM_CANCELLATION', claim }),
  ClaimCancelled: ({ data: { amount, authority, document } }) => [
    change('status', 'WRITTEN_OFF', 'CANCELLED'),
    change('claimOutstanding', amount, 0),
    ...fromNothing({ authority, document }),
  ],
  ReceivableHandedOver: ({ data: { office, reference } }) =>
    fromNothing({ handedOverTo: office, reference }),
  CollateralPledged: ({ data, personal }) => [
    ...collateral(data.collateral, null, 'PLEDGED'),
    ...fromNothing({ kind: data.kind, value: data.value, description: personal?.description }),
  ],
  CollateralReleased: ({ data }) => collateral(data.collateral, 'PLEDGED', 'RELEASED'),
  CollateralSeized: ({ data }) => collateral(data.collateral, 'PLEDGED', 'SEIZED'),
  CollateralSold: ({ data }) => [
    ...collateral(data.collateral, 'SEIZED', 'SOLD'),
    ...fromNothing({ proceeds: data.proceeds }),
  ],
};
