import { Command as CqrsCommand } from '@nestjs/cqrs';
import type { Handled } from '../event-store/handle.js';
import type { Actor, Source } from '../kernel/envelope.js';
import type { LocalDate } from '../kernel/local-date.js';

/** Who sends a command, from where, under which id: what each command brings beside its input. */
export interface Sender {
  readonly commandId: string;
  readonly actor: Actor;
  readonly source: Source;
  readonly reason?: string | undefined;
  readonly expectedRevision?: number | undefined;
  readonly correlationId?: string | undefined;
}

/**
 * A command on the bus of @nestjs/cqrs. `input` is what the client sent, digested as it came,
 * before any default is filled in.
 */
export abstract class HouseCommand<Input extends object> extends CqrsCommand<Handled> {
  constructor(
    readonly input: Input,
    readonly sender: Sender,
  ) {
    super();
  }
}

/** The day a client may leave out: it is then today, in Jakarta. */
export type Dated<T extends { effectiveOn: LocalDate }> = Omit<T, 'effectiveOn'> & {
  readonly effectiveOn?: LocalDate | undefined;
};
