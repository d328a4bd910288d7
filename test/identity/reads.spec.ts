import { isReads, type Reads, maySeePayers, readsOf } from '../../src/identity/reads.js';
import { type Role, ROLES } from '../../src/kernel/envelope.js';

const EVERYTHING: readonly Role[] = ['HEAD_OFFICE', 'AUDITOR', 'ADMIN'];
const OF_A_UNIT = ROLES.filter((role) => !EVERYTHING.includes(role) && role !== 'REGIONAL');
const actor = (role: Role, unit?: string) => ({ id: 'siti', role, ...(unit && { unit }) });

describe('whose mitra, loans and trail a role reads', () => {
  for (const via of ['dev', 'token'] as const) {
    it.each(EVERYTHING)(`%s: everybody's, with a unit and without (${via})`, (role) => {
      expect(readsOf({ actor: actor(role), via })).toBe('ALL');
      expect(readsOf({ actor: actor(role, 'JKT'), via })).toBe('ALL');
    });

    it.each(OF_A_UNIT)(`%s: its unit's (${via})`, (role) => {
      expect(readsOf({ actor: actor(role, 'JKT'), via })).toEqual({ unit: 'JKT' });
    });

    it(`REGIONAL: its region's, which its unit names (${via})`, () => {
      expect(readsOf({ actor: actor('REGIONAL', 'BALI'), via })).toEqual({ region: 'BALI' });
    });
  }

  it.each(ROLES)('%s without a unit: everything where one is only trying out', (role) => {
    expect(readsOf({ actor: actor(role), via: 'dev' })).toBe('ALL');
  });

  it.each(OF_A_UNIT)('%s with a token that does not say the unit: nothing, and why', (role) => {
    const reads = readsOf({ actor: actor(role), via: 'token' });
    expect(reads).toEqual({
      forbidden: `the token of a role ${role} must say its unit: without it, it reads nothing`,
    });
    expect(isReads(reads)).toBe(false);
  });

  it('REGIONAL with a token that does not say the region: nothing, and why', () => {
    expect(readsOf({ actor: actor('REGIONAL'), via: 'token' })).toEqual({
      forbidden: expect.stringContaining('must say its region, as `unit`'),
    });
  });

  it('whoever stands in for another reads what his own unit reads', () => {
    const delegate = { ...actor('OFFICER', 'JKT'), onBehalfOf: 'budi' };
    expect(readsOf({ actor: delegate, via: 'token' })).toEqual({ unit: 'JKT' });
  });

  it('a unit that is called "forbidden" is a unit like any other', () => {
    const reads: readonly Reads[] = ['ALL', { unit: 'forbidden' }, { region: 'forbidden' }];
    expect(reads.every(isReads)).toBe(true);
  });
});

describe('who may have paid money in suspense', () => {
  const via = 'token' as const;
  it.each([
    ['FINANCE_OFFICER', 'JKT', true],
    ['FINANCE_HEAD', 'JKT', true],
    ['AUDITOR', undefined, true],
    ['OFFICER', 'JKT', false],
    ['REGIONAL', 'Jawa', false],
    ['ADMIN', undefined, false],
  ] as const)('%s of %s: %s', (role, unit, sees) => {
    const actor = { id: 'x', role, ...(unit === undefined ? {} : { unit }) };
    expect(maySeePayers({ actor, via })).toBe(sees);
  });
});
