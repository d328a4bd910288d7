import { readFileSync } from 'node:fs';
import type { Ledger } from '../../src/event-store/ledger.js';
import { addDays, localDate } from '../../src/kernel/local-date.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import { adoptBuiltInPolicies } from '../../src/policy/policy.commands.js';
import { adoptBuiltIn, policyDecider, proposalDigest } from '../../src/policy/policy.js';
import { POLICY_KINDS } from '../../src/policy/policy-rules.events.js';
import type { PolicyTerms } from '../../src/policy/policy.events.js';
import { freshBooks, withStore } from '../event-store/books.js';
import { START } from '../../src/kernel/envelope.js';
import { storiesOf } from '../story.js';

/** What logs hold already, by its digest. A rule that is to change gets a new name instead. */
const FOR_EVER = JSON.parse(readFileSync('test/policy/adopted-for-ever.json', 'utf8')) as Readonly<
  Record<string, string>
>;

const ruleNamed = (id: string): PolicyTerms => {
  const found = BUILT_IN_POLICIES.find((terms) => terms.id === id);
  if (!found) throw new Error(`no built-in rule ${id}`);
  return found;
};

describe('the rules the house begins with', () => {
  it('say for ever what they said when they were first adopted', () => {
    const digests = BUILT_IN_POLICIES.map((terms) => [terms.id, proposalDigest(terms)]);
    expect(Object.fromEntries(digests)).toEqual(FOR_EVER);
  });

  it('have names of their own, a legal basis, and say how sure they are', () => {
    expect(new Set(BUILT_IN_POLICIES.map(({ id }) => id)).size).toBe(BUILT_IN_POLICIES.length);
    const unsaid = BUILT_IN_POLICIES.filter(({ certainty }) => certainty === undefined);
    expect(unsaid.map(({ id }) => id)).toEqual([
      ...['collectability-kep-236-2003', 'collectability-jamsostek-months'],
      ...['collectability-per-05-2007', 'allocation-interest-first'],
    ]);
  });

  it.each(POLICY_KINDS)(
    'of %s: no day has two of one scope, and none is left between two',
    (kind) => {
      for (const scope of [undefined, 'JAMSOSTEK']) {
        const rules = BUILT_IN_POLICIES.filter((one) => one.kind === kind && one.scope === scope);
        const inOrder = rules.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
        for (const [index, { validFrom }] of inOrder.entries()) {
          const before = inOrder[index - 1];
          if (before?.validTo) expect(addDays(before.validTo, 1)).toBe(validFrom);
          if (index > 0) expect(before?.validTo).toBeDefined();
        }
      }
    },
  );

  it('hold from the start and to this day, but for what was announced or has ended', () => {
    const holdsOn = (day: string) =>
      POLICY_KINDS.filter((kind) =>
        BUILT_IN_POLICIES.some(
          (one) =>
            one.kind === kind &&
            one.scope === undefined &&
            one.validFrom <= day &&
            localDate(day) <= (one.validTo ?? day),
        ),
      );
    const lacking = (day: string) => POLICY_KINDS.filter((kind) => !holdsOn(day).includes(kind));
    expect(lacking('1983-01-01')).toEqual(['COLLATERAL', 'MORATORIUM', 'CLAIM_CANCELLATION']);
    expect(lacking('2025-05-04')).toEqual(['COLLATERAL', 'MORATORIUM']);
    expect(lacking('2025-05-05')).toEqual(['COLLATERAL', 'MORATORIUM', 'CLAIM_CANCELLATION']);
  });

  it('take effect on the days of their texts', () => {
    const periods = (kind: string) =>
      BUILT_IN_POLICIES.filter((one) => one.kind === kind).map(
        ({ id, validFrom, validTo = '' }) => `${id} ${validFrom} ${validTo}`,
      );
    expect(periods('LIMITS')).toEqual([
      'limits-kep-236-2003 1983-01-01 2007-04-26',
      'limits-per-05-2007 2007-04-27 2015-07-02',
      'limits-per-09-2015 2015-07-03 2019-12-31',
      'limits-practice-2020 2020-01-01 2022-09-07',
      'limits-per-6-2022 2022-09-08 2023-02-28',
      'limits-per-1-2023 2023-03-01 ',
    ]);
    expect(periods('WRITE_OFF')).toEqual([
      'write-off-minister-or-rups 1983-01-01 2023-10-03',
      'write-off-directors-sk-277-2023 2023-10-04 ',
    ]);
  });

  it('never call the late fee the law', () => {
    expect(ruleNamed('late-fee-1-permille')).toMatchObject({
      ...{ certainty: 'NOT_SETTLED', legalBasis: expect.stringMatching(/^No text of law/) },
    });
    expect(ruleNamed('write-off-directors-sk-277-2023').note).toMatch(/Law 1\/2025 .* not settled/);
    expect(ruleNamed('claim-cancellation-pp-47-2024').note).toMatch(/insurer's .* not settled/);
  });

  const { given } = storiesOf(policyDecider, 'policy-any');
  it('are adopted once', () => {
    const begin = {
      decide: (state: typeof policyDecider.initial) => adoptBuiltIn(BUILT_IN_POLICIES, state),
    };
    given(begin).when(begin).thenNothing();
  });
});

describe('a store is opened', () => {
  const books = freshBooks();

  /** The ledger, and the streams that were appended to. */
  const watched = (): { ledger: Ledger; appends: string[] } => {
    const appends: string[] = [];
    const ledger = withStore(books.ledger(), {
      append: (streamId, ...rest) => {
        appends.push(streamId);
        return books.ledger().store.append(streamId, ...rest);
      },
    });
    return { ledger, appends };
  };
  const adopted = async (): Promise<string[]> =>
    (await books.ledger().store.readAll(START, 1_000)).map(({ data }) => data['id'] as string);
  const all = BUILT_IN_POLICIES.map(({ id }) => id);
  const streams = (rules: readonly PolicyTerms[]): string[] => [
    ...new Set(rules.map(({ kind }) => `policy-${kind.toLowerCase()}`)),
  ];

  it('that is new: one append for each kind, by the house itself, and none again', async () => {
    const { ledger, appends } = watched();
    await adoptBuiltInPolicies(ledger, 'job');
    expect(appends.toSorted()).toEqual(streams(BUILT_IN_POLICIES).toSorted());
    expect((await adopted()).toSorted()).toEqual(all.toSorted());
    const [first] = await ledger.store.readAll(START, 1);
    expect(first).toMatchObject({ actor: { id: 'system' }, source: 'job', type: 'PolicyAdopted' });
    appends.length = 0;
    await adoptBuiltInPolicies(ledger, 'job');
    expect(appends).toEqual([]);
  });

  it('that an older version made: it gets what came since, and keeps what it has', async () => {
    await adoptBuiltInPolicies(books.ledger(), 'job', BUILT_IN_POLICIES.slice(0, 4));
    const before = await adopted();
    const { ledger, appends } = watched();
    await adoptBuiltInPolicies(ledger, 'job');
    expect(appends.toSorted()).toEqual(streams(BUILT_IN_POLICIES.slice(4)).toSorted());
    expect((await adopted()).slice(0, 4)).toEqual(before);
    expect((await adopted()).toSorted()).toEqual(all.toSorted());
  });

  it('that lacks a rule of a kind that it has: the larger set is another command', async () => {
    const older = BUILT_IN_POLICIES.filter(({ id }) => id !== 'limits-per-1-2023');
    await adoptBuiltInPolicies(books.ledger(), 'job', older);
    const { ledger, appends } = watched();
    await adoptBuiltInPolicies(ledger, 'job');
    expect(appends).toEqual(['policy-limits']);
    expect((await adopted()).at(-1)).toBe('limits-per-1-2023');
    await adoptBuiltInPolicies(ledger, 'job', older);
    await adoptBuiltInPolicies(ledger, 'job');
    expect(appends).toEqual(['policy-limits']);
  });

  it('by two at once: each rule is adopted once', async () => {
    await Promise.all([1, 2].map(() => adoptBuiltInPolicies(books.ledger(), 'job')));
    expect((await adopted()).toSorted()).toEqual(all.toSorted());
  });
});
