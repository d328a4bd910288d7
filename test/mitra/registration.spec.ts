import { localDate } from '../../src/kernel/local-date.js';
import { valueOn } from '../../src/mitra/mitra.js';
import type { MitraDataCorrected, MitraEvent, MitraField } from '../../src/mitra/mitra.events.js';
import { TODAY } from '../story.js';
import { change, error, given, type MitraStep, ON, register, status, told } from './story.js';

const corrected = (
  kind: 'ERROR' | 'CHANGE',
  field: MitraField,
  on: string,
  [from, to]: readonly [string | undefined, string | undefined],
): MitraDataCorrected => ({
  ...{ type: 'MitraDataCorrected', effectiveOn: localDate(on), data: { kind, field, from, to } },
  personal: {},
});
const correctedInPrivate = (
  kind: 'ERROR' | 'CHANGE',
  field: MitraField,
  on: string,
  [from, to]: readonly [string | undefined, string | undefined],
): MitraDataCorrected => ({
  ...{ type: 'MitraDataCorrected', effectiveOn: localDate(on), data: { kind, field } },
  personal: { from, to },
});

/** What a field was on each of these days, by all that is known after a history. */
const course = (field: MitraField, days: readonly string[], history: readonly MitraStep[]) => {
  const { state } = told(...history);
  if (state.status === 'NONE') throw new Error('the story has no mitra');
  return days.map((on) => valueOn(state.fields[field], localDate(on)));
};

describe('registering a mitra', () => {
  it('keeps who it is apart from what kind it is', () =>
    given()
      .when(register())
      .thenFacts({
        ...{ type: 'MitraRegistered', effectiveOn: ON },
        data: { code: 'M-1', legalForm: 'PERSON', sector: 'TRADE', unit: 'JKT', region: 'DKI' },
        personal: {
          ...{ name: 'Ade Putra Agung', phone: '0811-1', address: 'Jl. Mawar 1' },
          identityNumber: '3174012345678901',
        },
      }));

  for (const [why, history, command, code] of [
    ['a second time', [register()], register(), 'MITRA_ALREADY_REGISTERED'],
    ['tomorrow', [], register({ effectiveOn: localDate('2011-01-01') }), 'EFFECTIVE_IN_FUTURE'],
    ['without a name', [], register({ name: ' ' }), 'NAME_REQUIRED'],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));
});

describe('correcting data of a mitra', () => {
  it('puts an error right from the registration on, with what it was and what it is', () =>
    given(register())
      .when(error('unit', 'BDG'))
      .thenFacts(corrected('ERROR', 'unit', '2003-01-15', ['JKT', 'BDG'])));

  it('keeps the old and the new value of a personal field in the personal part alone', () =>
    given(register())
      .when(error('phone', '0811-2'))
      .thenFacts(correctedInPrivate('ERROR', 'phone', '2003-01-15', ['0811-1', '0811-2'])));

  it('dates a change today where no day is named', () => {
    given(register())
      .when(change('unit', 'BDG'))
      .thenFacts(corrected('CHANGE', 'unit', TODAY, ['JKT', 'BDG']));
    given(register())
      .when(change('unit', 'BDG', '2005-03-01'))
      .thenFacts(corrected('CHANGE', 'unit', '2005-03-01', ['JKT', 'BDG']));
  });

  it('takes a value away', () =>
    given(register())
      .when(change('region', undefined, '2005-03-01'))
      .thenFacts(corrected('CHANGE', 'region', '2005-03-01', ['DKI', undefined])));

  it('says what stood on its own day, not what was recorded last', () => {
    const moved = [register(), change('unit', 'BDG', '2005-03-01')];
    given(...moved)
      .when(error('unit', 'SBY'))
      .thenFacts(corrected('ERROR', 'unit', '2003-01-15', ['JKT', 'SBY']));
    given(...moved)
      .when(change('unit', 'SBY', '2004-01-01'))
      .thenFacts(corrected('CHANGE', 'unit', '2004-01-01', ['JKT', 'SBY']));
    given(...moved)
      .when(error('unit', 'SBY', '2005-03-01'))
      .thenFacts(corrected('ERROR', 'unit', '2005-03-01', ['BDG', 'SBY']));
  });

  it('leaves a later change standing when the registration is put right', () => {
    const days = ['2003-01-14', '2003-01-15', '2005-02-28', '2005-03-01', '2010-12-31'];
    const history = [register(), change('unit', 'BDG', '2005-03-01'), error('unit', 'SBY')];
    expect(course('unit', days, history)).toEqual([undefined, 'SBY', 'SBY', 'BDG', 'BDG']);
  });

  it('lets the one recorded later stand of two for one day', () => {
    const history = [register(), error('unit', 'BDG'), error('unit', 'SBY')];
    expect(course('unit', ['2003-01-15'], history)).toEqual(['SBY']);
    given(...history.slice(0, 2))
      .when(error('unit', 'SBY'))
      .thenFacts(corrected('ERROR', 'unit', '2003-01-15', ['BDG', 'SBY']));
  });

  it('adds nothing where it is already so on that day', () => {
    given(register()).when(error('unit', 'JKT')).thenNothing();
    given(register()).when(error('name', 'Ade Putra Agung')).thenNothing();
    const moved = [register(), change('unit', 'BDG', '2005-03-01')];
    given(...moved)
      .when(change('unit', 'BDG'))
      .thenNothing();
    given(...moved)
      .when(change('unit', 'BDG', '2004-01-01'))
      .thenFacts(corrected('CHANGE', 'unit', '2004-01-01', ['JKT', 'BDG']));
  });

  for (const [why, history, command, code] of [
    ['of nobody', [], error('unit', 'BDG'), 'MITRA_NOT_REGISTERED'],
    ['tomorrow', [register()], change('unit', 'BDG', '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'before the registration',
      [register()],
      change('unit', 'BDG', '2003-01-14'),
      'EFFECTIVE_BEFORE_REGISTRATION',
    ],
    ['that leaves no name', [register()], error('name'), 'NAME_REQUIRED'],
    ['to an empty name', [register()], error('name', ''), 'NAME_REQUIRED'],
    ['to a blank name', [register()], error('name', ' \t'), 'NAME_REQUIRED'],
    ['to an unknown sector', [register()], error('sector', 'MINING'), 'VALUE_NOT_ALLOWED'],
    ['to an unknown legal form', [register()], change('legalForm', 'CLUB'), 'VALUE_NOT_ALLOWED'],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));
});

describe('changing the status of a mitra', () => {
  const changed = (from: string, to: string, on: string): MitraEvent =>
    ({
      ...{ type: 'MitraStatusChanged', effectiveOn: localDate(on), data: { from, to } },
      personal: {},
    }) as MitraEvent;

  it('says what it was and what it is, on the day it became so', () => {
    given(register())
      .when(status('MOVED', '2005-03-01'))
      .thenFacts(changed('ACTIVE', 'MOVED', '2005-03-01'));
    given(register(), status('MOVED', '2005-03-01'))
      .when(status('DECEASED', '2004-01-01'))
      .thenFacts(changed('ACTIVE', 'DECEASED', '2004-01-01'));
  });

  it('adds nothing where it is already so on that day', () => {
    given(register()).when(status('ACTIVE', '2003-01-15')).thenNothing();
    given(register(), status('MOVED', '2005-03-01'))
      .when(status('MOVED', '2006-01-01'))
      .thenNothing();
  });

  for (const [why, history, command, code] of [
    ['of nobody', [], status('MOVED', '2005-03-01'), 'MITRA_NOT_REGISTERED'],
    ['tomorrow', [register()], status('MOVED', '2011-01-01'), 'EFFECTIVE_IN_FUTURE'],
    [
      'before the registration',
      [register()],
      status('MOVED', '2003-01-14'),
      'EFFECTIVE_BEFORE_REGISTRATION',
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code));
});
