import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { foldStream, handle, type Handled } from '../../event-store/handle.js';
import type { Ledger } from '../../event-store/ledger.js';
import { NO_STREAM } from '../../event-store/port.js';
import { type Dated, HouseCommand, type Sender } from '../../house/command.js';
import { LEDGER } from '../../house/tokens.js';
import type { Asked } from '../../kernel/decider.js';
import { jakartaDate } from '../../kernel/local-date.js';
import { isRefusal, refuse } from '../../kernel/refusal.js';
import { receiptKey } from '../../keys/port.js';
import { mitraDecider, mitraStream, valueOn } from '../../mitra/mitra.js';
import type { AdoptedPolicy } from '../../policy/in-force.js';
import { adoptedOf, onLoan } from '../loan.commands.js';
import { isSigned, loanDecider, loanStream } from '../loan.js';
import * as overpayment from './overpayment.js';
import * as suspense from './suspense.js';
import { asIf, isDone, undoneOn } from './suspense-return.commands.js';
import * as takeOver from './take-over.js';

export class TakeOverOpeningBalance extends HouseCommand<takeOver.TakeOverOpeningBalance> {}
export class ReceiveUnidentified extends HouseCommand<Dated<suspense.ReceiveUnidentified>> {}
export class IdentifyPayment extends HouseCommand<suspense.IdentifyPayment> {}
export class ReturnOverpayment extends HouseCommand<Dated<overpayment.ReturnOverpayment>> {}

@CommandHandler(TakeOverOpeningBalance)
export class TakeOverOpeningBalanceHandler implements ICommandHandler<TakeOverOpeningBalance> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: TakeOverOpeningBalance): Promise<Handled> {
    const { loan, mitra: code, balanceOn } = input;
    const mitra = await foldStream(this.ledger, mitraStream(code), mitraDecider);
    const registered = mitra.status === 'REGISTERED';
    const units = registered ? mitra.fields.unit : undefined;
    const unit = input.unit ?? valueOn(units, balanceOn) ?? units?.[0]?.value;
    return handle(
      this.ledger,
      { ...sender, name: 'takeOverOpeningBalance', input },
      {
        ...onLoan(loan, (state, asked) => {
          // The mitra may have moved since: the same balance is the same, wherever he is now.
          const kept = isSigned(state) ? state.timeline.unit : unit;
          const command = { ...input, unit: input.unit ?? kept };
          return takeOver.takeOverOpeningBalance(command, state, asked, { registered });
        }),
        subject: () => ({ loan, mitra: code, unit }),
      },
    );
  }
}

@CommandHandler(ReceiveUnidentified)
export class ReceiveUnidentifiedHandler implements ICommandHandler<ReceiveUnidentified> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ReceiveUnidentified): Promise<Handled> {
    const { programme, receipt } = input;
    return handle(
      this.ledger,
      { ...sender, name: 'receiveUnidentified', input },
      {
        streamId: suspense.suspenseStream(programme),
        decider: suspense.suspenseDecider,
        subject: () => ({ key: receiptKey(programme, receipt) }),
        decide: (state, asked) =>
          suspense.receiveUnidentified(
            { ...input, effectiveOn: input.effectiveOn ?? asked.today },
            state,
            asked,
          ),
      },
    );
  }
}

const ATTEMPTS = 100;

/** The loan moved while it was decided on, and nobody asked for it at a revision. */
const hasMoved = (handled: Handled, { sender }: IdentifyPayment): boolean =>
  'outcome' in handled && handled.outcome === 'conflict' && sender.expectedRevision === undefined;

/**
 * Two streams, the suspense first, under one command id: after a crash between them the command,
 * or another that says the same, finds the first half done and does the second. The loan is
 * decided on before either, so that what it refuses leaves no trace in suspense. Onto the loan only
 * as it was read before suspense was asked: what is reversed between the two is noticed.
 */
@CommandHandler(IdentifyPayment)
export class IdentifyPaymentHandler implements ICommandHandler<IdentifyPayment> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute(command: IdentifyPayment): Promise<Handled> {
    let handled = await this.attempt(command);
    for (let tries = 1; tries < ATTEMPTS && hasMoved(handled, command); tries++)
      handled = await this.attempt(command);
    return handled;
  }

  private async attempt({ input, sender }: IdentifyPayment): Promise<Handled> {
    const history = await this.ledger.store.readStream(loanStream(input.loan));
    const found = await this.receipt(input);
    if (!found) return refuse('RECEIPT_UNKNOWN', { receipt: input.receipt });
    const adopted = await adoptedOf(this.ledger, 'ALLOCATION', 'EARLY_SETTLEMENT');
    if (history.some(({ commandId }) => commandId === sender.commandId))
      return this.ontoLoan(input, sender, found, adopted);
    const expectedRevision = history.at(-1)?.revision ?? NO_STREAM;
    if ((sender.expectedRevision ?? expectedRevision) !== expectedRevision)
      return { outcome: 'conflict', currentRevision: expectedRevision };
    const undone = undoneOn(history, input);
    const no = await this.notOnLoan(input, sender, asIf(found, undone), adopted);
    if (no) return no;
    const out = await this.outOfSuspense(input, sender, undone);
    if (!isDone(out)) return out;
    const left = await this.receipt(input);
    // Done once under this very id, and reversed since: doing it again would count it twice.
    if (!left || asIf(left, undone).identifiedAs !== input.loan) return out;
    return this.ontoLoan(input, { ...sender, expectedRevision }, left, adopted);
  }

  private async receipt(input: suspense.IdentifyPayment): Promise<suspense.Receipt | undefined> {
    const stream = suspense.suspenseStream(input.programme);
    const held = await foldStream(this.ledger, stream, suspense.suspenseDecider);
    return held.get(input.receipt);
  }

  private ontoLoan(
    input: suspense.IdentifyPayment,
    sender: Sender,
    found: suspense.Receipt,
    adopted: readonly AdoptedPolicy[],
  ): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'identifyPayment', input },
      onLoan(input.loan, (loan, asked) =>
        suspense.identifyPayment(input, found, loan, asked, adopted),
      ),
    );
  }

  /** What the loan would say, without writing anything; null where it would take the money. */
  private async notOnLoan(
    input: suspense.IdentifyPayment,
    sender: Sender,
    found: suspense.Receipt,
    adopted: readonly AdoptedPolicy[],
  ): Promise<Handled | null> {
    const { ledger } = this;
    const now = ledger.clock();
    const { actor, source } = sender;
    const asked: Asked = { actor, source, now, today: jakartaDate(now) };
    const loan = await foldStream(ledger, loanStream(input.loan), loanDecider);
    const decided = suspense.identifyPayment(input, found, loan, asked, adopted);
    return isRefusal(decided) ? decided : null;
  }

  private async outOfSuspense(
    input: suspense.IdentifyPayment,
    sender: Sender,
    undone: readonly string[],
  ): Promise<Handled> {
    const { programme, loan } = input;
    const state = await foldStream(this.ledger, loanStream(loan), loanDecider);
    const { mitra, unit } = isSigned(state) ? state.timeline : {};
    return handle(
      this.ledger,
      { ...sender, expectedRevision: undefined, name: 'identifyPayment', input },
      {
        streamId: suspense.suspenseStream(programme),
        decider: suspense.suspenseDecider,
        subject: () => ({ mitra, loan, unit }),
        decide: (held) => suspense.identifyReceipt(input, held, undone),
      },
    );
  }
}

@CommandHandler(ReturnOverpayment)
export class ReturnOverpaymentHandler implements ICommandHandler<ReturnOverpayment> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ReturnOverpayment): Promise<Handled> {
    return handle(
      this.ledger,
      { ...sender, name: 'returnOverpayment', input },
      onLoan(input.loan, (loan, asked) =>
        overpayment.returnOverpayment(
          { ...input, effectiveOn: input.effectiveOn ?? asked.today },
          loan,
          asked,
        ),
      ),
    );
  }
}

export const booksHandlers = [
  TakeOverOpeningBalanceHandler,
  ReceiveUnidentifiedHandler,
  IdentifyPaymentHandler,
  ReturnOverpaymentHandler,
];
