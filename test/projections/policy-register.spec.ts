import { policyRegister } from '../../projections/policy-register.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import {
  adoptPolicy,
  policyDecider,
  proposalDigest,
  proposePolicy,
} from '../../src/policy/policy.js';
import { OFFICER } from '../story.js';
import { folded, newLog } from './log.js';
import { HOUSE_RULE, SITI, wholeLog } from './whole-log.js';

const STREAM = { streamId: 'policy-collectability' };
const ANI = { id: 'ani', role: 'HEAD_OFFICE' } as const;

describe('the register of the rules', () => {
  it('holds every rule once, with who proposed and adopted it and when', async () => {
    const log = await wholeLog();
    const documents = await folded(policyRegister, log);
    expect([...documents.keys()].toSorted()).toEqual(
      [...BUILT_IN_POLICIES.map(({ id }) => id), 'house-rule'].toSorted(),
    );
    const adopted = log.stored.findLast(({ type }) => type === 'PolicyAdopted');
    expect(documents.get('house-rule')?.body).toMatchObject({
      ...{ terms: HOUSE_RULE, status: 'ADOPTED', kind: 'COLLECTABILITY' },
      ...{ proposedBy: OFFICER, adoptedBy: SITI, adoptedAt: adopted?.position },
    });
    expect(documents.get('collectability-per-05-2007')?.body).toMatchObject({
      ...{ status: 'ADOPTED', adoptedBy: { id: 'system' } },
    });
    expect(documents.get('collectability-per-05-2007')?.body.proposedBy).toBeUndefined();
  });

  it('names the proposer of the very proposal that was adopted, where there were two', async () => {
    const log = newLog();
    const other = { ...HOUSE_RULE, legalBasis: 'Board decision 8/2010' };
    for (const [terms, actor] of [
      [HOUSE_RULE, OFFICER],
      [other, ANI],
    ] as const)
      await log.write(STREAM, policyDecider, {
        decide: (state, asked) => proposePolicy(terms, state, asked),
        actor,
      });
    const before = (await folded(policyRegister, log)).get('house-rule')?.body;
    expect(before).toMatchObject({ status: 'PROPOSED', terms: other, proposedBy: ANI });
    const adopting = { kind: 'COLLECTABILITY', proposal: proposalDigest(HOUSE_RULE) } as const;
    await log.write(STREAM, policyDecider, {
      decide: (state, asked) => adoptPolicy(adopting, state, asked),
      actor: SITI,
    });
    const after = (await folded(policyRegister, log)).get('house-rule')?.body;
    expect(after).toMatchObject({ terms: HOUSE_RULE, proposedBy: OFFICER, adoptedBy: SITI });
  });
});
