import type { SealedEvent } from '../../src/event-store/port.js';
import { hashOf } from '../../src/event-store/seal.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import type { Sqlite } from '../../src/storage/sqlite.js';
import { bodyAt, EVENTS, fsck, invariants, positionOf, setBody, soundStore } from './harm.js';

const { harmed } = soundStore();

describe('an event', () => {
  it('with one byte changed is named, and what follows from it (I1)', async () => {
    const config = harmed((db) => {
      const position = positionOf(db, 'LoanDisbursed');
      setBody(db, position, bodyAt(db, position).replace('TRF-1', 'TRF-2'));
    });
    const report = await fsck(config);
    const [first, ...others] = report.findings.filter(({ invariant }) => invariant === 'I1');
    expect(first?.where).toMatch(/^loan-L-1 revision 1, position \d{20}: hash$/);
    expect(first?.expected).not.toBe(first?.found);
    expect([report.status, others]).toEqual([1, []]);
  });

  it.each([
    ['that is no JSON', (body: string) => body.slice(1)],
    ['that says it is another', (body: string) => body.replace('loan-L-1', 'loan-L-7')],
  ])('%s is a finding, not the end of the search (I1)', async (_, change) => {
    const config = harmed((db) => {
      const position = positionOf(db, 'LoanDisbursed');
      setBody(db, position, change(bodyAt(db, position)));
      db.run(`UPDATE event SET recorded_at = '2001' WHERE position = ?`, position + 4n);
    });
    const report = await fsck(config);
    expect(report.status).toBe(1);
    expect(report.findings[0]).toMatchObject({ invariant: 'I1', expected: 'an event' });
    expect(report.findings[0]?.where).toMatch(/^position \d{20}$/);
    expect(invariants(report)).toEqual(['I1', 'I2', 'I5', 'I8']);
    expect(report.events).toBe(EVENTS - 1);
  });

  it('that was taken out is missed, with those beside it (I1)', async () => {
    const config = harmed((db) => {
      const first = positionOf(db, 'LoanDisbursed');
      db.run('DELETE FROM event WHERE position IN (?, ?)', first, first + 1n);
    });
    const report = await fsck(config);
    expect(report.status).toBe(1);
    expect(report.findings[0]).toMatchObject({ invariant: 'I1', expected: 'an event' });
    expect(report.findings[0]?.where).toMatch(/^positions \d{20} to \d{20}$/);
    expect(report.findings[0]?.found).toMatch(/is missing/);
    expect(report.events).toBe(EVENTS - 2);
  });

  it('that stood last is missed by the read models that had read it (I1)', async () => {
    const config = harmed((db) => db.run(`DELETE FROM event WHERE position = ${EVENTS}`));
    const report = await fsck(config);
    expect(report.status).toBe(1);
    expect(report.findings[0]).toMatchObject({ invariant: 'I1', found: 'nothing' });
    expect(report.findings[0]?.where).toMatch(
      new RegExp(`^the end of the log, after 0*${EVENTS - 1}$`),
    );
  });

  it('that stands last and cannot be read keeps the log from being opened (I1)', async () => {
    const report = await fsck(harmed((db) => setBody(db, BigInt(EVENTS), '{')));
    expect(report).toMatchObject({ status: 1, events: 0 });
    expect(report.findings).toMatchObject([
      {
        invariant: 'I1',
        expected: 'a log that can be opened',
        found: expect.stringContaining('says nothing'),
      },
    ]);
  });

  it('recorded before the one in front of it is found (I2)', async () => {
    const config = harmed((db) =>
      db.run(`UPDATE event SET recorded_at = '2001-01-01T00:00:00.000Z' WHERE position = 9`),
    );
    const report = await fsck(config);
    expect(report.status).toBe(1);
    expect(report.findings[0]).toMatchObject({
      ...{ invariant: 'I2', found: '2001-01-01T00:00:00.000Z' },
      expected: expect.stringMatching(/^recordedAt not before 20\d\d-/),
    });
    expect(invariants(report)).not.toContain('I1');
  });
});

/** As one would who knows how the chain is made: every later hash of the stream fits again. */
const rechained = (db: Sqlite, stream: string, change: (event: SealedEvent) => SealedEvent) => {
  const rows = db.rows<[bigint, string]>(
    'SELECT position, body FROM event WHERE stream = ? ORDER BY revision',
    stream,
  );
  let previousHash: string | undefined;
  for (const [position, body] of rows) {
    const changed = change(JSON.parse(body) as SealedEvent);
    const { hash: _, ...rest } = { ...changed, previousHash: previousHash ?? changed.previousHash };
    previousHash = hashOf(rest);
    setBody(db, position, canonicalJson({ ...rest, hash: previousHash }));
  }
};

describe('a chain that was made anew over a falsehood', () => {
  it('is sound, but the replay tells another allocation (I7)', async () => {
    const config = harmed((db) =>
      rechained(db, 'loan-L-2', (event) => {
        if (event.type !== 'PaymentReceived') return event;
        const allocation = { ...(event.data['allocation'] as Record<string, number>) };
        allocation['interest'] = (allocation['interest'] ?? 0) - 1;
        allocation['principal'] = (allocation['principal'] ?? 0) + 1;
        return { ...event, data: { ...event.data, allocation } };
      }),
    );
    const report = await fsck(config);
    expect(report.status).toBe(1);
    expect(invariants(report)).toContain('I7');
    expect(invariants(report)).not.toContain('I1');
    const found = report.findings.find(({ invariant }) => invariant === 'I7');
    expect(found?.where).toMatch(/^loan-L-2: payment /);
    expect(found?.expected).not.toBe(found?.found);
  });

  it('is sound, but the schedule is no longer what was agreed (I6)', async () => {
    const config = harmed((db) =>
      rechained(db, 'loan-L-2', (event) => {
        if (event.type !== 'AgreementSigned') return event;
        const rows = event.data['schedule'] as unknown as readonly { principal: number }[];
        const schedule = rows.map((row, index) => ({
          ...row,
          principal: row.principal + (index === rows.length - 1 ? 1 : 0),
        }));
        return { ...event, data: { ...event.data, schedule } };
      }),
    );
    const report = await fsck(config);
    expect(report.status).toBe(1);
    const found = report.findings.find(({ invariant }) => invariant === 'I6');
    expect(found).toMatchObject({ where: 'loan-L-2: principal of the schedule' });
    expect(found).toMatchObject({ expected: '1200000', found: '1200001' });
  });
});
