import { v5 as uuidv5 } from 'uuid';
import type { HouseCommand, Sender } from '../house/command.js';
import type { Actor } from '../kernel/envelope.js';
import { addDays, dayNumber, type Instant, instant, type LocalDate } from '../kernel/local-date.js';
import { DEMO_ENDS } from './jasindo.js';
import type { Dice } from './random.js';

/** One command and the moment at which somebody enters it. */
export interface Step {
  readonly recordedAt: Instant;
  readonly command: HouseCommand<object>;
}

/** A name space of our own for the ids of demo commands. */
const DEMO = 'b7a2c9ae-0d8e-5c39-9a7e-41d0c5b8f6e3';
const DAY_MS = 86_400_000;
/** Eight in the morning in Jakarta, in UTC on the same day. */
const OPENS_MS = 3_600_000;
const OFFICE_HOURS_S = 8 * 3_600;

const workingDay = (day: LocalDate): LocalDate => {
  const weekday = (dayNumber(day) + 4) % 7;
  return weekday === 0 ? addDays(day, 1) : weekday === 6 ? addDays(day, 2) : day;
};

/** Days between a receipt and its entry: most within the week, some months later. */
export const receiptBacklog = (dice: Dice): number => {
  const luck = dice.below(100);
  if (luck < 84) return dice.below(8);
  if (luck < 95) return dice.between(8, 35);
  return luck < 99 ? dice.between(36, 150) : dice.between(151, 400);
};

/** Days between what happened and its entry: most soon, some months, a few more than a year. */
export const backlog = (dice: Dice): number => {
  const luck = dice.below(100);
  if (luck < 70) return dice.below(10);
  if (luck < 90) return dice.between(10, 45);
  return luck < 98 ? dice.between(46, 180) : dice.between(181, 420);
};

export const officer = (unit: string, dice: Dice): Actor => ({
  id: `pembina-${unit.toLowerCase()}-${dice.between(1, 3)}`,
  role: 'OFFICER',
  unit,
});
export const cashier = (dice: Dice): Actor => ({
  id: `keuangan-pusat-${dice.between(1, 4)}`,
  role: 'FINANCE_OFFICER',
  unit: 'PUSAT',
});
export const headOfFinance: Actor = {
  id: 'kepala-keuangan-pusat',
  role: 'FINANCE_HEAD',
  unit: 'PUSAT',
};

/** Enters commands in office hours, never before what they build on. */
export class Clerk {
  readonly steps: Step[] = [];

  constructor(
    readonly dice: Dice,
    private readonly seed: number,
  ) {}

  /** An hour of the first working day from `on`; after `notBefore`, where that is given. */
  hour(on: LocalDate, notBefore?: Instant): Instant {
    const day = on < DEMO_ENDS ? workingDay(on) : DEMO_ENDS;
    const second = this.dice.below(OFFICE_HOURS_S);
    const at = instant(dayNumber(day) * DAY_MS + OPENS_MS + second * 1_000);
    return notBefore === undefined || at > notBefore
      ? at
      : instant(Date.parse(notBefore) + 1_000 * this.dice.between(30, 600));
  }

  /** Who sends it, under an id that follows from the seed and what the command is about. */
  sender(actor: Actor, about: string, reason?: string): Sender {
    return { commandId: uuidv5(`${this.seed} ${about}`, DEMO), actor, source: 'demo', reason };
  }

  enter(recordedAt: Instant, command: HouseCommand<object>): Instant {
    this.steps.push({ recordedAt, command });
    return recordedAt;
  }
}
