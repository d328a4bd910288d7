import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { type Dated, HouseCommand } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import type { Asked } from '../../kernel/decider.js';
import type { LocalDate } from '../../kernel/local-date.js';
import { type WaiveLateFee as Waive, waiveLateFee } from './fee-waiver.js';
import { type GrantMoratorium as Grant, grantMoratorium } from './grant-moratorium.js';
import { type ChargeLateFee as Charge, chargeLateFee } from './late-fee.js';
import {
  issueWarningLetter,
  type OnLetter,
  type SendWarningLetter as Send,
  sendWarningLetter,
  signWarningLetter,
} from './letter-steps.js';
import { adoptedOf, onLoan } from '../loan.commands.js';

export class ChargeLateFee extends HouseCommand<Charge> {}
export class WaiveLateFee extends HouseCommand<Omit<Dated<Waive>, 'reason'>> {}
export class GrantMoratorium extends HouseCommand<Dated<Grant>> {}
export class IssueWarningLetter extends HouseCommand<Dated<OnLetter>> {}
export class SignWarningLetter extends HouseCommand<Dated<OnLetter>> {}
export class SendWarningLetter extends HouseCommand<Dated<Send>> {}

const dated = <T extends { readonly effectiveOn?: LocalDate | undefined }>(
  input: T,
  { today }: Asked,
): T & { readonly effectiveOn: LocalDate } => ({
  ...input,
  effectiveOn: input.effectiveOn ?? today,
});

@CommandHandler(ChargeLateFee)
export class ChargeLateFeeHandler implements ICommandHandler<ChargeLateFee> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: ChargeLateFee): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'LATE_FEE');
    return handle(
      this.ledger,
      { ...sender, name: 'chargeLateFee', input },
      onLoan(input.loan, (loan, asked) => chargeLateFee(input, loan, asked, adopted)),
    );
  }
}

@CommandHandler(WaiveLateFee)
export class WaiveLateFeeHandler implements ICommandHandler<WaiveLateFee> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: WaiveLateFee): Promise<Handled> {
    const { reason } = sender;
    return handle(
      this.ledger,
      { ...sender, name: 'waiveLateFee', input },
      onLoan(input.loan, (loan, asked) =>
        waiveLateFee({ ...dated(input, asked), reason }, loan, asked),
      ),
    );
  }
}

@CommandHandler(GrantMoratorium)
export class GrantMoratoriumHandler implements ICommandHandler<GrantMoratorium> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: GrantMoratorium): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'MORATORIUM');
    return handle(
      this.ledger,
      { ...sender, name: 'grantMoratorium', input },
      onLoan(input.loan, (loan, asked) =>
        grantMoratorium(dated(input, asked), loan, asked, adopted),
      ),
    );
  }
}

@CommandHandler(IssueWarningLetter)
export class IssueWarningLetterHandler implements ICommandHandler<IssueWarningLetter> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: IssueWarningLetter): Promise<Handled> {
    const adopted = await adoptedOf(this.ledger, 'WARNING_LETTERS', 'COLLECTABILITY');
    return handle(
      this.ledger,
      { ...sender, name: 'issueWarningLetter', input },
      onLoan(input.loan, (loan, asked) =>
        issueWarningLetter(dated(input, asked), loan, asked, adopted),
      ),
    );
  }
}

@CommandHandler(SignWarningLetter)
export class SignWarningLetterHandler implements ICommandHandler<SignWarningLetter> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: SignWarningLetter): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'signWarningLetter', input },
      onLoan(input.loan, (loan, asked) => signWarningLetter(dated(input, asked), loan, asked)),
    );
  }
}

@CommandHandler(SendWarningLetter)
export class SendWarningLetterHandler implements ICommandHandler<SendWarningLetter> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: SendWarningLetter): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'sendWarningLetter', input },
      onLoan(input.loan, (loan, asked) => sendWarningLetter(dated(input, asked), loan, asked)),
    );
  }
}

export const collectionHandlers = [
  ChargeLateFeeHandler,
  WaiveLateFeeHandler,
  GrantMoratoriumHandler,
  IssueWarningLetterHandler,
  SignWarningLetterHandler,
  SendWarningLetterHandler,
];
