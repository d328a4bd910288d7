import {
  Args,
  Context,
  Field,
  Int,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { HistoryDocument } from '../../projections/history.js';
import { type ApiContext, loaderOf } from '../graphql/context.js';
import { MomentArgs } from '../graphql/moment-args.js';
import { DateScalar, DateTimeScalar, PositionScalar } from '../graphql/scalars.js';
import { Questions } from '../house/questions.js';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import type { Moment } from '../kernel/moment.js';
import { Loan } from '../lending/loan.types.js';
import { Mitra } from '../mitra/mitra.types.js';
import type { TrailLimits } from './history.filter.js';
import type { Trail } from './history.service.js';
import { HistoryConnection } from './history.types.js';
import { Portfolio } from './portfolio.types.js';

@ObjectType({
  description:
    'What an answer rests on. The same question with this `asOf`, and `knownUpTo` this position, ' +
    'is answered the same for ever, but for personal data erased since.',
})
export class Basis {
  @Field(() => PositionScalar, { description: 'The log up to here, and nothing after it.' })
  position: Position;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day it stands on; null where no day was asked for, in a trail.',
  })
  asOf: LocalDate | null;
}

export const basisOf = ({ asOf, known }: Moment | TrailLimits): Basis => ({
  position: known,
  asOf: asOf ?? null,
});

/** What only the tree and the trail can say of a basis, asked for once it is selected. */
@Resolver(() => Basis)
export class BasisResolver {
  constructor(private readonly questions: Questions) {}

  @Query(() => Basis, { description: 'What an answer about this moment would rest on now.' })
  async basis(
    @Args() { atLeast, ...asking }: MomentArgs,
    @Context() context: ApiContext,
  ): Promise<Basis> {
    await this.questions.caughtUp(context, atLeast, ['history']);
    return basisOf(await this.questions.moment(asking, ['history']));
  }

  @ResolveField(() => DateTimeScalar, {
    nullable: true,
    description: 'When the last of it was recorded; null where there is nothing.',
  })
  knownAt(@Parent() { position }: Basis, @Context() context: ApiContext): Promise<Instant | null> {
    return loaderOf(context, `recorded by ${position}`, async () => {
      const { readModels } = this.questions.house;
      const find = { where: { field: 'id', lte: position }, limit: 1, backwards: true };
      const trail = readModels.collection('history');
      const [last] = await readModels.store.find<HistoryDocument>(trail, find);
      return last?.body.recordedAt ?? null;
    });
  }

  @ResolveField(() => Int, { description: 'Events up to there: the leaves of its tree.' })
  async size(@Parent() basis: Basis, @Context() context: ApiContext): Promise<number> {
    return (await this.root(basis, context)).size;
  }

  @ResolveField(() => String, {
    description: 'The root of the RFC 6962 tree over all of them, base64 as in a checkpoint.',
  })
  async rootHash(@Parent() basis: Basis, @Context() context: ApiContext): Promise<string> {
    return (await this.root(basis, context)).root.toString('base64');
  }

  private root({ position }: Basis, context: ApiContext) {
    const { proof } = this.questions.house;
    return loaderOf(context, `root at ${position}`, () => proof.rootAtPosition(position));
  }
}

const DESCRIBED = { description: 'What all of this rests on.' };

@Resolver(() => Mitra)
export class MitraBasis {
  @ResolveField(() => Basis, DESCRIBED)
  basis(@Parent() { moment }: Mitra): Basis {
    return basisOf(moment);
  }
}

@Resolver(() => Loan)
export class LoanBasis {
  @ResolveField(() => Basis, DESCRIBED)
  basis(@Parent() { moment }: Loan): Basis {
    return basisOf(moment);
  }
}

@Resolver(() => Portfolio)
export class PortfolioBasis {
  @ResolveField(() => Basis, DESCRIBED)
  basis(@Parent() { question }: Portfolio): Basis {
    return basisOf(question.asked.moment);
  }
}

@Resolver(() => HistoryConnection)
export class HistoryBasis {
  @ResolveField(() => Basis, DESCRIBED)
  basis(@Parent() { limits }: Trail): Basis {
    return basisOf(limits);
  }
}
