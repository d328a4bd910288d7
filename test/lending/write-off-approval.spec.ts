import { OFFICER } from '../story.js';
import { loanOf } from './adds-up.js';
import { writeOff, writeOffApproved, writeOffProposed, writeOffRejected } from './ending-story.js';
import { given, paid, told } from './story.js';
import { approved, bad, digest, proposed, refusals } from './write-off-story.js';

const replaced = writeOffProposed('2004-07-02');

describe('the approval of a write-off', () => {
  const on = '2004-08-01';
  refusals({
    'of a loan not signed': {
      ...{ of: [], when: writeOffApproved(on, 'MINISTER'), refused: 'LOAN_NOT_SIGNED' },
    },
    'where nothing is proposed': {
      ...{ of: bad, when: writeOffApproved(on, 'MINISTER'), refused: 'NOTHING_PROPOSED' },
    },
    'by who proposed it': {
      ...{ of: proposed, when: writeOffApproved(on, 'MINISTER', { actor: OFFICER }) },
      ...{ refused: 'FOUR_EYES', details: { proposer: 'budi' } },
    },
    'of another proposal': {
      ...{ of: proposed, when: writeOffApproved(on, 'MINISTER', { proposal: 'f'.repeat(64) }) },
      refused: 'PROPOSAL_CHANGED',
    },
    'of one that another took the place of': {
      of: [...proposed, writeOffProposed('2004-07-02')],
      ...{ when: writeOffApproved(on, 'MINISTER', { proposal: digest }) },
      refused: 'PROPOSAL_CHANGED',
    },
    'before it was proposed': {
      ...{ of: proposed, when: writeOffApproved('2004-06-30', 'MINISTER') },
      ...{ refused: 'DECISION_BEFORE_PROPOSAL', details: { proposedOn: '2004-07-01' } },
    },
    'by an authority that the rule of that day does not name': {
      ...{ of: proposed, when: writeOffApproved(on, 'DIRECTORS'), refused: 'WRONG_AUTHORITY' },
      details: { authority: 'MINISTER', given: 'DIRECTORS', policy: 'write-off-early' },
    },
    'by the authority of an earlier day': {
      ...{ of: proposed, when: writeOffApproved('2006-01-01', 'MINISTER') },
      ...{ refused: 'WRONG_AUTHORITY', details: { authority: 'DIRECTORS' } },
    },
    'of one approved that another took the place of': {
      of: [...approved, replaced],
      ...{ when: writeOffApproved(on, 'MINISTER', { proposal: digest }) },
      refused: 'PROPOSAL_CHANGED',
    },
    'of one approved before another was': {
      of: [...approved, replaced, writeOffApproved(on, 'MINISTER')],
      ...{ when: writeOffApproved(on, 'MINISTER', { proposal: digest }) },
      refused: 'PROPOSAL_CHANGED',
    },
    'of one that another was written off by': {
      of: [...approved, replaced, writeOffApproved(on, 'MINISTER'), writeOff('2004-09-01')],
      ...{ when: writeOffApproved(on, 'MINISTER', { proposal: digest }) },
      refused: 'LOAN_WRITTEN_OFF',
    },
    'again, by who proposed it': {
      of: approved,
      when: writeOffApproved(on, 'MINISTER', { actor: OFFICER }),
      refused: 'FOUR_EYES',
    },
    'again, by who proposed it, once it is carried out': {
      of: [...approved, writeOff('2004-09-01')],
      when: writeOffApproved(on, 'MINISTER', { actor: OFFICER, proposal: digest, revision: 5 }),
      refused: 'FOUR_EYES',
    },
    'again, of another day': {
      ...{ of: approved, when: writeOffApproved('2004-08-02', 'MINISTER') },
      ...{ refused: 'WRITE_OFF_ALREADY_APPROVED', details: { approvedOn: on } },
    },
    'again, with another document': {
      of: approved,
      when: writeOffApproved(on, 'MINISTER', { document: 'SK-9', proposal: digest }),
      refused: 'WRITE_OFF_ALREADY_APPROVED',
    },
    'after the loan was settled': {
      of: [...proposed, paid('R1', 330, '2004-07-15')],
      ...{ when: writeOffApproved(on, 'MINISTER'), refused: 'LOAN_SETTLED' },
    },
  });

  it('names the authority of its own day; again it adds nothing', () => {
    const { events } = told(...proposed, writeOffApproved('2006-01-01', 'DIRECTORS'));
    expect(events.at(-1)?.data).toMatchObject({ authority: 'DIRECTORS', policy: 'write-off-late' });
    given(...approved)
      .when(writeOffApproved(on, 'MINISTER'))
      .thenNothing();
    given(...approved, writeOff('2004-09-01'))
      .when(writeOffApproved(on, 'MINISTER', { proposal: digest, revision: 5 }))
      .thenNothing();
  });

  it('is taken back, or refused, with a reason: the write-off must be proposed anew', () => {
    given(...proposed)
      .when(writeOffRejected(on))
      .thenRefused('REASON_REQUIRED');
    given(...proposed)
      .when(writeOffRejected(on, 'not enough was tried', { actor: OFFICER }))
      .thenRefused('FOUR_EYES');
    given(...approved)
      .when(writeOffRejected('2004-07-31', 'not yet'))
      .thenRefused('REJECTION_BEFORE_APPROVAL', { approvedOn: on });
    for (const history of [proposed, approved]) {
      const rejected = [...history, writeOffRejected(on, 'not enough was tried')];
      given(...rejected)
        .when(writeOff('2004-09-01'))
        .thenRefused('WRITE_OFF_NOT_APPROVED');
      given(...rejected)
        .when(writeOffRejected(on, 'not enough was tried', { proposal: digest }))
        .thenNothing();
      expect(loanOf(...rejected, writeOffProposed('2004-07-01')).pending.writeOff).toBeTruthy();
    }
  });
});
