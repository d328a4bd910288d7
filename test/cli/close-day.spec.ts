import { type ClosedDay } from '../../src/lending/collection/close-day.service.js';
import { freshDirectory } from '../event-store/fresh-directory.js';
import { asked, endChildren, jejak, settingsIn, startService } from './jejak.js';
import { row, tableIn } from './tables.js';

const directory = freshDirectory();
afterEach(endChildren);

/** Three loans of 2000, nothing paid. */
const lent = async () => {
  const settings = settingsIn(directory());
  const file = tableIn(directory(), [row('1'), row('2'), row('3')]);
  expect(await jejak(settings, 'import', 'loans', file)).toMatchObject({ status: 0, err: '' });
  return settings;
};

describe('jejak close-day', () => {
  it('closes a past day, and again, and says what is to be done', async () => {
    const settings = await lent();
    const first = await jejak(settings, 'close-day', '2001-01-21');
    expect(first).toEqual({
      ...{ status: 0, err: '' },
      out:
        '2001-01-21: 3 loans, 3 with another class, 3 fees charged, 0 failures\n' +
        'CURRENT → SUBSTANDARD: 3\nletter I is due: 3 loans\n' +
        '--json names the loans of which a letter is due.\n',
    });
    const { out } = await jejak(settings, 'close-day', '2001-01-21', '--json', '--actor', 'ida');
    const again = JSON.parse(out) as ClosedDay;
    expect(again).toMatchObject({ loans: 3, changed: 0, feesCharged: 0, failures: [] });
    expect(again.lettersDue.map(({ loan, letter }) => [loan, letter])).toEqual(
      ['1', '2', '3'].map((loan) => [loan, 'I']),
    );
    expect(await jejak(settings, 'fsck')).toMatchObject({ status: 0 });
  }, 60_000);

  it.each([
    ['31-12-2003', /"31-12-2003" is no day such as 2003-12-31/],
    ['2003-02-30', /"2003-02-30" is no day/],
    ['9000-01-01', /9000-01-01 has not come yet: it is \d{4}-\d{2}-\d{2} in Jakarta/],
  ])('ends with 2 where it is asked to close %s', async (date, said) => {
    const { status, out, err } = await jejak(settingsIn(directory()), 'close-day', date);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(said);
  });

  it('runs inside the service that holds the store, and a day left open is found', async () => {
    const settings = await lent();
    const service = await startService(settings);
    const closed = await jejak(settings, 'close-day', '2001-07-20', '--json', '--actor', 'ida');
    expect(closed).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(closed.out)).toMatchObject({ loans: 3, changed: 3, feesCharged: 6 });
    const { position } = JSON.parse(closed.out) as ClosedDay;
    const query = '{ loan(number: "2") { classChanges { on collectability } } }';
    const { data } = await asked(service, query, { 'x-at-least': position, 'x-role': 'AUDITOR' });
    expect(data).toEqual({
      loan: { classChanges: [{ on: '2001-07-20', collectability: 'DOUBTFUL' }] },
    });
    expect(await service.end()).toMatchObject({ status: 0 });
    expect(await jejak(settings, 'fsck')).toMatchObject({ status: 0 });
  }, 60_000);
});
