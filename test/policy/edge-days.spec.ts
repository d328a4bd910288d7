import { addDays, localDate } from '../../src/kernel/local-date.js';
import { disbursed, loanAfter, signed, THREE } from '../lending/story.js';

const DAYS = [0, 1, 30, 31, 180, 181, 270, 271, 360, 361, 366, 367] as const;

/** The position on a day of a loan of which nothing was paid, so many days past due. */
const positionAfter = (days: number, on: string, programme: string) => {
  const dueOn = addDays(localDate(on), -days);
  const agreedOn = addDays(dueOn, -28);
  const loan = signed({ ...THREE, agreedOn, firstDueOn: dueOn }, { programme });
  return loanAfter(loan, disbursed('D1', 300, agreedOn)).on(on);
};

const classesOn = (on: string, programme: string): string =>
  DAYS.map((days) => positionAfter(days, on, programme)?.collectability?.at(0)).join('');

/** The first letters of CURRENT, SUBSTANDARD, DOUBTFUL and LOSS, for each of the days above. */
const KEP_236 = 'CSSSSDDDDLLL';
const PER_05 = 'CCCSSDDLLLLL';

describe('the class of a position on the edge days is by the rule valid on the day asked', () => {
  // The company's months go by the calendar: 366 days over a leap day are twelve months exactly.
  for (const [on, programme, rule, classes] of [
    ['1998-12-31', 'JASINDO', 'collectability-kep-236-2003', KEP_236],
    ['2003-06-16', 'JASINDO', 'collectability-kep-236-2003', KEP_236],
    ['2003-06-17', 'JASINDO', 'collectability-kep-236-2003', KEP_236],
    ['2003-06-18', 'JASINDO', 'collectability-kep-236-2003', KEP_236],
    ['2007-04-25', 'JASINDO', 'collectability-kep-236-2003', KEP_236],
    ['2007-04-26', 'JASINDO', 'collectability-kep-236-2003', KEP_236],
    ['2007-04-27', 'JASINDO', 'collectability-per-05-2007', PER_05],
    ['2007-04-28', 'JASINDO', 'collectability-per-05-2007', PER_05],
    ['2010-12-31', 'JASINDO', 'collectability-per-05-2007', PER_05],
    ['1989-12-31', 'JAMSOSTEK', 'collectability-kep-236-2003', KEP_236],
    ['1990-01-01', 'JAMSOSTEK', 'collectability-jamsostek-months', 'CCCCCCSSDDLL'],
    ['2003-06-16', 'JAMSOSTEK', 'collectability-jamsostek-months', 'CCCCCCSSDDLL'],
    ['2003-06-17', 'JAMSOSTEK', 'collectability-jamsostek-months', 'CCCCCCSSDDLL'],
    ['2007-04-26', 'JAMSOSTEK', 'collectability-jamsostek-months', 'CCCCCCSSDDLL'],
    ['2004-03-01', 'JAMSOSTEK', 'collectability-jamsostek-months', 'CCCCCCSSDDDL'],
    ['2007-04-27', 'JAMSOSTEK', 'collectability-per-05-2007', PER_05],
  ] as const)
    it(`${on}, ${programme}: ${rule}`, () => {
      expect(classesOn(on, programme)).toBe(classes);
      expect(positionAfter(31, on, programme)?.policy?.id).toBe(rule);
    });

  it('and the days past due are the days', () => {
    for (const days of DAYS)
      expect(positionAfter(days, '2006-03-15', 'JASINDO')?.daysPastDue).toBe(days);
  });
});
