import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v5 as uuidv5 } from 'uuid';
import { handle, type Handled } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { HouseCommand } from '../house/command.js';
import { LEDGER } from '../house/tokens.js';
import { type Source, SYSTEM } from '../kernel/envelope.js';
import { BUILT_IN_POLICIES } from './built-in.js';
import * as decide from './policy.js';
import { POLICY_KINDS, type PolicyKind } from './policy-rules.events.js';
import type { PolicyTerms } from './policy.events.js';

export class ProposePolicy extends HouseCommand<PolicyTerms> {}
export class AdoptPolicy extends HouseCommand<decide.Decision> {}
export class RejectPolicy extends HouseCommand<decide.Decision> {}

const { policyDecider, policyStream } = decide;

const ofKind = (kind: PolicyKind) => ({
  streamId: policyStream(kind),
  decider: policyDecider,
  subject: () => ({}),
});

@CommandHandler(ProposePolicy)
export class ProposePolicyHandler implements ICommandHandler<ProposePolicy> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ProposePolicy): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'proposePolicy', input },
      {
        ...ofKind(input.kind),
        decide: (policies, asked) => decide.proposePolicy(input, policies, asked),
      },
    );
  }
}

@CommandHandler(AdoptPolicy)
export class AdoptPolicyHandler implements ICommandHandler<AdoptPolicy> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: AdoptPolicy): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'adoptPolicy', input },
      {
        ...ofKind(input.kind),
        decide: (policies, asked) => decide.adoptPolicy(input, policies, asked),
      },
    );
  }
}

@CommandHandler(RejectPolicy)
export class RejectPolicyHandler implements ICommandHandler<RejectPolicy> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: RejectPolicy): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'rejectPolicy', input },
      {
        ...ofKind(input.kind),
        decide: (policies, asked) =>
          decide.rejectPolicy({ ...input, reason: sender.reason }, policies, asked),
      },
    );
  }
}

/** A name space of our own for the ids of what the house does by itself. */
const HOUSE = '6f2c4c52-3e0a-5e0e-9d5b-6a6b16a1b2f4';

/**
 * Adopts the known rules that a store lacks: all of them in a new one, in an older one those that
 * came since, one append for each kind. The command is named after all rules of its kind, so that
 * the same set is the same command for ever and a larger one is another.
 */
export const adoptBuiltInPolicies = async (
  ledger: Ledger,
  source: Source,
  known: readonly PolicyTerms[] = BUILT_IN_POLICIES,
): Promise<void> => {
  for (const kind of POLICY_KINDS) {
    const rules = known.filter((rule) => rule.kind === kind);
    if (rules.length === 0) continue;
    const input = { rules: rules.map(({ id }) => id) };
    const commandId = uuidv5(`adopt ${input.rules.join(' ')}`, HOUSE);
    const command = { name: 'adoptBuiltIn', commandId, input, actor: SYSTEM, source };
    await handle(ledger, command, {
      ...ofKind(kind),
      decide: (policies) => decide.adoptBuiltIn(rules, policies),
    });
  }
};

export const policyHandlers = [ProposePolicyHandler, AdoptPolicyHandler, RejectPolicyHandler];
