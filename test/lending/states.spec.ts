import { readFileSync, writeFileSync } from 'node:fs';
import { ALL_ARE_TRIED, COMMANDS_ABOUT_A_LOAN } from './states-commands.js';
import { statesPage } from './states-page.js';
import { NONE_MISSING, SENT_AGAIN, TABLE } from './states-table.js';
import { loanIn, type State, STATES, STATUS_OF } from './states-told.js';
import { type Sent, SENT } from './states-trials.js';
import { tried } from './states-tried.js';

const PAGE = 'docs/loan-states.md';

const tableOf = (state: State): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(TABLE[state] as Readonly<Record<string, readonly Sent[]>>).flatMap(
      ([outcome, commands]) => commands.map((sent) => [sent, outcome] as const),
    ),
  );

describe.each(STATES)('a loan in state %s', (state) => {
  it('is in that state', () => {
    const { state: loan } = loanIn(state);
    expect(loan.status).toBe(state in STATUS_OF ? 'ACTIVE' : state);
  });

  it('allows and refuses every command as the table says, each said once', () => {
    const found = Object.fromEntries(SENT.map((sent) => [sent, tried(state, sent).once]));
    expect(found).toEqual(tableOf(state));
    expect(Object.values(TABLE[state]).flat()).toHaveLength(SENT.length);
  });

  it('is not changed twice by a command sent again', () => {
    const again = SENT.map((sent) => [sent, tried(state, sent).again] as const).filter(
      ([, outcome]) => outcome !== undefined,
    );
    const expected = again.map(([sent]) => [sent, SENT_AGAIN[sent] ?? 'quiet']);
    expect(again).toEqual(expected);
  });
});

describe('the table of states and commands', () => {
  it('has every command about a loan that anyone may send', () => {
    const tabled = new Set(SENT.map((sent) => sent.replace(/ \(.*\)$/, '')));
    expect([...tabled].toSorted()).toEqual([...COMMANDS_ABOUT_A_LOAN].toSorted());
    expect(ALL_ARE_TRIED && NONE_MISSING).toBe(true);
  });

  it('is what the page of the states says', () => {
    if (process.env['LOAN_STATES'] === 'write') writeFileSync(PAGE, statesPage());
    expect(readFileSync(PAGE, 'utf8')).toBe(statesPage());
  });
});
