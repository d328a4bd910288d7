import fc from 'fast-check';
import { loanBook, type LoanBookDocument } from '../../projections/loan-book.js';
import type { Projector } from '../../projections/projector.js';
import { HEAD, positionAt } from '../../src/lending/position.js';
import type { Entry } from '../../src/read-model/decoding.js';
import { foldBatch } from '../../src/read-model/fold.js';
import { histories } from '../lending/random-history.js';
import { POLICIES } from '../lending/story.js';
import { bodies, folded } from './log.js';
import { wholeLog } from './whole-log.js';

const book = loanBook as unknown as Projector<unknown>;
const nothing = { waits: () => false, load: async () => new Map() };

describe('the loan book', () => {
  it('holds of each loan what its position says at the head, whatever happened to it', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ events, states }) => {
        for (const { count } of states.filter((state) => state.count > 0)) {
          const entries = events.slice(0, count).map((event) => ({ at: event, event }));
          const { documents } = await foldBatch(book, entries as readonly Entry[], nothing);
          const [stored] = documents;
          if (!stored) throw new Error('no document');
          const { timeline, ...row } = stored.body as LoanBookDocument;
          const expected = positionAt(timeline, HEAD, POLICIES);
          expect(row).toMatchObject({
            ...{ number: 'L-1', mitra: 'M-1', agreedOn: '2003-01-15' },
            status: expected?.status,
            disbursed: expected?.disbursed,
            totalOutstanding: expected?.totalOutstanding,
          });
          expect(row.oldestUnpaidDueOn).toBe(expected?.oldestUnpaidDueOn);
        }
      }),
      { seed: 61, numRuns: 80 },
    );
  });

  it('says of an open loan when its first unpaid rupiah falls due, of others nothing', async () => {
    const documents = await folded(loanBook, await wholeLog());
    expect(bodies(documents)).toMatchObject([
      {
        ...{ number: 'L-1', mitra: 'M-1', programme: 'JASINDO', agreedOn: '2003-01-15' },
        ...{ status: 'ACTIVE', disbursed: 300, totalOutstanding: 20 },
        oldestUnpaidDueOn: '2003-04-15',
      },
      {
        ...{ number: 'L-2', mitra: 'M-2', agreedOn: '2003-01-15' },
        ...{ status: 'ACTIVE', disbursed: 300, totalOutstanding: 330 },
        oldestUnpaidDueOn: '2003-02-15',
      },
    ]);
  });
});
