import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { foldStream, handle, type Handled, type Intent } from '../event-store/handle.js';
import type { Ledger } from '../event-store/ledger.js';
import { type Dated, HouseCommand } from '../house/command.js';
import { LEDGER } from '../house/tokens.js';
import { jakartaDate } from '../kernel/local-date.js';
import { mitraDecider, mitraStream, valueOn } from '../mitra/mitra.js';
import {
  monitoringDecider,
  type Monitoring,
  monitoringStream,
  recordContact,
  type RecordContact as ContactInput,
  recordVisit,
  type RecordVisit as VisitInput,
  type Visited,
} from './monitoring.js';
import type { MonitoringEvent } from './monitoring.events.js';

export class RecordVisit extends HouseCommand<Dated<VisitInput>> {}
export class RecordContact extends HouseCommand<Dated<ContactInput>> {}

/** The monitoring of a mitra is a stream of its own; whether he is registered comes from his. */
const monitored = async (
  ledger: Ledger,
  code: string,
  decide: (visited: Visited) => Intent<Monitoring, MonitoringEvent>['decide'],
): Promise<Intent<Monitoring, MonitoringEvent>> => {
  const mitra = await foldStream(ledger, mitraStream(code), mitraDecider);
  const registered = mitra.status === 'REGISTERED';
  const today = jakartaDate(ledger.clock());
  const unit = registered ? valueOn(mitra.fields.unit, today) : undefined;
  return {
    streamId: monitoringStream(code),
    decider: monitoringDecider,
    subject: () => ({ mitra: code, unit }),
    decide: decide({ registered }),
  };
};

@CommandHandler(RecordVisit)
export class RecordVisitHandler implements ICommandHandler<RecordVisit> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: RecordVisit): Promise<Handled> {
    const intent = await monitored(this.ledger, input.mitra, (visited) => (_, asked) => {
      return recordVisit(
        { ...input, effectiveOn: input.effectiveOn ?? asked.today },
        asked,
        visited,
      );
    });
    return handle(this.ledger, { ...sender, name: 'recordVisit', input }, intent);
  }
}

@CommandHandler(RecordContact)
export class RecordContactHandler implements ICommandHandler<RecordContact> {
  constructor(@Inject(LEDGER) private readonly ledger: Ledger) {}

  async execute({ input, sender }: RecordContact): Promise<Handled> {
    const intent = await monitored(this.ledger, input.mitra, (visited) => (_, asked) => {
      return recordContact(
        { ...input, effectiveOn: input.effectiveOn ?? asked.today },
        asked,
        visited,
      );
    });
    return handle(this.ledger, { ...sender, name: 'recordContact', input }, intent);
  }
}

export const monitoringHandlers = [RecordVisitHandler, RecordContactHandler];
