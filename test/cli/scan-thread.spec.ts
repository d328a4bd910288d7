import { freshDirectory } from '../event-store/fresh-directory.js';
import { asked, endChildren, jejak, settingsIn, startService } from './jejak.js';

const directory = freshDirectory();
afterEach(endChildren);

const QUERY = `{ portfolio(asOf: "2003-12-31", groupBy: PROGRAMME) { loanCount disbursed
  groups { key loanCount } explain(figure: DISBURSED, first: 2) { total edges { node { number } } }
} }`;

describe('the fund of a running service', () => {
  it('is summed in a thread of its own, which sees what was just recorded', async () => {
    const settings = settingsIn(directory());
    const table = 'samples/jamsostek-loans.csv';
    const imported = await jejak(settings, 'import', 'loans', table, '--programme', 'JAMSOSTEK');
    expect(imported.status).toBe(0);
    const service = await startService(settings);
    const { data } = await asked(service, QUERY);
    expect(data).toMatchObject({
      portfolio: {
        ...{ loanCount: 30, disbursed: 495_000_000 },
        groups: [{ key: 'JAMSOSTEK', loanCount: 30 }],
        explain: { total: 495_000_000, edges: [{ node: { number: 'JAMSOSTEK-1' } }, {}] },
      },
    });
    const another = await jejak(settings, 'rebuild', 'loan-book');
    expect(another.status).toBe(0);
    expect((await asked(service, QUERY)).data).toEqual(data);
  }, 60_000);
});
