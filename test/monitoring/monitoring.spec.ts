import { localDate } from '../../src/kernel/local-date.js';
import {
  type Monitoring,
  monitoringDecider,
  recordContact,
  type RecordContact,
  recordVisit,
  type RecordVisit,
} from '../../src/monitoring/monitoring.js';
import {
  type MonitoringEvent,
  VISIT_FINDINGS,
  VISIT_OUTCOMES,
} from '../../src/monitoring/monitoring.events.js';
import { type Step, storiesOf } from '../story.js';

type MonitoringStep = Step<Monitoring, MonitoringEvent>;
const { given, told } = storiesOf(monitoringDecider, 'monitoring-M-1');

const ON = localDate('2005-03-01');
const PHOTO = { kind: 'PHOTO', sha256: 'ab'.repeat(32) } as const;
const JAKARTA = { latitude: -6_175_392, longitude: 106_827_153 };

const visit = (wish: Partial<RecordVisit> = {}, registered = true): MonitoringStep => ({
  decide: (_, asked) =>
    recordVisit(
      { mitra: 'M-1', outcome: 'FOUND', evidence: [PHOTO], effectiveOn: ON, ...wish },
      asked,
      { registered },
    ),
});
const contact = (wish: Partial<RecordContact> = {}, registered = true): MonitoringStep => ({
  decide: (_, asked) =>
    recordContact(
      { mitra: 'M-1', channel: 'WHATSAPP', reached: true, effectiveOn: ON, ...wish },
      asked,
      { registered },
    ),
});

describe('a visit', () => {
  it('is recorded with outcome, finding and evidence; where and what was noted, apart', () =>
    given()
      .when(visit({ finding: 'WILLING_TO_PAY', notes: 'met the wife', location: JAKARTA }))
      .thenFacts({
        ...{ type: 'VisitRecorded', effectiveOn: ON },
        data: { outcome: 'FOUND', finding: 'WILLING_TO_PAY', evidence: [PHOTO] },
        personal: { notes: 'met the wife', location: JAKARTA },
      }));

  for (const outcome of VISIT_OUTCOMES)
    for (const finding of VISIT_FINDINGS)
      it(`may be ${outcome} and find ${finding}`, () =>
        given()
          .when(visit({ outcome, finding }))
          .thenFacts({
            ...{ type: 'VisitRecorded', effectiveOn: ON },
            data: { outcome, finding, evidence: [PHOTO] },
            personal: {},
          }));

  it('may be repeated on one day: two visits are two', () => {
    given(visit())
      .when(visit())
      .thenFacts({
        ...{ type: 'VisitRecorded', effectiveOn: ON },
        data: { outcome: 'FOUND', evidence: [PHOTO] },
        personal: {},
      });
    expect(told(visit(), visit(), contact()).state).toEqual({ visits: 2, contacts: 1 });
  });

  for (const [why, command, code] of [
    ['to somebody unknown', visit({}, false), 'MITRA_NOT_REGISTERED'],
    ['tomorrow', visit({ effectiveOn: localDate('2011-01-01') }), 'EFFECTIVE_IN_FUTURE'],
    ['that found nobody and does not say why', visit({ outcome: 'NOT_FOUND' }), 'FINDING_REQUIRED'],
  ] as const)
    it(`is refused ${why}`, () => given().when(command).thenRefused(code));
});

describe('a contact', () => {
  it('is recorded with its channel, and whether anybody answered', () =>
    given()
      .when(contact({ channel: 'TELEPHONE', reached: false, notes: 'number of a cousin' }))
      .thenFacts({
        ...{ type: 'ContactMade', effectiveOn: ON },
        data: { channel: 'TELEPHONE', reached: false },
        personal: { notes: 'number of a cousin' },
      }));

  for (const [why, command, code] of [
    ['with somebody unknown', contact({}, false), 'MITRA_NOT_REGISTERED'],
    ['tomorrow', contact({ effectiveOn: localDate('2011-01-01') }), 'EFFECTIVE_IN_FUTURE'],
  ] as const)
    it(`is refused ${why}`, () => given().when(command).thenRefused(code));
});
