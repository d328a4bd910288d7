import { policyRegister } from '../../projections/policy-register.js';
import { BUILT_IN_POLICIES } from '../../src/policy/built-in.js';
import {
  adoptPolicy,
  policyDecider,
  policyStream,
  proposalDigest,
  proposePolicy,
  rejectPolicy,
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
      [
        ...BUILT_IN_POLICIES.map(({ id }) => `${STREAM.streamId}/${id}`),
        `${STREAM.streamId}/house-rule`,
      ].toSorted(),
    );
    const adopted = log.stored.findLast(({ type }) => type === 'PolicyAdopted');
    expect(documents.get(`${STREAM.streamId}/house-rule`)?.body).toMatchObject({
      ...{ terms: HOUSE_RULE, status: 'ADOPTED', kind: 'COLLECTABILITY' },
      ...{ proposedBy: OFFICER, adoptedBy: SITI, adoptedAt: adopted?.position },
    });
    expect(documents.get(`${STREAM.streamId}/collectability-per-05-2007`)?.body).toMatchObject({
      ...{ status: 'ADOPTED', adoptedBy: { id: 'system' } },
    });
    expect(
      documents.get(`${STREAM.streamId}/collectability-per-05-2007`)?.body.proposedBy,
    ).toBeUndefined();
  });

  it('keeps a rule as it is, whatever is proposed under its name of another kind', async () => {
    const log = newLog();
    const key = `${STREAM.streamId}/house-rule`;
    await log.write(STREAM, policyDecider, {
      decide: (state, asked) => proposePolicy(HOUSE_RULE, state, asked),
    });
    const before = (await folded(policyRegister, log)).get(key)?.body;
    const { id, validFrom, legalBasis } = HOUSE_RULE;
    const fee = { permille: 2, capPercent: 5 };
    const other = { id, validFrom, legalBasis, kind: 'LATE_FEE', parameters: fee } as const;
    await log.write({ streamId: policyStream('LATE_FEE') }, policyDecider, {
      decide: (state, asked) => proposePolicy(other, state, asked),
    });
    const after = await folded(policyRegister, log);
    expect(after.get(key)?.body).toEqual(before);
    expect(after.get(`${policyStream('LATE_FEE')}/house-rule`)?.body.status).toBe('PROPOSED');
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
    const before = (await folded(policyRegister, log)).get(`${STREAM.streamId}/house-rule`)?.body;
    expect(before).toMatchObject({ status: 'PROPOSED', terms: other, proposedBy: ANI });
    const adopting = { kind: 'COLLECTABILITY', proposal: proposalDigest(HOUSE_RULE) } as const;
    await log.write(STREAM, policyDecider, {
      decide: (state, asked) => adoptPolicy(adopting, state, asked),
      actor: SITI,
    });
    const after = (await folded(policyRegister, log)).get(`${STREAM.streamId}/house-rule`)?.body;
    expect(after).toMatchObject({ terms: HOUSE_RULE, proposedBy: OFFICER, adoptedBy: SITI });
  });
});

describe('the register of a rule that is rejected', () => {
  const about = { kind: 'COLLECTABILITY' } as const;
  const other = { ...HOUSE_RULE, legalBasis: 'Board decision 8/2010' };
  const told = async (
    ...steps: readonly (readonly ['propose' | 'reject' | 'adopt', typeof HOUSE_RULE])[]
  ) => {
    const log = newLog();
    for (const [what, terms] of steps) {
      const decision = { ...about, proposal: proposalDigest(terms), reason: 'too strict' };
      await log.write(STREAM, policyDecider, {
        decide: (state, asked) => {
          if (what === 'propose') return proposePolicy(terms, state, asked);
          const decide = what === 'reject' ? rejectPolicy : adoptPolicy;
          return decide(decision, state, asked);
        },
        actor: what === 'propose' ? OFFICER : SITI,
      });
    }
    return (await folded(policyRegister, log)).get(`${STREAM.streamId}/house-rule`)?.body;
  };

  it('says who proposed and who rejected it, and which revision that is', async () => {
    const rejected = await told(['propose', HOUSE_RULE], ['reject', HOUSE_RULE]);
    expect(rejected).toMatchObject({
      ...{ status: 'REJECTED', terms: HOUSE_RULE, proposedBy: OFFICER, rejectedBy: SITI },
      ...{ revision: 1, proposals: {} },
    });
    expect(rejected?.adoptedAt).toBeUndefined();
  });

  it('shows the proposal that is still open, whichever of two was rejected', async () => {
    const both = [
      ['propose', HOUSE_RULE],
      ['propose', other],
    ] as const;
    const open = { status: 'PROPOSED', proposedBy: OFFICER, revision: 2 };
    expect(await told(...both, ['reject', other])).toMatchObject({ ...open, terms: HOUSE_RULE });
    expect(await told(...both, ['reject', HOUSE_RULE])).toMatchObject({ ...open, terms: other });
    expect(await told(...both, ['reject', HOUSE_RULE], ['reject', other])).toMatchObject({
      ...{ status: 'REJECTED', terms: other },
    });
    expect(await told(...both, ['reject', other], ['adopt', HOUSE_RULE])).toMatchObject({
      ...{ status: 'ADOPTED', terms: HOUSE_RULE, proposedBy: OFFICER, adoptedBy: SITI },
    });
  });

  it('shows it as proposed once it is proposed again', async () => {
    const again = await told(
      ...([
        ['propose', HOUSE_RULE],
        ['reject', HOUSE_RULE],
        ['propose', HOUSE_RULE],
      ] as const),
    );
    expect(again).toMatchObject({ status: 'PROPOSED', terms: HOUSE_RULE, revision: 2 });
    expect(again?.rejectedBy).toBeUndefined();
  });
});
