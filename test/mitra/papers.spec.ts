import { localDate } from '../../src/kernel/local-date.js';
import { inWorldOrder } from '../../src/kernel/moment.js';
import { mitraDecider } from '../../src/mitra/mitra.js';
import { TODAY } from '../story.js';
import { document, error, given, heir, HEIR, PAPER, register, status, told } from './story.js';

const [BEFORE, TOMORROW] = [localDate('2002-06-01'), localDate('2011-01-01')];

describe('receiving a document', () => {
  it('keeps its number apart from what it is, and dates it by the day it came in', () =>
    given(register())
      .when(document())
      .thenFacts({
        ...{ type: 'DocumentReceived', effectiveOn: PAPER.effectiveOn },
        data: { kind: 'IDENTITY_CARD', sha256: PAPER.sha256 },
        personal: { number: '3174-77' },
      }));

  it('may have been before the registration: the office had the file first', () =>
    given(register())
      .when(document({ kind: 'LEASE', sha256: undefined, number: undefined, effectiveOn: BEFORE }))
      .thenFacts({
        ...{ type: 'DocumentReceived', effectiveOn: BEFORE, data: { kind: 'LEASE' } },
        personal: {},
      }));

  it('is there in whichever order the facts are folded', () => {
    const { state, events } = told(register(), document({ effectiveOn: BEFORE }), document());
    const world = events.toSorted(inWorldOrder);
    expect(world[0]?.type).toBe('DocumentReceived');
    expect(world.reduce(mitraDecider.evolve, mitraDecider.initial)).toEqual(state);
    expect(state).toMatchObject({
      documents: [{ effectiveOn: BEFORE }, { effectiveOn: PAPER.effectiveOn }],
    });
  });

  it('adds nothing where exactly this one came in on that day', () => {
    given(register(), document()).when(document()).thenNothing();
    given(register(), document(), error('phone', '0811-2'), document({ kind: 'LEASE' }))
      .when(document())
      .thenNothing();
  });

  for (const [what, wish] of [
    ['of another kind', { kind: 'LEASE' }],
    ['with another digest', { sha256: 'cd'.repeat(32) }],
    ['without a digest', { sha256: undefined }],
    ['with another number', { number: '3174-78' }],
    ['on another day', { effectiveOn: TODAY }],
  ] as const)
    it(`is another document ${what}`, () => {
      const { events } = told(register(), document(), document(wish));
      expect(events.filter(({ type }) => type === 'DocumentReceived')).toHaveLength(2);
    });

  for (const [why, history, command, code, details] of [
    ['of nobody', [], document(), 'MITRA_NOT_REGISTERED', { mitra: 'M-1' }],
    [
      'tomorrow',
      [register()],
      document({ effectiveOn: TOMORROW }),
      'EFFECTIVE_IN_FUTURE',
      { effectiveOn: TOMORROW, today: TODAY },
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(command)
        .thenRefused(code, details));
});

const died = status('DECEASED', '2009-02-10');

describe('recording an heir', () => {
  it('keeps who it is apart from what he was to the mitra', () =>
    given(register(), died)
      .when(heir())
      .thenFacts({
        ...{ type: 'HeirRecorded', effectiveOn: HEIR.effectiveOn },
        data: { relationship: 'SPOUSE', documents: ['DEATH_CERTIFICATE', 'FAMILY_CARD'] },
        personal: {
          ...{ name: 'Nunung Agung', identityNumber: '3271014202720008', phone: '0811-3' },
          address: 'Jl. Kenanga 3',
        },
      }));

  it('is allowed on the very day of the death', () =>
    expect(told(register(), died, heir({ effectiveOn: localDate('2009-02-10') })).events).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'HeirRecorded' })]),
    ));

  it('adds nothing where exactly this one was recorded for that day, papers in any order', () => {
    const papers = ['FAMILY_CARD', 'DEATH_CERTIFICATE'] as const;
    given(register(), died, heir()).when(heir()).thenNothing();
    given(register(), died, heir())
      .when(heir({ documents: papers }))
      .thenNothing();
  });

  for (const [what, wish] of [
    ['of another name', { name: 'Dede Agung' }],
    ['of another relationship', { relationship: 'CHILD' }],
    ['with another number', { identityNumber: '3271014202720009' }],
    ['with another telephone', { phone: undefined }],
    ['with another address', { address: 'Jl. Kenanga 4' }],
    ['with more papers', { documents: [...HEIR.documents, 'IDENTITY_CARD'] }],
    ['on another day', { effectiveOn: TODAY }],
  ] as const)
    it(`is another record ${what}`, () => {
      const { events } = told(register(), died, heir(), heir(wish));
      expect(events.filter(({ type }) => type === 'HeirRecorded')).toHaveLength(2);
    });

  const alive = status('ACTIVE', '2009-03-01');
  const { effectiveOn } = HEIR;
  for (const [why, history, wish, code, details] of [
    ['of nobody', [], {}, 'MITRA_NOT_REGISTERED', { mitra: 'M-1' }],
    [
      'tomorrow',
      [register(), died],
      { effectiveOn: TOMORROW },
      'EFFECTIVE_IN_FUTURE',
      { effectiveOn: TOMORROW, today: TODAY },
    ],
    ['without a name', [register(), died], { name: ' ' }, 'NAME_REQUIRED', { field: 'name' }],
    [
      'of a mitra who lives',
      [register()],
      {},
      'MITRA_NOT_DECEASED',
      { effectiveOn, status: 'ACTIVE' },
    ],
    [
      'the day before the death',
      [register(), died],
      { effectiveOn: localDate('2009-02-09') },
      'MITRA_NOT_DECEASED',
      { effectiveOn: '2009-02-09', status: 'ACTIVE' },
    ],
    [
      'of a mitra whose death was an error',
      [register(), died, alive],
      {},
      'MITRA_NOT_DECEASED',
      { effectiveOn, status: 'ACTIVE' },
    ],
    [
      'before the registration',
      [register(), died],
      { effectiveOn: BEFORE },
      'MITRA_NOT_DECEASED',
      { effectiveOn: BEFORE },
    ],
  ] as const)
    it(`is refused ${why}`, () =>
      given(...history)
        .when(heir(wish))
        .thenRefused(code, details));
});
