import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { handle, type Handled } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import type { Claim } from '../event-store/reservation.js';
import { type Dated, HouseCommand } from '../house/command.js';
import { LEDGER } from '../house/tokens.js';
import { jakartaDate, type LocalDate } from '../kernel/local-date.js';
import { identityNumbers, type MitraState, mitraDecider, mitraStream, valueOn } from './mitra.js';
import * as papers from './papers.js';
import * as decide from './registration.js';

export class RegisterMitra extends HouseCommand<Dated<decide.RegisterMitra>> {}
export class CorrectMitraData extends HouseCommand<decide.CorrectMitraData> {}
export class ChangeMitraStatus extends HouseCommand<Dated<decide.ChangeMitraStatus>> {}
export class ReceiveDocument extends HouseCommand<Dated<papers.ReceiveDocument>> {}
export class RecordHeir extends HouseCommand<Dated<papers.RecordHeir>> {}

const holds = (mitra: MitraState): readonly Claim[] =>
  identityNumbers(mitra).map((value) => ({
    kind: 'identity-number',
    value,
    taken: 'IDENTITY_NUMBER_TAKEN',
  }));

const unitOf = (mitra: MitraState, on: LocalDate): string | undefined =>
  mitra.status === 'NONE' ? undefined : valueOn(mitra.fields.unit, on);

@CommandHandler(RegisterMitra)
export class RegisterMitraHandler implements ICommandHandler<RegisterMitra> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: RegisterMitra): Promise<Handled> {
    const { code, unit } = input;
    return handle(
      this.ledger,
      { ...sender, name: 'registerMitra', input },
      {
        streamId: mitraStream(code),
        decider: mitraDecider,
        subject: () => ({ mitra: code, unit }),
        decide: (mitra, asked) =>
          decide.registerMitra(
            { ...input, effectiveOn: input.effectiveOn ?? asked.today },
            mitra,
            asked,
          ),
        holds,
      },
    );
  }
}

@CommandHandler(CorrectMitraData)
export class CorrectMitraDataHandler implements ICommandHandler<CorrectMitraData> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: CorrectMitraData): Promise<Handled> {
    const { mitra: code } = input;
    const today = jakartaDate(this.ledger.clock());
    return handle(
      this.ledger,
      { ...sender, name: 'correctMitraData', input },
      {
        streamId: mitraStream(code),
        decider: mitraDecider,
        subject: (mitra) => ({ mitra: code, unit: unitOf(mitra, today) }),
        decide: (mitra, asked) => decide.correctMitraData(input, mitra, asked),
        holds,
      },
    );
  }
}

@CommandHandler(ChangeMitraStatus)
export class ChangeMitraStatusHandler implements ICommandHandler<ChangeMitraStatus> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ChangeMitraStatus): Promise<Handled> {
    const { mitra: code } = input;
    const today = jakartaDate(this.ledger.clock());
    return handle(
      this.ledger,
      { ...sender, name: 'changeMitraStatus', input },
      {
        streamId: mitraStream(code),
        decider: mitraDecider,
        subject: (mitra) => ({ mitra: code, unit: unitOf(mitra, today) }),
        decide: (mitra, asked) =>
          decide.changeMitraStatus(
            { ...input, effectiveOn: input.effectiveOn ?? asked.today },
            mitra,
            asked,
          ),
      },
    );
  }
}

@CommandHandler(ReceiveDocument)
export class ReceiveDocumentHandler implements ICommandHandler<ReceiveDocument> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: ReceiveDocument): Promise<Handled> {
    const { mitra: code } = input;
    const today = jakartaDate(this.ledger.clock());
    return handle(
      this.ledger,
      { ...sender, name: 'receiveDocument', input },
      {
        streamId: mitraStream(code),
        decider: mitraDecider,
        subject: (mitra) => ({ mitra: code, unit: unitOf(mitra, today) }),
        decide: (mitra, asked) =>
          papers.receiveDocument(
            { ...input, effectiveOn: input.effectiveOn ?? asked.today },
            mitra,
            asked,
          ),
      },
    );
  }
}

@CommandHandler(RecordHeir)
export class RecordHeirHandler implements ICommandHandler<RecordHeir> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  execute({ input, sender }: RecordHeir): Promise<Handled> {
    const { mitra: code } = input;
    const today = jakartaDate(this.ledger.clock());
    return handle(
      this.ledger,
      { ...sender, name: 'recordHeir', input },
      {
        streamId: mitraStream(code),
        decider: mitraDecider,
        subject: (mitra) => ({ mitra: code, unit: unitOf(mitra, today) }),
        decide: (mitra, asked) =>
          papers.recordHeir(
            { ...input, effectiveOn: input.effectiveOn ?? asked.today },
            mitra,
            asked,
          ),
      },
    );
  }
}

export const mitraHandlers = [
  RegisterMitraHandler,
  CorrectMitraDataHandler,
  ChangeMitraStatusHandler,
  ReceiveDocumentHandler,
  RecordHeirHandler,
];
