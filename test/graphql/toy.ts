import {
  Args,
  Context,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
  registerEnumType,
} from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsNotEmpty, MaxLength, ValidateNested } from 'class-validator';
import { StoreUnavailable, OutcomeUnknown } from '../../src/event-store/port.js';
import { connection, connectionOf } from '../../src/graphql/connections.js';
import type { Connection } from '../../src/graphql/connections.js';
import type { ApiContext } from '../../src/graphql/context.js';
import { PageArgs } from '../../src/graphql/paging.js';
import type { Window } from '../../src/graphql/paging.js';
import { conflict, forbidden, notFound, refused } from '../../src/graphql/errors.js';
import { rows } from '../../src/graphql/cost.js';
import { Node, globalId, parseGlobalId } from '../../src/graphql/node.js';
import type { Rel } from '../../src/graphql/node.js';
import {
  DateScalar,
  DateTimeScalar,
  JsonScalar,
  PositionScalar,
  RateScalar,
  RupiahScalar,
} from '../../src/graphql/scalars.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { refuse } from '../../src/kernel/refusal.js';

enum Sector {
  TRADE = 'TRADE',
  FISHERIES = 'FISHERIES',
}
registerEnumType(Sector, { name: 'Sector' });

@ObjectType()
class Entry {
  @Field(() => Int) revision: number;
  @Field(() => JsonScalar) data: unknown;
}
const EntryConnection = connectionOf('Entry', () => Entry);

@ObjectType()
class Instalment {
  @Field(() => Int) no: number;
  @Field(() => DateScalar) dueOn: string;
  @Field(() => RupiahScalar) principal: number;
  @Field(() => RupiahScalar) interest: number;
  @Field(() => RupiahScalar) paidPrincipal: number;
  @Field(() => RupiahScalar) paidInterest: number;
}

@ObjectType()
class Terms {
  @Field(() => RupiahScalar) principal: number;
  @Field(() => RateScalar) rate: string;
  @Field(() => DateScalar) agreedOn: string;
}

@ObjectType({ implements: () => [Node] })
export class Loan extends Node {
  @Field() number: string;
  @Field(() => Terms) terms: Terms;
  @Field(() => [Instalment], { complexity: rows(36) }) schedule: Instalment[];
  @Field(() => Terms) position: Terms;
  @Field(() => Mitra) mitra: Rel<Mitra>;
  history: unknown;
}
const LoanConnection = connectionOf('Loan', () => Loan);

@ObjectType({ implements: () => [Node] })
export class Mitra extends Node {
  @Field() name: string;
}

@InputType()
class EvidenceInput {
  @Field() @MaxLength(3) sha256: string;
}

@InputType()
class RegisterMitraInput {
  @Field(() => ID) commandId: string;
  @Field() @IsNotEmpty() @MaxLength(20, { message: 'too long: $value' }) name: string;
  @Field(() => RupiahScalar, { nullable: true }) amount?: number;
  @Field(() => Sector, { nullable: true }) sector?: Sector;
  @Field(() => DateScalar, { nullable: true }) effectiveOn?: string;
  @Field(() => Int, { nullable: true }) expectedRevision?: number;
}

@InputType()
class RecordVisitInput {
  @Field(() => [EvidenceInput], { defaultValue: [] })
  @ValidateNested({ each: true })
  @Type(() => EvidenceInput)
  evidence: EvidenceInput[];
}

const loanOf = (number: number): Loan => {
  const terms = { principal: 1_000_000, rate: '0.06', agreedOn: '2003-01-31' };
  const key = String(number).padStart(4, '0');
  const row = { principal: 1, interest: 1, paidPrincipal: 0, paidInterest: 0 };
  const schedule = Array.from({ length: 36 }, (_, no) => ({ no, dueOn: '2003-02-28', ...row }));
  const mitra: Mitra = { id: globalId('Mitra', 'M-1'), name: 'Warung Sari' };
  const id = globalId('Loan', key);
  return { id, number: key, terms, schedule, position: terms, mitra, history: undefined };
};
const LOANS = Array.from({ length: 230 }, (_, index) => loanOf(index + 1));

const page = <N>(
  list: readonly N[],
  keyOf: (row: N) => string,
  { after, limit, backwards }: Window,
) => {
  const order = backwards ? list.toReversed() : list;
  const from = after ? order.findIndex((row) => keyOf(row) === after.id) + 1 : 0;
  return order.slice(from, from + limit);
};

const loanPage = (args: PageArgs): Promise<Connection<Loan>> =>
  connection(args, {
    find: async (window) => page(LOANS, (loan) => loan.number, window),
    count: async () => LOANS.length,
    placeOf: (loan) => ({ value: loan.number, id: loan.number }),
  });

export const counted = { mutations: [] as string[] };
const THROWS: Readonly<Record<string, () => unknown>> = {
  REFUSED: () => refused(refuse('RECEIPT_REUSED', { recorded: 40 })),
  CONFLICT: () => conflict(7),
  NOT_FOUND: () => notFound(),
  FORBIDDEN: () => forbidden('not yours'),
  STORE: () => new StoreUnavailable('SELECT secret FROM t'),
  UNKNOWN: () => new OutcomeUnknown('disk'),
  BUG: () => new TypeError('Siti is undefined'),
};

@Resolver(() => Loan)
export class LoanResolver {
  @Query(() => Loan, { nullable: true })
  loan(@Args('number') number: string): Loan | null {
    return LOANS.find((loan) => loan.number === number) ?? null;
  }

  @Query(() => Node, { nullable: true })
  node(@Args('id', { type: () => ID }) id: string): Node | null {
    const { type, key } = parseGlobalId(id);
    return type === 'Loan' ? this.loan(key) : null;
  }

  @Query(() => LoanConnection)
  loans(@Args() args: PageArgs): Promise<Connection<Loan>> {
    return loanPage(args);
  }

  @ResolveField(() => EntryConnection)
  history(@Parent() _loan: Loan, @Args() args: PageArgs): Promise<Connection<Entry>> {
    const entries = Array.from({ length: 20 }, (_, revision) => ({ revision, data: { a: [1] } }));
    return connection(args, {
      find: async (window) => page(entries, ({ revision }) => String(revision), window),
      count: async () => 20,
      placeOf: ({ revision }) => ({ value: revision, id: String(revision) }),
    });
  }

  @ResolveField(() => LoanConnection)
  others(@Args() args: PageArgs): Promise<Connection<Loan>> {
    return loanPage(args);
  }
}

@Resolver()
export class ToyResolver {
  @Query(() => String)
  whoami(@Context() { who, atLeast }: ApiContext): string {
    const { id, role, unit = '', onBehalfOf = '' } = who.actor;
    return [id, role, unit, onBehalfOf, atLeast ?? ''].join('|');
  }

  @Query(() => DateTimeScalar)
  at(@Args('instant', { type: () => DateTimeScalar }) given: string): string {
    return given;
  }

  @Query(() => PositionScalar, { nullable: true })
  broken(): string {
    return 'no position';
  }

  @Query(() => Boolean, { nullable: true })
  fails(@Args('how') how: string): boolean {
    throw THROWS[how]?.();
  }

  @Query(() => Int)
  required(@Args('n', { type: () => Int }) n: number): number {
    return n;
  }

  @Mutation(() => String)
  registerMitra(@Args('input') input: RegisterMitraInput): string {
    canonicalJson({ name: input.name });
    counted.mutations.push(input.name);
    return input.name;
  }

  @Mutation(() => String)
  recordVisit(@Args('input') { evidence }: RecordVisitInput): string {
    return String(evidence.length);
  }

  @Subscription(() => Int, { resolve: (value: number) => value })
  async *countTo(@Args('n', { type: () => Int }) n: number): AsyncGenerator<number> {
    for (let value = 1; value <= n; value += 1) yield value;
  }

  @Subscription(() => Int, { resolve: (value: number) => value })
  async *breaksOff(): AsyncGenerator<number> {
    yield 1;
    throw new Error('Siti at line 3');
  }
}
