import { mitraRegister, type MitraRegisterDocument } from '../../projections/mitra-register.js';
import { mitraTimelines } from '../../projections/mitra-timelines.js';
import { mitraKey } from '../../src/keys/port.js';
import { mitraDecider } from '../../src/mitra/mitra.js';
import { change, error, type MitraStep, register, status } from '../mitra/story.js';
import { bodies, folded, type Log, newLog } from './log.js';
import { SECRETS, wholeLog } from './whole-log.js';

/** The document of one mitra after these commands. */
const registerAfter = async (...steps: readonly MitraStep[]): Promise<MitraRegisterDocument> => {
  const log = newLog();
  const about = { streamId: 'mitra-M-1', mitra: 'M-1' };
  for (const step of steps) await write(log, about, step);
  const [document] = bodies(await folded(mitraRegister, log));
  if (!document) throw new Error('no document');
  return document;
};
const write = (
  { write: to }: ReturnType<typeof newLog>,
  about: { streamId: string },
  s: MitraStep,
) => to({ ...about, mitra: 'M-1' }, mitraDecider, s);

describe('the register of the mitra', () => {
  it('keeps a later change though an earlier fact is put right after it', async () => {
    const plain = [register(), change('unit', 'SBY', '2006-01-01'), error('unit', 'BDG')];
    expect(await registerAfter(...plain)).toMatchObject({ unit: 'SBY' });
    const personal = [
      register(),
      change('name', 'Ade Agung', '2006-01-01'),
      error('name', 'Adi Putra'),
    ];
    expect(await registerAfter(...personal)).toMatchObject({ name: 'Ade Agung' });
    const statuses = [register(), status('MOVED', '2008-01-01'), status('DECEASED', '2005-01-01')];
    expect(await registerAfter(...statuses)).toMatchObject({ status: 'MOVED' });
  });

  it('takes the one recorded later of two for one day', async () => {
    const twice = [register(), error('name', 'Ade P.'), error('name', 'Ade Agung')];
    expect(await registerAfter(...twice)).toMatchObject({ name: 'Ade Agung' });
    const back = [...twice, error('name', 'Ade Putra Agung')];
    expect(await registerAfter(...back)).toMatchObject({ name: 'Ade Putra Agung' });
  });

  it('fills a field that was empty, and empties one', async () => {
    const filled = [register({ region: undefined }), error('region', 'DKI')];
    expect(await registerAfter(...filled)).toMatchObject({ region: 'DKI' });
    expect((await registerAfter(register(), error('region'))).region).toBeUndefined();
  });

  it('holds names, and of what is personal nothing else', async () => {
    const steps = [register(), change('phone', '0811-3', '2005-01-01'), error('address', 'Jl. X')];
    const document = JSON.stringify(await registerAfter(...steps));
    for (const kept of ['0811', 'Jl.', 'phone', 'address', 'identityNumber'])
      expect(document).not.toContain(kept);
  });

  it('is searched by the name that stands and by the code', async () => {
    const { search } = await registerAfter(register(), error('name', 'Siti Rahayu'));
    expect(search).toBe(' siti rahayu m 1');
  });

  it('knows the last visit by its own day, not by when it was entered', async () => {
    const documents = await folded(mitraRegister, await wholeLog());
    expect(documents.get('M-1')?.body).toMatchObject({
      ...{ monitoring: 'FOUND', lastVisitOn: '2009-05-01', visits: 2 },
      ...{ contacts: 1, lastContactOn: '2009-06-01', status: 'MOVED', unit: 'SBY' },
    });
    expect(documents.get('M-2')?.body).toMatchObject({ monitoring: 'NOT_MONITORED', visits: 0 });
    expect(documents.has('M-3')).toBe(false);
  });

  it('holds no personal value of a mitra whose key is erased when it is built again', async () => {
    const log = await wholeLog();
    const { keys } = log as Log & ReturnType<typeof newLog>;
    keys.erase(mitraKey('M-1'));
    const document = (await folded(mitraRegister, log)).get('M-1');
    expect(document?.body).toMatchObject({ code: 'M-1', unit: 'SBY', search: ' m 1' });
    const text = JSON.stringify(document);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });
});

describe('the timelines of the mitra', () => {
  it('keep every kind and status with both times, and no name', async () => {
    const documents = await folded(mitraTimelines, await wholeLog());
    const one = documents.get('M-1')?.body;
    expect(one?.kinds.map(({ effectiveOn, kind }) => [effectiveOn, kind])).toEqual([
      ['2003-01-15', { legalForm: 'PERSON', sector: 'TRADE', unit: 'JKT', region: 'DKI' }],
      ['2006-01-01', { unit: 'SBY' }],
      ['2003-01-15', { unit: 'BDG' }],
    ]);
    expect(one?.statuses.map((set) => [set.effectiveOn, set.status])).toEqual([
      ['2008-01-01', 'MOVED'],
      ['2005-01-01', 'NOT_FOUND'],
    ]);
    const text = JSON.stringify([...documents.values()]);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });
});
