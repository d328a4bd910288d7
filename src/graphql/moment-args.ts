import { ArgsType, Field } from '@nestjs/graphql';
import type { Position } from '../kernel/envelope.js';
import type { Instant, LocalDate } from '../kernel/local-date.js';
import { PageArgs } from './paging.js';
import { DateScalar, DateTimeScalar, PositionScalar } from './scalars.js';

// Fields that stand in classes of several parents: Nest's `IntersectionType` would bring them
// together, and load all of class-validator for it (see `rules.ts`).
export const AtLeast = () =>
  Field(() => PositionScalar, {
    nullable: true,
    description: 'Wait (at most 5 s) until the read models have reached this position.',
  });

export const AsOf = () =>
  Field(() => DateScalar, {
    nullable: true,
    description: 'How did things stand on that day? Left out: today, in Jakarta.',
  });

export const KnownAt = () =>
  Field(() => DateTimeScalar, {
    nullable: true,
    description: 'By what was known at that instant. Left out: by all that is known.',
  });

export const KnownUpTo = () =>
  Field(() => PositionScalar, {
    nullable: true,
    description:
      'By exactly what the log held up to that position, such as `basis.position` of an answer; ' +
      'instead of `knownAt`.',
  });

@ArgsType()
export class AtLeastArgs {
  @AtLeast()
  atLeast?: Position | null;
}

@ArgsType()
export class MomentArgs extends AtLeastArgs {
  @AsOf()
  asOf?: LocalDate | null;
  @KnownAt()
  knownAt?: Instant | null;
  @KnownUpTo()
  knownUpTo?: Position | null;
}

/** Of a list that is read from the read models. */
@ArgsType()
export class ListArgs extends PageArgs {
  @AtLeast()
  atLeast?: Position | null;
}
