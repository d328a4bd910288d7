import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, decodeSealed } from '../../src/event-store/codec.js';
import { START } from '../../src/kernel/envelope.js';
import { localDate } from '../../src/kernel/local-date.js';
import { mitraKey } from '../../src/keys/port.js';
import {
  ChangeMitraStatus,
  ChangeMitraStatusHandler,
  CorrectMitraData,
  CorrectMitraDataHandler,
} from '../../src/mitra/mitra.commands.js';
import { RecordVisit, RecordVisitHandler } from '../../src/monitoring/monitoring.commands.js';
import { ProposePolicy, ProposePolicyHandler } from '../../src/policy/policy.commands.js';
import { by, freshBooks } from './books.js';
import { lend, pay, register, reverse } from './doing.js';

const PERSON = {
  name: 'Sitiawati Rahmania',
  address: 'Jalan Kenanga Raya 114',
  phone: '081312345678',
  identityNumber: '3171234567890001',
};
const SECRETS = {
  ...PERSON,
  married: 'Sitiawati Hardjowinoto',
  evidence: 'Akta nikah 77/1999',
  death: 'Surat kematian RSUD Tarakan',
  notes: 'Bertemu adiknya, Marhamah',
  latitude: -6_175_392,
  reason: 'Dilaporkan oleh Pak Lurah',
  agreement: 'SPHU 14/2003, page 3',
};
const seen = localDate('2004-05-06');

const sent = (name: string) => by(name, { reason: SECRETS.reason });

describe('I9: what tells who a person is', () => {
  const books = freshBooks();

  const live = async (): Promise<void> => {
    const ledger = books.ledger();
    await register(ledger, 'M-1', PERSON, sent('register'));
    await lend(ledger);
    await pay(ledger, {}, sent('pay'));
    await reverse(ledger, {}, sent('reverse'));
    await new CorrectMitraDataHandler(ledger).execute(
      new CorrectMitraData(
        {
          ...{ mitra: 'M-1', kind: 'CHANGE', field: 'name', to: SECRETS.married },
          ...{ evidence: SECRETS.evidence, effectiveOn: seen },
        },
        sent('marry'),
      ),
    );
    const location = { latitude: SECRETS.latitude, longitude: 106_827_153 };
    await new RecordVisitHandler(ledger).execute(
      new RecordVisit(
        {
          ...{ mitra: 'M-1', outcome: 'FOUND', notes: SECRETS.notes, location },
          ...{ evidence: [], effectiveOn: seen },
        },
        sent('visit'),
      ),
    );
    await new ChangeMitraStatusHandler(ledger).execute(
      new ChangeMitraStatus(
        { mitra: 'M-1', status: 'DECEASED', evidence: SECRETS.death, effectiveOn: seen },
        sent('die'),
      ),
    );
  };

  /** Every byte that the stores keep: the log, the keys, and what SQLite has beside them. */
  const bytes = (): Buffer =>
    Buffer.concat(
      readdirSync(books.directory()).map((n) => readFileSync(join(books.directory(), n))),
    );

  it('stands in no file in clear, while the stores are open or after', async () => {
    await live();
    const open = bytes();
    await books.close();
    for (const all of [open, bytes()]) {
      // What may be in clear is there: the search itself works.
      for (const plain of ['MitraDataCorrected', 'DECEASED', 'loan-L-1', 'R-1'])
        expect(all.includes(plain)).toBe(true);
      for (const secret of Object.values(SECRETS).map(String)) {
        expect(all.includes(secret)).toBe(false);
        expect(all.includes(Buffer.from(secret, 'utf16le'))).toBe(false);
        for (const writing of ['hex', 'base64'] as const) {
          const written = Buffer.from(secret).toString(writing).replace(/=+$/, '').slice(0, -2);
          expect(all.includes(written)).toBe(false);
        }
      }
    }
  });

  it('comes back whole to those who have the key, the reason with it', async () => {
    await live();
    const { store, keys } = books.ledger();
    const events = await Promise.all(
      (await store.readStream('mitra-M-1')).map((event) => decode(event, keys)),
    );
    const { reason } = SECRETS;
    expect(events.map(({ personal }) => personal)).toEqual([
      { ...PERSON, reason },
      { from: PERSON.name, to: SECRETS.married, evidence: SECRETS.evidence, reason },
      { evidence: SECRETS.death, reason },
    ]);
    const [visit] = await store.readStream('monitoring-M-1');
    if (!visit) throw new Error('the visit was recorded');
    expect((await decode(visit, keys)).personal).toMatchObject({ notes: SECRETS.notes, reason });
  });

  it('is sealed in every event about a mitra under his key alone', async () => {
    await live();
    const events = await books.ledger().store.readAll(START, 1000);
    const about = events.filter(({ mitra, personal }) => mitra !== undefined && personal);
    expect(about.length).toBeGreaterThan(5);
    for (const { personal, reason } of about) {
      expect(personal?.key).toBe(mitraKey('M-1'));
      expect(reason).toBeUndefined();
    }
    for (const event of events) expect(decodeSealed(event)).not.toHaveProperty('personal');
  });

  it('is gone with the key, and the rest of the event stays', async () => {
    await live();
    const { store } = books.ledger();
    const [stored] = await store.readStream('mitra-M-1');
    if (!stored) throw new Error('the mitra was registered');
    const keys = { find: async () => null };
    const event = await decode(stored, { ...books.ledger().keys, ...keys });
    expect(event.personal).toBeUndefined();
    expect(event).toMatchObject({ type: 'MitraRegistered', data: { code: 'M-1' } });
  });

  it('is not meant where no mitra is: such a reason is in clear, under the hash', async () => {
    const { note: reason } = { note: 'Rapat direksi 12/2003' };
    await new ProposePolicyHandler(books.ledger()).execute(
      new ProposePolicy(
        {
          ...{ id: 'allocation-new', kind: 'ALLOCATION', validFrom: localDate('2021-01-01') },
          parameters: { order: 'INTEREST_DUE_THEN_PRINCIPAL_DUE_THEN_AHEAD' },
          legalBasis: 'SK-1/2020',
        },
        by('propose', { reason }),
      ),
    );
    const [event] = await books.ledger().store.readStream('policy-allocation');
    expect(event).toMatchObject({ type: 'PolicyProposed', reason });
    expect(event?.personal).toBeUndefined();
  });
});
