import type { JejakEvent } from '../../src/events.js';
import { START } from '../../src/kernel/envelope.js';
import type { Role } from '../../src/kernel/envelope.js';
import { ask } from '../graphql/ask.js';
import { as, freshId, get, type Headers, send, type Service, start } from '../e2e/service.js';
import { dice as diceOf } from './dice.js';
import type { Input, Told } from './naive-list.js';
import { chargeFee, closeDay, giveBack, pause, pay, reverse, waiveFee } from './random-money.js';
import {
  changeStatus, correct, disburse, register, sign, type Stage, visit, type Wish,
} from './random-wishes.js'; // prettier-ignore

/** What was told to a service, and its whole log. */
export interface History {
  readonly seed: number;
  readonly service: Service;
  readonly events: readonly Told[];
  readonly today: string;
  /** How often each command was done, and how often each refusal came. */
  readonly outcomes: ReadonlyMap<string, number>;
}

const ROLES: Readonly<Record<string, Role>> = {
  ...{ receivePayment: 'FINANCE_OFFICER', reversePayment: 'FINANCE_OFFICER' },
  ...{ returnOverpayment: 'FINANCE_OFFICER', chargeLateFee: 'FINANCE_OFFICER' },
  ...{ waiveLateFee: 'FINANCE_HEAD', closeDay: 'FINANCE_OFFICER', grantMoratorium: 'HEAD_OFFICE' },
  ...{ adoptPolicy: 'HEAD_OFFICE' },
};
const WISHES = [
  ...[correct, correct, changeStatus, visit, visit, sign, sign, disburse, disburse, disburse],
  ...[pay, pay, pay, pay, pay, pay, pay, pay, reverse, reverse, chargeFee, waiveFee, giveBack],
  ...[pause, pause, closeDay],
];
const POLICIES = {
  60: {
    ...{ policyId: 'flood-2004', kind: 'MORATORIUM', validFrom: '2004-01-01' },
    parameters: { cause: 'flood', from: '2004-02-01', to: '2004-12-31' },
  },
  130: {
    ...{ policyId: 'uji-weeks', kind: 'COLLECTABILITY', scope: 'UJI', validFrom: '2003-09-01' },
    parameters: {
      ...{ basis: 'OLDEST_UNPAID_INSTALMENT', measure: 'DAYS' },
      bands: [
        { class: 'CURRENT', upTo: 7 },
        { class: 'SUBSTANDARD', upTo: 14 },
        { class: 'DOUBTFUL', upTo: 200 },
        { class: 'LOSS' },
      ],
    },
  },
} as const;

class Telling {
  readonly inputs = new Map<string, Input>();
  readonly outcomes = new Map<string, number>();
  constructor(readonly service: Service) {}

  readonly #count = (what: string): void =>
    void this.outcomes.set(what, (this.outcomes.get(what) ?? 0) + 1);

  readonly #headers = (command: string): Headers => as(ROLES[command] ?? 'OFFICER');

  async tell({ command, input: said, done }: Wish): Promise<void> {
    const input = { commandId: freshId(), ...said };
    this.inputs.set(input.commandId, said);
    const headers = this.#headers(command);
    const reply =
      command === 'closeDay'
        ? await ask(
            this.service,
            `mutation ($input: CloseDayInput!) { done: closeDay(input: $input) { position } }`,
            { input },
            { ...headers, 'x-at-least': this.service.seen.position ?? '' },
          )
        : await send(this.service, command, input, { headers });
    const [error] = reply.errors ?? [];
    if (error) {
      if (error.extensions.code !== 'REFUSED')
        throw new Error(JSON.stringify([command, said, reply.errors, this.service.reports]));
      return this.#count(`${command}: ${String(error.extensions['refusal'])}`);
    }
    this.service.seen.position = (reply.data as { done: { position: string } }).done.position;
    this.#count(command);
    done?.();
  }

  async adopt(rule: Input): Promise<void> {
    const { kind, policyId } = rule;
    const basis = { legalBasis: 'SE-1', certainty: 'STATED' };
    await this.tell({ command: 'proposePolicy', input: { ...rule, ...basis } });
    const query = `{ policies(kind: ${String(kind)}) { policyId proposal revision } }`;
    interface Row {
      readonly policyId: string;
      readonly proposal: string;
      readonly revision: number;
    }
    const { policies } = await get<{ policies: readonly Row[] }>(this.service, query);
    const { proposal, revision } = policies.find((one) => one.policyId === policyId) ?? {};
    await this.tell({ command: 'adoptPolicy', input: { kind, proposal, revision } });
  }
}

const wholeLog = async ({ service, inputs }: Telling): Promise<readonly Told[]> => {
  const { store } = service.house.ledger;
  const all = await store.readAll(START, 100_000);
  return all.map((event) => ({
    ...(event as unknown as JejakEvent),
    input: inputs.get(event.commandId) ?? {},
  }));
};

const DAY = 86_400_000;
const stamp = (ms: number): string => new Date(ms).toISOString();
const jakarta = (ms: number): string => stamp(ms + 7 * 3_600_000).slice(0, 10);

/** Some 200 commands over six years, mostly late ones; now and then the clock steps back. */
export const randomHistory = async (seed: number, steps = 200): Promise<History> => {
  const dice = diceOf(seed);
  let now = Date.UTC(2002, 0, 7, 3);
  const service = await start(stamp(now));
  const telling = new Telling(service);
  const shared = { dice, registered: new Map(), changes: [], loans: [] };
  for (let no = 1; no <= steps; no += 1) {
    const stands = dice.chance(15);
    now += stands ? 0 : dice.below(25 * DAY) - (dice.chance(5) ? 1000 : 0);
    if (dice.chance(3)) now -= dice.below(90_000);
    service.setClock(stamp(now));
    const stage: Stage = { ...shared, today: jakarta(now), no };
    const policy = POLICIES[no as keyof typeof POLICIES];
    if (policy) await telling.adopt(policy);
    const wish = (no <= 5 ? register : no <= 12 ? sign : dice.pick(WISHES))(stage);
    if (wish) await telling.tell(wish);
  }
  const events = await wholeLog(telling);
  return { seed, service, events, today: jakarta(now), outcomes: telling.outcomes };
};
