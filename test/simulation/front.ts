import { CommandBus } from '@nestjs/cqrs';
import { GraphQLModule } from '@nestjs/graphql';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { Handled } from '../../src/event-store/handle.js';
import { StoreUnavailable } from '../../src/event-store/port.js';
import type { JejakDriver } from '../../src/graphql/driver.js';
import type { House } from '../../src/house/house.js';
import type { Position, Role } from '../../src/kernel/envelope.js';
import { createService } from '../../src/main.js';
import { demand, Violation } from './violation.js';
import { type Effect, inputOf, ROLES, type Wish } from './wishes.js';

const DONE = 'commandId streamId revision position duplicate events { id type }';
const mutation = (name: string, input: string): string =>
  `mutation ($input: ${input}!) { done: ${name}(input: $input) { ${DONE} } }`;

const MUTATIONS: Readonly<Record<Effect['kind'], string>> = {
  register: mutation('registerMitra', 'RegisterMitraInput'),
  correct: mutation('correctMitraData', 'CorrectMitraDataInput'),
  sign: mutation('signAgreement', 'SignAgreementInput'),
  disburse: mutation('disburseLoan', 'DisburseLoanInput'),
  pay: mutation('receivePayment', 'ReceivePaymentInput'),
  reverse: mutation('reversePayment', 'ReversePaymentInput'),
};

/** A loan as a screen shows it. */
const LOAN = `query ($number: String!) {
  loan(number: $number) {
    mitra { code }
    payments(first: 200) { edges { node { receipt amount reversal { kind } } } }
    position { disbursed principalPaid interestPaid lateFeesPaid credit }
  }
}`;

/** What that screen says of a loan, in rupiah. */
export interface ShownLoan {
  readonly mitra: { readonly code: string };
  readonly payments: {
    readonly edges: readonly {
      readonly node: {
        readonly receipt: string;
        readonly amount: number;
        readonly reversal: object | null;
      };
    }[];
  };
  readonly position: Readonly<Record<string, number>>;
}

interface Question {
  readonly query: string;
  readonly variables: object;
  readonly role: Role;
  readonly id: string;
  readonly atLeast?: Position;
}

interface Enveloped {
  readonly schema: object;
  parse(query: string): DocumentNode;
  validate(schema: object, document: DocumentNode): readonly Error[];
  contextFactory(): Promise<object>;
  execute(args: object): Promise<ExecutionResult>;
}

/** The bus knows an enum's constant where the form knows a word. */
const typedIn = (effect: Effect): object => {
  const input = inputOf(effect);
  return 'field' in input ? { ...input, field: 'IDENTITY_NUMBER' } : input;
};

/**
 * The service over a house: rules of input, roles, the bus and the resolvers, asked as a message
 * over a web socket asks. Sockets and draining wait for the machine, and are tested elsewhere.
 */
export class Front {
  private constructor(
    readonly bus: Pick<CommandBus, 'execute'>,
    private readonly driver: JejakDriver,
  ) {}

  static async over(house: House): Promise<Front> {
    let errors = 0;
    const app = await createService(house, { newId: () => `error-${++errors}` });
    await app.init();
    const { graphQlAdapter } = app.get<GraphQLModule<JejakDriver>>(GraphQLModule);
    return new Front(app.get(CommandBus), graphQlAdapter);
  }

  /** @throws {StoreUnavailable} where the answer is UNAVAILABLE */
  async send({ commandId, effect }: Wish): Promise<Handled> {
    const { kind } = effect;
    const { data, errors } = await this.ask({
      ...{ query: MUTATIONS[kind], role: ROLES[kind], id: commandId },
      variables: { input: { ...typedIn(effect), commandId } },
    });
    if (data) return { outcome: 'done', ...(data['done'] as object) } as Handled;
    const { code, ...said } = errors?.[0]?.extensions ?? {};
    if (code === 'CONFLICT') return { outcome: 'conflict', ...said } as Handled;
    if (code === 'REFUSED') return said as unknown as Handled;
    throw new Violation(`${kind} is answered ${JSON.stringify(errors)}`);
  }

  /** As it is shown to who has seen `atLeast`. @throws {StoreUnavailable} */
  async loan(number: string, atLeast: Position): Promise<ShownLoan | null> {
    const { data, errors } = await this.ask({
      ...{ query: LOAN, variables: { number }, role: 'AUDITOR', id: `loan ${number}`, atLeast },
    });
    const what = () => `a question about ${number} is answered ${JSON.stringify(errors)}`;
    demand(!errors, what);
    return data?.['loan'] as ShownLoan | null;
  }

  private async ask({ query, variables, role, id, atLeast }: Question): Promise<ExecutionResult> {
    const headers = {
      ...{ 'x-actor': 'budi', 'x-role': role, 'x-request-id': id.replaceAll(' ', '-') },
      ...(atLeast && { 'x-at-least': atLeast }),
    };
    const asked = { req: { headers }, params: { query } } as never;
    const enveloped = this.driver['yoga'].getEnveloped(asked) as unknown as Enveloped;
    const document = enveloped.parse(query);
    const wrong = enveloped.validate(enveloped.schema, document);
    demand(wrong.length === 0, () => `${query}: ${wrong.map(String)}`);
    const answer = await enveloped.execute({
      ...{ schema: enveloped.schema, document, variableValues: variables },
      contextValue: await enveloped.contextFactory(),
    });
    const { errors } = answer;
    if (errors?.some(({ extensions }) => extensions['code'] === 'UNAVAILABLE'))
      throw new StoreUnavailable(String(errors[0]?.message));
    return answer;
  }
}
