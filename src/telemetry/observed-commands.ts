import type { CommandBus } from '@nestjs/cqrs';
import type { Handled } from '../event-store/handle.js';
import { isUnavailable } from '../graphql/errors.js';
import { elapsed } from '../house/clock.js';
import { HouseCommand } from '../house/command.js';
import type { Logger } from '../house/logger.js';
import { isRefusal } from '../kernel/refusal.js';
import type { Metrics } from './metrics.js';
import type { Recording } from './recording.js';
import type { Tracing } from './tracing.js';

interface Watching {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly log: Logger;
  readonly recording: Recording;
}

export type CommandOutcome =
  'done' | 'duplicate' | 'conflict' | 'refused' | 'unavailable' | 'failed';

/** What a command came to: codes, counts and places, for lines, labels and spans. */
interface Told {
  readonly outcome: CommandOutcome;
  readonly refusal?: string;
  readonly streamId?: string;
  readonly position?: string;
  readonly events?: number;
}

const toldOf = (handled: Handled): Told => {
  if (isRefusal(handled)) return { outcome: 'refused', refusal: handled.refusal };
  if (handled.outcome === 'conflict') return { outcome: 'conflict' };
  const { duplicate, streamId, position, events } = handled;
  const outcome = duplicate ? 'duplicate' : 'done';
  return { outcome, streamId, position, events: events.length };
};

const failureOf = (error: unknown): Told => ({
  outcome: isUnavailable(error) ? 'unavailable' : 'failed',
});

const inSpan = ({ outcome, refusal, streamId, position }: Told) => ({
  'jejak.outcome': outcome,
  ...(refusal && { 'jejak.refusal': refusal }),
  ...(streamId && { 'jejak.stream': streamId, 'jejak.position': position }),
});

type Named = HouseCommand<object>;

const nameOf = (command: Named): string =>
  command.constructor.name.replace(/^./, (first) => first.toLowerCase());

const count = ({ metrics }: Watching, command: string, told: Told, ms: number): void =>
  metrics.record(({ commands, refusals }) => {
    commands.observe({ command, outcome: told.outcome }, ms / 1000);
    if (told.refusal) refusals.inc({ refusal: told.refusal });
  });

/** One line each; those of an import or a job are too many for anybody but who looks for them. */
const note = ({ log }: Watching, command: Named, told: Told, ms: number): void => {
  const { commandId, correlationId = commandId, source } = command.sender;
  const line = { command: nameOf(command), commandId, correlationId, ...told };
  const at = source === 'api' ? 'info' : 'debug';
  log[at]('command', { ...line, ms: Math.round(ms * 10) / 10 });
};

const watched = async (
  watching: Watching,
  command: Named,
  execute: () => Promise<Handled>,
): Promise<Handled> => {
  const { commandId, correlationId = commandId } = command.sender;
  const name = nameOf(command);
  const about = {
    ...{ 'jejak.command.name': name, 'jejak.command.id': commandId },
    'jejak.correlation_id': correlationId,
  };
  const began = elapsed();
  const ended = (told: Told): void => {
    const ms = elapsed() - began;
    count(watching, name, told, ms);
    watching.recording.heard(told.outcome);
    note(watching, command, told, ms);
  };
  try {
    const work = watching.tracing.span(`command ${name}`, about, execute, (handled) =>
      inSpan(toldOf(handled)),
    );
    const handled = await work;
    ended(toldOf(handled));
    return handled;
  } catch (error) {
    ended(failureOf(error));
    throw error;
  }
};

type Execute = (command: unknown, context?: never) => Promise<Handled>;

/** Mutations and imports send commands over the bus; the close of a day decides by itself. */
export const watchCommands = (bus: CommandBus, watching: Watching): void => {
  const execute: Execute = bus.execute.bind(bus);
  const watch: Execute = (command, context) =>
    command instanceof HouseCommand
      ? watched(watching, command, async () => execute(command, context))
      : execute(command, context);
  Object.assign(bus, { execute: watch });
};
