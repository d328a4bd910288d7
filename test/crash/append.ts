import type { StoredEvent } from '../../src/event-store/port.js';
import { isAppend } from './loans.js';
import { alone, eventsOf, expectExact, expectSound, type Kind, restart } from './place.js';
import { expectNoComplaint, killedIn, type Killing, type Scenario } from './scenario.js';
import { type Acknowledged, aimedAt, type Course, run, type Victim } from './victim.js';

interface Sent {
  readonly commandId: string;
  readonly position: string;
}

/** What each loop of the writer was told of its commands. */
class Loops {
  readonly sent = new Map<string, Sent>();
  private readonly next: number[];

  constructor(count: number) {
    this.next = Array.from({ length: count }, () => 0);
  }

  /** What was answered last is asked again. */
  begins(): readonly string[] {
    return this.next.map((step) => String(Math.max(0, step - 2)));
  }

  hear(line: string): void {
    const [loop = '', step = '', commandId = '', position = ''] = line.split(' ');
    if (position.length !== 20) return;
    const before = this.sent.get(`${loop} ${step}`);
    // Sent again, a command answers as the first time.
    if (before) expect({ commandId, position }).toEqual(before);
    this.sent.set(`${loop} ${step}`, { commandId, position });
    this.next[Number(loop)] = Math.max(this.next[Number(loop)] ?? 0, Number(step) + 1);
  }

  /** Each command is in its own stream, in one piece; what it reserved stands in others. */
  expectOnce(events: readonly StoredEvent[]): void {
    const commands = new Map<string, StoredEvent[]>();
    for (const event of events) {
      if (event.streamId.startsWith('reservation-')) continue;
      const own = commands.get(event.commandId);
      if (own) own.push(event);
      else commands.set(event.commandId, [event]);
    }
    for (const own of commands.values()) {
      const first = own[0];
      const expected = own.map((_, index) => [first?.streamId, (first?.revision ?? 0) + index]);
      expect(own.map(({ streamId, revision }) => [streamId, revision])).toEqual(expected);
    }
    for (const { commandId, position } of this.sent.values())
      expect(commands.get(commandId)?.at(-1)?.position).toBe(position);
  }
}

/** It would never end: killed within so many appends, which every restart has to fold. */
const WRITES: Readonly<Record<Kind, Course & { readonly loops: number }>> = {
  file: { loops: 8, opensIn: 700, works: 250, eachTakes: 3 },
  server: { loops: 4, opensIn: 900, works: 40, eachTakes: 3 },
};

/** Eight loops of commands while the read models follow. */
export const append: Scenario = {
  name: 'append',
  share: { file: 20, server: 8 },
  begin: async ({ kind, settings }) => {
    const loops = new Loops(WRITES[kind].loops);
    const acknowledged: Acknowledged[] = [];
    const kill: Killing['kill'] = async (fate) => {
      const writer: Victim = {
        ...{ script: 'test/crash/writer.js', args: loops.begins(), settings },
        isWork: isAppend,
        hear: (line) => loops.hear(line),
      };
      const died = await alone(() => run(writer, aimedAt(fate, WRITES[kind])));
      expectNoComplaint(died);
      acknowledged.push(...died.acknowledged);
      await restart(settings);
      const events = await eventsOf(settings);
      expectExact(events, acknowledged);
      loops.expectOnce(events);
      await expectSound(settings, events.length);
      return killedIn(died, died.course.works > 0);
    };
    return { kill };
  },
};
