import { ArgsType, Field } from '@nestjs/graphql';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { DateScalar, DateTimeScalar, PositionScalar } from './scalars.js';

@ArgsType()
export class AtLeastArgs {
  @Field(() => PositionScalar, {
    nullable: true,
    description: 'Wait (at most 5 s) until the read models have reached this position.',
  })
  atLeast?: Position | null;
}

@ArgsType()
export class MomentArgs extends AtLeastArgs {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'How did things stand on that day? Left out: today, in Jakarta.',
  })
  asOf?: LocalDate | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'By what was known at that instant. Left out: by all that is known.',
  })
  knownAt?: Instant | null;

  @Field(() => PositionScalar, {
    nullable: true,
    description:
      'By exactly what the log held up to that position, such as `basis.position` of an answer; ' +
      'instead of `knownAt`.',
  })
  knownUpTo?: Position | null;
}
